// Manifests from the disk and from standard input.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadManifests } from "../../../src/resources/manifest/load-manifests.ts";

function project(name: string): string {
  return `apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: ${name} }\n`;
}

describe("loading manifests", () => {
  let folder: string;
  const options = { readStdin: async () => project("piped") };

  async function write(path: string, text: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  async function load(...paths: readonly string[]) {
    const { manifests, problems } = await loadManifests(
      paths.map((path) => (path === "-" ? path : join(folder, path))),
      options,
    );
    return { names: manifests.map(({ metadata }) => metadata.name), problems };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "manifests-"));
    await write("b.yaml", project("b"));
    await write("a.yml", project("a"));
    await write("deep/er/c.json", JSON.stringify({ apiVersion: "orchestrator.dev/v2", kind: "Project", metadata: { name: "c" } }));
    await write("notes.md", "nothing to read");
    await symlink("../b.yaml", join(folder, "deep/linked.yaml"));
    await symlink("..", join(folder, "deep/loop.yaml"));
    await write("other/bytes.yaml", new Uint8Array([0xff, 0xfe, 0x00]));
    await write("bad/bad.yaml", "apiVersion: orchestrator.dev/v2\nkind: Project\n");
    await write("large/large.yaml", "#".repeat(32 * 1024 * 1024));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("reads a file whatever it is called", async () => {
    await write("no-extension", project("plain"));
    expect(await load("no-extension")).toEqual({ names: ["plain"], problems: [] });
  });

  it("reads standard input in its place among files", async () => {
    expect((await load("b.yaml", "-", "a.yml")).names).toEqual(["b", "piped", "a"]);
  });

  it("reads a folder to its depth, in order, and follows links to files alone", async () => {
    expect((await load("deep")).names).toEqual(["c", "b"]);
  });

  it("names the file of a problem", async () => {
    const { problems } = await load("bad");
    expect(problems.map(({ file, message }) => `${file.replace(folder, "")} ${message}`)).toEqual(["/bad/bad.yaml is missing"]);
  });

  it("does not read what is too large to be manifests", async () => {
    const { problems } = await load("large");
    expect(problems.map(({ message }) => message)).toEqual(["the text is longer than 10485760 characters"]);
  });

  it("does not read to the end of what has none", async () => {
    await symlink("/dev/zero", join(folder, "endless.yaml"));
    await expect(load("endless.yaml")).rejects.toMatchObject({
      code: "config.invalid",
      message: expect.stringContaining("is longer than"),
    });
  });

  it("says which path is not there, and which file is no text", async () => {
    await expect(load("nowhere")).rejects.toMatchObject({ code: "config.not-found" });
    await expect(load("other")).rejects.toMatchObject({
      code: "config.invalid",
      message: expect.stringContaining("is not a text in UTF-8") as string,
    });
  });
});
