// The manifests of the default branch, read from real repositories.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGitObjects } from "../../src/app/git-objects.ts";
import { lookAtRepository } from "../../src/app/look-at-repository.ts";
import { readRepository } from "../../src/app/read-repository.ts";
import { renderProblems } from "../../src/resources/problems.ts";
import { createEmptyRepository, createGitRepository, type GitRepository, runGit, temporaryDirectory } from "../support/git-repository.ts";

let place: ReturnType<typeof temporaryDirectory>;
let repository: GitRepository;
beforeEach(() => {
  place = temporaryDirectory();
  repository = createGitRepository(join(place.path, "repository"));
  repository.git("config", "init.defaultBranch", "main");
});
afterEach(() => place.dispose());

const project = (name: string) => `apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: ${name} }\nspec: {}\n`;

async function look(path = repository.path) {
  return await lookAtRepository(createGitObjects(path));
}

/** The branch that was read, and what it declares. */
async function read(path = repository.path): Promise<readonly [string | null, readonly string[] | null, string]> {
  const git = createGitObjects(path);
  const found = await lookAtRepository(git);
  const { resources, problems } = await readRepository(git, found);
  return [found.branch, resources?.map(({ metadata }) => metadata.name) ?? null, renderProblems(problems)];
}

function clone(): GitRepository["git"] {
  runGit(place.path, ["clone", "--quiet", repository.path, "clone"]);
  return (...args) => runGit(join(place.path, "clone"), args).trimEnd();
}

