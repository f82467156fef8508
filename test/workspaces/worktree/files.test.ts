// What a commit holds is what stands in the workspace, byte for byte, whatever git would make of it.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { message, request } from "../../../src/testing/workspaces-contract-fixture.ts";
import type { Workspace } from "../../../src/workspaces/workspace.ts";
import { createEmptyRepository, createGitRepository, GIT_ENV, runGit } from "../../support/git-repository.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";

let fixture: WorktreeFixture;
let workspace: Workspace;
let path: string;

beforeEach(async () => {
  fixture = openWorktrees();
  workspace = await fixture.workspaces.provision(request("A-1"));
  path = workspace.path;
});

afterEach(() => fixture.dispose());

async function published(): Promise<Readonly<Record<string, string>>> {
  await fixture.workspaces.commit(workspace, message());
  await fixture.workspaces.publish(workspace, message());
  return fixture.source.files(workspace.branch);
}

describe("a commit", () => {
  it("keeps binary content, Windows line ends and file names that are not UTF-8", async () => {
    const content = Buffer.from([0, 255, 13, 10, 0, 128]);
    const name = Buffer.from([0x66, 0xff, 0xfe, 0x20, 0x22]);
    writeFileSync(Buffer.concat([Buffer.from(`${path}/`), name]), content);
    writeFileSync(join(path, "dos.txt"), "one\r\ntwo\r\n");
    expect((await published())["dos.txt"]).toBe("one\r\ntwo\r\n");
    const env = GIT_ENV;
    const names = execFileSync("git", ["ls-tree", "-z", "--name-only", workspace.branch], { cwd: fixture.source.path, env });
    expect(names.includes(name)).toBe(true);
    const blob = execFileSync("git", ["ls-tree", "--format=%(objectname)", workspace.branch], { cwd: fixture.source.path, env })
      .toString()
      .split("\n")[names.toString("latin1").split("\0").indexOf(name.toString("latin1"))];
    expect(execFileSync("git", ["cat-file", "blob", blob ?? ""], { cwd: fixture.source.path, env }).equals(content)).toBe(true);
  });

  it("lays out the same bytes again in the next workspace", async () => {
    const content = Buffer.from([0, 255, 13, 10, 0, 128]);
    fixture.source.commit("main", { "bytes.bin": content, "dos.txt": "one\r\n" });
    const other = await fixture.workspaces.provision(request("A-2"));
    expect(execFileSync("cat", [join(other.path, "bytes.bin")]).equals(content)).toBe(true);
    expect((await fixture.workspaces.commit(other, message())).changedFiles).toBe(0);
  });

  it("sees an edit that keeps size and modification time", async () => {
    const stamp = execFileSync("stat", ["-c", "%y", join(path, "README.md")])
      .toString()
      .trim();
    writeFileSync(join(path, "README.md"), "HELLO\n");
    execFileSync("touch", ["-d", stamp, join(path, "README.md")]);
    expect((await published())["README.md"]).toBe("HELLO\n");
  });

  it("takes the tree as it is, whatever the agent committed or staged by itself", async () => {
    writeFileSync(join(path, "committed.txt"), "1\n");
    runGit(path, ["add", "--all"]);
    runGit(path, ["commit", "--quiet", "--message", "Mine"]);
    writeFileSync(join(path, "staged.txt"), "2\n");
    runGit(path, ["add", "--all"]);
    writeFileSync(join(path, "loose.txt"), "3\n");
    expect(Object.keys(await published())).toEqual(["README.md", "committed.txt", "loose.txt", "staged.txt"]);
  });

  it("works without the workspace's git directory", async () => {
    rmSync(join(path, ".git"), { recursive: true });
    writeFileSync(join(path, "work.txt"), "work\n");
    expect((await published())["work.txt"]).toBe("work\n");
  });

  it("records a link to a directory as a link, and nothing of what it leads to", async () => {
    fixture.source.commit("main", { "dir/file.txt": "file\n" });
    workspace = await fixture.workspaces.provision(request("A-2"));
    path = workspace.path;
    rmSync(join(path, "dir"), { recursive: true });
    symlinkSync("/etc", join(path, "dir"));
    expect(await published()).toEqual({ "README.md": "hello\n", "dir@": "/etc" });
  });

  it("does not hang on a pipe or a socket", async () => {
    execFileSync("sh", ["-c", "mkfifo pipe"], { cwd: path });
    writeFileSync(join(path, "work.txt"), "work\n");
    expect(Object.keys(await published())).toEqual(["README.md", "work.txt"]);
  });

  it("names the file that git cannot record, and loses nothing for the next try", async () => {
    fixture.source.commit("main", { ".gitignore": "*.log\n", "tracked.log": "tracked\n" });
    workspace = await fixture.workspaces.provision(request("A-2"));
    path = workspace.path;
    mkdirSync(join(path, ".GIT"));
    writeFileSync(join(path, ".GIT/config"), "x\n");
    await expect(fixture.workspaces.commit(workspace, message())).rejects.toMatchObject({
      code: "workspace.git",
      message: expect.stringContaining(".GIT/config"),
    });
    rmSync(join(path, ".GIT"), { recursive: true });
    writeFileSync(join(path, "work.txt"), "work\n");
    expect(Object.keys(await published())).toEqual([".gitignore", "README.md", "tracked.log", "work.txt"]);
  });

  it("records a .gitmodules that would start a program", async () => {
    const text = '[submodule "x"]\n\tpath = x\n\turl = ext::sh\n\tupdate = !touch /tmp/never\n';
    writeFileSync(join(path, ".gitmodules"), text);
    expect((await published())[".gitmodules"]).toBe(text);
  });
});

