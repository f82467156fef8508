// Which files of a repository are manifests, and what becomes of them.
import { describe, expect, it } from "vitest";
import { renderProblems } from "../../../src/resources/problems.ts";
import { chooseFiles, REPOSITORY_FILE_LIMITS, type TreeEntry } from "../../../src/resources/repository-files/choose-files.ts";
import { readRepositoryFiles } from "../../../src/resources/repository-files/read-repository-files.ts";
import { toManifest } from "../manifest/told.ts";

const entry = (path: string, given: Partial<TreeEntry> = {}): TreeEntry => ({
  path,
  mode: "100644",
  id: "0".repeat(40),
  size: 10,
  ...given,
});
const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });

describe("the files of a repository", () => {
  it("are YAML at any depth, in the order of their paths", () => {
    const entries = [".yardmaster/b/c.yml", ".yardmaster/README.md", ".yardmaster/a.YAML", ".github/yardmaster.yml"].map((path) =>
      entry(path),
    );
    const { files, problems } = chooseFiles([...entries, entry(".yardmaster/run.yaml", { mode: "100755" })]);
    expect(files.map(({ path }) => path)).toEqual([
      ".github/yardmaster.yml",
      ".yardmaster/a.YAML",
      ".yardmaster/b/c.yml",
      ".yardmaster/run.yaml",
    ]);
    expect(problems).toEqual([]);
  });

  it("are no links and no submodules, which is told", () => {
    const { files, problems } = chooseFiles([
      entry(".yardmaster/a.yaml", { mode: "120000" }),
      entry(".yardmaster/shared", { mode: "160000", size: null }),
      entry(".yardmaster/b.yaml"),
    ]);
    expect(files.map(({ path }) => path)).toEqual([".yardmaster/b.yaml"]);
    expect(renderProblems(problems)).toMatchInlineSnapshot(`
      ".yardmaster/a.yaml:1:1 warning is a symbolic link and is not read
        hint: put the manifests into files of the repository itself
      .yardmaster/shared:1:1 warning is a submodule and is not read
        hint: put the manifests into files of the repository itself"
    `);
  });

  it("are an error when they are too many or too large", () => {
    const { bytes, bytesInAll, files } = REPOSITORY_FILE_LIMITS;
    const many = chooseFiles(Array.from({ length: files + 1 }, (_, index) => entry(`.yardmaster/${index}.yaml`)));
    const large = chooseFiles([entry(".yardmaster/a.yaml", { size: bytes + 1 })]);
    const all = chooseFiles(
      Array.from({ length: 11 }, (_, index) => entry(`.yardmaster/${index}.yaml`, { size: Math.ceil(bytesInAll / 10) })),
    );
    expect(renderProblems([...many.problems, ...large.problems, ...all.problems])).toMatchInlineSnapshot(`
      ".yardmaster:1:1 error holds more than 500 files of manifests
        hint: put several into one file
      .yardmaster/a.yaml:1:1 error is larger than 1048576 bytes
        hint: split it into several files
      .yardmaster:1:1 error holds more than 10485760 bytes of manifests"
    `);
    expect(chooseFiles(Array.from({ length: files }, (_, index) => entry(`.yardmaster/${index}.yaml`))).problems).toEqual([]);
  });
});

describe("the manifests of a repository", () => {
  it("are its resources, with the project that each names", () => {
    const other = toManifest("Project", "b", "description: B").replace("name: b", "name: b, project: web");
    const { resources, problems } = readRepositoryFiles([
      file(".github/yardmaster.yml", `${toManifest("Project", "a", "description: A")}---\n${other}`),
      file(".yardmaster/c.yaml", ""),
    ]);
    expect(problems).toEqual([]);
    expect(
      resources?.map(({ metadata: { name, project }, source: { origin, file: from, line } }) => [project, name, origin, from, line]),
    ).toEqual([
      ["default", "a", "repository", ".github/yardmaster.yml", 1],
      ["web", "b", "repository", ".github/yardmaster.yml", 7],
    ]);
  });

  it("hold together or not at all", () => {
    const good = file(".yardmaster/a.yaml", toManifest("Project", "a", "description: A"));
    const bad = file(".yardmaster/b.yaml", toManifest("Agent", "b", "comand: x"));
    const binary = { path: ".yardmaster/c.yaml", bytes: new Uint8Array([0xff, 0xfe, 0x00]) };
    expect(readRepositoryFiles([good]).resources?.length).toBe(1);
    const { resources, problems } = readRepositoryFiles([good, bad, binary]);
    expect(resources).toBeNull();
    expect(renderProblems(problems)).toMatchInlineSnapshot(`
      ".yardmaster/b.yaml:5:3 error spec.command is missing
      .yardmaster/b.yaml:5:3 warning spec.comand unknown field 'comand' is ignored
        hint: did you mean "command"?
      .yardmaster/c.yaml:1:1 error is not a text in UTF-8"
    `);
  });

  it("may hold secrets, with a warning that does not show them", () => {
    const { resources, problems } = readRepositoryFiles([
      file(".yardmaster/s.yaml", toManifest("SecretStore", "keys", "data:\n  TOKEN: hunter2")),
    ]);
    expect(resources?.length).toBe(1);
    expect(renderProblems(problems)).toMatchInlineSnapshot(`
      ".yardmaster/s.yaml:5:3 warning spec.data secrets in a repository are not secret: whoever can read it can read them
        hint: apply them from a file outside the repository; and choose new ones, since these stay in its history"
    `);
  });
});