describe("the manifests of a repository", () => {
  it("are those of its default branch, at the places for them", async () => {
    repository.commit("main", {
      ".github/yardmaster.yml": project("a"),
      ".yardmaster/deep/er/b.yaml": project("b"),
      ".yardmaster/c d “é”.yml": project("c"),
      ".yardmaster/README.md": "not a manifest",
      "elsewhere/.yardmaster/d.yaml": project("d"),
      ".github/workflows/yardmaster.yml": "on: push",
    });
    expect(await read()).toEqual(["main", ["a", "c", "b"], ""]);
  });

  it("are none where there are none", async () => {
    expect(await read()).toEqual(["main", [], ""]);
    const empty = join(place.path, "empty");
    createEmptyRepository(empty);
    expect(await read(empty)).toEqual([null, [], ""]);
  });

  it("are never those of the working tree or of another branch that is checked out", async () => {
    repository.commit("main", { ".yardmaster/a.yaml": project("a") });
    repository.commit("other", { ".yardmaster/a.yaml": project("from-other") });
    repository.git("checkout", "--quiet", "other");
    mkdirSync(join(repository.path, ".github"));
    writeFileSync(join(repository.path, ".github/yardmaster.yml"), project("from-working-tree"));
    repository.git("add", "--all");
    expect(await read()).toEqual(["main", ["a"], ""]);
  });

  it("are those that were fetched last, in a clone", async () => {
    repository.commit("main", { ".yardmaster/a.yaml": project("a") });
    const git = clone();
    git("checkout", "--quiet", "-b", "mine");
    repository.commit("main", { ".yardmaster/b.yaml": project("b") });
    expect(await read(join(place.path, "clone"))).toEqual(["origin/main", ["a"], ""]);
    git("fetch", "--quiet");
    expect(await read(join(place.path, "clone"))).toEqual(["origin/main", ["a", "b"], ""]);
  });

  it("are those of the branch that the repository's configuration names", async () => {
    repository.commit("release", { ".yardmaster/a.yaml": project("from-release") });
    repository.git("config", "yardmaster.defaultBranch", "release");
    expect(await read()).toEqual(["release", ["from-release"], ""]);
    const git = clone();
    git("config", "yardmaster.defaultBranch", "origin/release");
    expect(await read(join(place.path, "clone"))).toEqual(["origin/release", ["from-release"], ""]);
    git("config", "yardmaster.defaultBranch", "gone");
    await expect(read(join(place.path, "clone"))).rejects.toMatchObject({
      code: "config.invalid",
      message: "reading the repository's manifests: there is no branch gone",
    });
  });

  it("are those of the branch with a usual name, else of the only one that there is to tell from", async () => {
    repository.commit("trunk", { ".yardmaster/a.yaml": project("from-trunk") });
    repository.git("checkout", "--quiet", "trunk");
    expect((await look()).branch).toBe("main");
    repository.git("branch", "--move", "main", "master");
    expect((await look()).branch).toBe("master");
    repository.git("branch", "--delete", "--force", "master");
    expect(await read()).toEqual(["trunk", ["from-trunk"], ""]);
    repository.git("config", "init.defaultBranch", "develop");
    repository.git("branch", "develop");
    expect((await look()).branch).toBe("develop");
    repository.git("branch", "--delete", "--force", "develop");
    repository.git("checkout", "--quiet", "--detach");
    expect(await read()).toEqual([null, [], ""]);
  });

  it("are neither links nor submodules", async () => {
    mkdirSync(join(repository.path, ".yardmaster"));
    writeFileSync(join(repository.path, "secret.yaml"), project("linked"));
    symlinkSync("../secret.yaml", join(repository.path, ".yardmaster/link.yaml"));
    repository.git("add", "--all");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${repository.head("main")},.yardmaster/module`);
    repository.git("commit", "--quiet", "--message", "Links");
    const [, resources, problems] = await read();
    expect([resources, problems]).toMatchInlineSnapshot(`
      [
        [],
        ".yardmaster/link.yaml:1:1 warning is a symbolic link and is not read
        hint: put the manifests into files of the repository itself
      .yardmaster/module:1:1 warning is a submodule and is not read
        hint: put the manifests into files of the repository itself",
      ]
    `);
  });

  it("hold together or not at all", async () => {
    repository.commit("main", {
      ".yardmaster/a.yaml": project("a"),
      ".yardmaster/b.yaml": Buffer.from([0xff]),
      ".yardmaster/c.yaml": "kind: [",
    });
    const [, resources, problems] = await read();
    expect([resources, problems]).toMatchInlineSnapshot(`
      [
        null,
        ".yardmaster/b.yaml:1:1 error is not a text in UTF-8
      .yardmaster/c.yaml:1:8 error flow sequence in block collection must be sufficiently indented and end with a ]",
      ]
    `);
  });

  it("come byte for byte, whatever their lengths", async () => {
    const texts = ["", "\n", "é\n\n", `${project("a")}\n\n# ${"x".repeat(70_000)}`, "# no end of line"];
    repository.commit("main", Object.fromEntries(texts.map((text, index) => [`.yardmaster/${index}.yaml`, text])));
    expect(await read()).toEqual(["main", null, expect.stringContaining(".yardmaster/2.yaml:1:1 error a manifest must be a map")]);
    repository.commit("main", { ".yardmaster/2.yaml": "# é\n\n" });
    expect(await read()).toEqual(["main", ["a"], ""]);
  });
});

describe("a look at a repository", () => {
  it("is another one only when the manifests are", async () => {
    repository.commit("main", { ".yardmaster/a.yaml": project("a") });
    const { version } = await look();
    repository.commit("main", { "src/index.ts": "1" });
    repository.commit("other", { ".yardmaster/a.yaml": project("b") });
    expect((await look()).version).toBe(version);
    repository.commit("main", { ".yardmaster/a.yaml": project("b") });
    expect((await look()).version).not.toBe(version);
  });

  it("fails in words where git cannot read what is there", async () => {
    repository.commit("main", { ".yardmaster/a.yaml": project("a") });
    const git = createGitObjects(repository.path);
    const gone = { branch: "main", commit: "1".repeat(40), version: "" };
    await expect(readRepository(git, gone)).rejects.toMatchObject({ code: "config.invalid", message: expect.stringContaining("on main") });
  });
});