describe("a nested repository", () => {
  it("has its files recorded like any others, and again after they changed", async () => {
    const nested = createGitRepository(join(path, "nested"));
    expect((await published())["nested/README.md"]).toBe("hello\n");
    writeFileSync(join(nested.path, "README.md"), "edited\n");
    writeFileSync(join(nested.path, "more.txt"), "more\n");
    const files = await published();
    expect(files).toEqual({ "README.md": "hello\n", "nested/README.md": "edited\n", "nested/more.txt": "more\n" });
  });

  it("may be without commits, without files, inside another, by a .git file, or of an unusual name", async () => {
    createEmptyRepository(join(path, "no-files"));
    createEmptyRepository(join(path, "no-commits"));
    writeFileSync(join(path, "no-commits/a.txt"), "a\n");
    createGitRepository(join(path, "outer"));
    createGitRepository(join(path, "outer/deep/inner"));
    runGit(path, ["init", "--quiet", "--separate-git-dir", join(fixture.directory, "elsewhere"), "by-file"]);
    writeFileSync(join(path, "by-file/b.txt"), "b\n");
    createGitRepository(join(path, 'wörk "it"\t'));
    const files = await published();
    expect(Object.keys(files)).toEqual(
      [
        "README.md",
        "by-file/b.txt",
        "no-commits/a.txt",
        "outer/README.md",
        "outer/deep/inner/README.md",
        '"w\\303\\266rk \\"it\\"\\t/README.md"',
      ].sort((a, b) => Buffer.compare(Buffer.from(a.replace(/^"/, "")), Buffer.from(b.replace(/^"/, "")))),
    );
  });

  it("may stand where a file stood, with or without commits", async () => {
    fixture.source.commit("main", { "a/b.txt": "b\n", "c.txt": "c\n" });
    workspace = await fixture.workspaces.provision(request("A-2"));
    path = workspace.path;
    for (const name of ["README.md", "a/b.txt", "c.txt"]) rmSync(join(path, name));
    createGitRepository(join(path, "README.md"));
    createEmptyRepository(join(path, "a/b.txt"));
    writeFileSync(join(path, "a/b.txt/new.txt"), "new\n");
    createEmptyRepository(join(path, "c.txt"));
    expect(await published()).toEqual({ "README.md/README.md": "hello\n", "a/b.txt/new.txt": "new\n" });
  });

  it("is refused by name when git takes no such name, with or without commits", async () => {
    for (const make of [createGitRepository, createEmptyRepository]) {
      make(join(path, "git~1"));
      await expect(fixture.workspaces.commit(workspace, message())).rejects.toMatchObject({
        code: "workspace.git",
        message: expect.stringContaining("git~1"),
      });
      rmSync(join(path, "git~1"), { recursive: true });
    }
  });

  it("stays out when .gitignore names it", async () => {
    writeFileSync(join(path, ".gitignore"), "deps/\n");
    createGitRepository(join(path, "deps/lib"));
    expect(Object.keys(await published())).toEqual([".gitignore", "README.md"]);
  });
});

describe("a submodule of the project", () => {
  beforeEach(async () => {
    const inner = createGitRepository(join(fixture.directory, "inner"));
    fixture.source.git("update-index", "--add", "--cacheinfo", `160000,${inner.head("main")},vendor`);
    fixture.source.git("commit", "--quiet", "--message", "Add a submodule");
    workspace = await fixture.workspaces.provision(request("A-2"));
    path = workspace.path;
  });

  it("keeps its link when it is not filled, without a word", async () => {
    writeFileSync(join(path, "work.txt"), "work\n");
    expect(Object.keys(await published())).toEqual(["README.md", "vendor#", "work.txt"]);
    expect(fixture.warnings).toEqual([]);
  });

  it("keeps its link when the agent filled it, and says that this is not recorded", async () => {
    const link = fixture.source.files("main")["vendor#"];
    const vendor = createGitRepository(join(path, "vendor"));
    vendor.commit("main", { "patch.txt": "patch\n" });
    expect((await published())["vendor#"]).toBe(link);
    expect(fixture.warnings.join()).toContain("submodule vendor");
  });
});

describe("a new workspace", () => {
  it("is a repository that the agent can use: branch, history, the source's branches, and nothing to commit", async () => {
    fixture.source.commit("next", { "next.txt": "next\n" });
    const other = await fixture.workspaces.provision(request("A-2"));
    expect(runGit(other.path, ["status", "--porcelain", "--branch"])).toBe("## yardmaster/A-2\n");
    expect(runGit(other.path, ["log", "--format=%s"])).toBe("First\n");
    expect(runGit(other.path, ["diff", "--stat", "origin/main", "origin/next"])).toContain("next.txt");
    expect(runGit(other.path, ["remote"])).toBe("");
    runGit(other.path, ["fsck", "--strict"]);
  });

  it("keeps the executable bit and links of the source", async () => {
    writeFileSync(join(fixture.source.path, "run.sh"), "true\n");
    chmodSync(join(fixture.source.path, "run.sh"), 0o755);
    symlinkSync("README.md", join(fixture.source.path, "link"));
    fixture.source.git("add", "--all");
    fixture.source.git("commit", "--quiet", "--message", "More");
    const other = await fixture.workspaces.provision(request("A-2"));
    execFileSync(join(other.path, "run.sh"), { shell: "/bin/sh" });
    expect((await fixture.workspaces.commit(other, message())).changedFiles).toBe(0);
  });
});
