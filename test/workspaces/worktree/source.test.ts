// Where work starts and where it goes: the user's repository in its many states.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { message, request } from "../../../src/testing/workspaces-contract-fixture.ts";
import type { Workspace, Workspaces } from "../../../src/workspaces/workspace.ts";
import { toSource } from "../../../src/workspaces/worktree/source.ts";
import { createEmptyRepository, runGit, writeScript } from "../../support/git-repository.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";

let fixture: WorktreeFixture;

beforeEach(() => {
  fixture = openWorktrees();
});

afterEach(() => fixture.dispose());

async function work(workspaces: Workspaces, given: Partial<Workspace> & { identifier?: string } = {}, text = "work\n"): Promise<Workspace> {
  const workspace = await workspaces.provision(
    request(given.identifier ?? "A-1", given.branch === undefined ? {} : { branch: given.branch }),
  );
  writeFileSync(join(workspace.path, "work.txt"), text);
  await workspaces.commit(workspace, message());
  return workspace;
}

describe("a source", () => {
  it("that is no repository is refused with a hint", async () => {
    for (const name of ["nowhere", "plain", "source/src"]) {
      mkdirSync(join(fixture.directory, "plain"), { recursive: true });
      mkdirSync(join(fixture.directory, "source/src"), { recursive: true });
      await expect(fixture.open({ source: join(fixture.directory, name) }).provision(request("A-1"))).rejects.toMatchObject({
        code: "workspace.no-repository",
        hint: expect.any(String),
      });
    }
  });

  it("without a commit is refused with a hint, until it has one", async () => {
    const path = join(fixture.directory, "empty");
    createEmptyRepository(path);
    const workspaces = fixture.open({ source: path });
    await expect(workspaces.provision(request("A-1"))).rejects.toMatchObject({
      code: "workspace.no-repository",
      hint: expect.stringContaining("commit"),
    });
    runGit(path, ["commit", "--quiet", "--allow-empty", "--message", "First"]);
    expect((await workspaces.provision(request("A-1"))).createdNow).toBe(true);
  });

  it("with SHA-256 objects is refused in our words, as a path and as an address", async () => {
    const path = join(fixture.directory, "sha256");
    runGit(fixture.directory, ["init", "--quiet", "--object-format=sha256", "sha256"]);
    runGit(path, ["commit", "--quiet", "--allow-empty", "--message", "First"]);
    for (const source of [path, `file://${path}`]) {
      await expect(fixture.open({ source }).provision(request("A-1"))).rejects.toMatchObject({
        code: "workspace.object-format",
        message: `listing the branches of ${source}: its objects are named with SHA-256`,
        hint: expect.stringContaining("fast-export"),
      });
    }
  });

  it("may be bare, an address, shallow, or have HEAD on a commit of its own", async () => {
    runGit(fixture.directory, ["clone", "--quiet", "--bare", "source", "bare.git"]);
    fixture.source.commit("main", { "second.txt": "2\n" });
    runGit(fixture.directory, ["clone", "--quiet", "--depth", "1", `file://${fixture.source.path}`, "shallow"]);
    runGit(fixture.directory, ["clone", "--quiet", "source", "detached"]);
    runGit(join(fixture.directory, "detached"), ["commit", "--quiet", "--allow-empty", "--message", "Own"]);
    runGit(join(fixture.directory, "detached"), ["checkout", "--quiet", "--detach"]);
    runGit(join(fixture.directory, "detached"), ["branch", "--quiet", "--force", "main", "HEAD~1"]);
    for (const source of ["bare.git", "shallow", "detached"]
      .map((name) => join(fixture.directory, name))
      .concat(`file://${fixture.source.path}`)) {
      const workspaces = fixture.open({ source, root: join(fixture.directory, "roots", toSource(source).slug) });
      const workspace = await work(workspaces);
      expect(workspace.baseCommit).toBe(runGit(source.replace("file://", ""), ["rev-parse", "HEAD"]).trim());
      expect(runGit(workspace.path, ["log", "--format=%s"]).length).toBeGreaterThan(0);
      await workspaces.publish(workspace, message());
      expect(runGit(source.replace("file://", ""), ["show", `${workspace.branch}:work.txt`])).toBe("work\n");
    }
  });

  it("is fetched only when something is new there", async () => {
    const workspaces = fixture.open({ env: fixture.watchedEnv });
    const count = (verb: string) => fixture.commands().filter((line) => line.startsWith(`${verb} `)).length;
    await workspaces.provision(request("A-1"));
    await workspaces.provision(request("A-2"));
    expect(count("fetch")).toBe(1);
    fixture.source.commit("main", { "new.txt": "new\n" });
    await Promise.all(["B-1", "B-2", "B-3", "B-4"].map((name) => workspaces.provision(request(name))));
    expect(count("fetch")).toBe(2);
  });

  it("is asked once for all who come while it is being asked", async () => {
    const workspaces = fixture.open({ env: fixture.watchedEnv });
    await Promise.all(Array.from({ length: 6 }, (_, index) => workspaces.provision(request(`A-${index}`))));
    expect(fixture.commands().filter((line) => line.startsWith("ls-remote "))).toHaveLength(2);
  });

  it("costs four short git commands for a new workspace when nothing is new", async () => {
    const workspaces = fixture.open({ env: fixture.watchedEnv });
    await workspaces.provision(request("A-1"));
    const before = fixture.commands().length;
    await workspaces.provision(request("A-2"));
    const verbs = fixture
      .commands()
      .slice(before)
      .map((line) => line.split(" ")[0]);
    expect(verbs.sort()).toEqual(["for-each-ref", "ls-remote", "read-tree", "update-ref"]);
    await workspaces.provision(request("A-2"));
    // One that stands is only compared with the branch as it is now.
    expect(fixture.commands()).toHaveLength(before + 6);
  });

  it("may lose branches and rewrite its history", async () => {
    fixture.source.commit("gone", { "gone.txt": "gone\n" });
    await fixture.workspaces.provision(request("A-1"));
    fixture.source.git("branch", "--quiet", "-D", "gone");
    fixture.source.git("commit", "--quiet", "--amend", "--message", "Rewritten");
    const workspace = await fixture.workspaces.provision(request("A-2"));
    expect(workspace.baseCommit).toBe(fixture.source.head("main"));
    await expect(fixture.workspaces.provision(request("A-3", { base: "gone" }))).rejects.toMatchObject({ code: "workspace.no-repository" });
  });

  it("is never taken for an option", async () => {
    await expect(fixture.open({ source: "--upload-pack=x:y" }).provision(request("A-1"))).rejects.toMatchObject({
      code: "workspace.git",
      message: expect.stringContaining("strange hostname"),
    });
  });

  it("keeps its password out of messages", async () => {
    const workspaces = fixture.open({ source: "https://bot:hunter2@127.0.0.1:1/acme/site.git" });
    const error = await workspaces.provision(request("A-1")).catch((caught: unknown) => caught);
    expect(String(error)).toContain("127.0.0.1:1/acme/site.git");
    expect(JSON.stringify(error) + String(error)).not.toContain("hunter2");
  });
});

describe("a base", () => {
  it("may be a branch, a tag, an abbreviated commit or a branch of ours", async () => {
    const commit = fixture.source.commit("release/1", { "one.txt": "1\n" });
    fixture.source.git("tag", "--annotate", "--message", "One", "v1", commit);
    const bases = ["release/1", "origin/release/1", "refs/heads/release/1", "v1", commit.slice(0, 10)];
    for (const [index, base] of bases.entries()) {
      expect((await fixture.workspaces.provision(request(`A-${index}`, { base }))).baseCommit).toBe(commit);
    }
    const blocker = await work(fixture.workspaces, { identifier: "B-1" });
    const stacked = await fixture.workspaces.provision(request("B-2", { base: blocker.branch }));
    expect(readFileSync(join(stacked.path, "work.txt"), "utf8")).toBe("work\n");
  });

  it("is never taken for an option", async () => {
    await expect(fixture.workspaces.provision(request("A-1", { base: "--all" }))).rejects.toMatchObject({
      code: "workspace.no-repository",
    });
  });
});

describe("another branch for an issue that has a workspace", () => {
  it("is gone over to, with what was done so far, and the one before is left as it is", async () => {
    const before = await work(fixture.workspaces, { branch: "feature/one" });
    const after = await fixture.workspaces.provision(request("A-1", { branch: "feature/two" }));
    expect(after).toMatchObject({ path: before.path, branch: "feature/two", baseCommit: before.baseCommit, createdNow: true });
    expect(readFileSync(join(after.path, "work.txt"), "utf8")).toBe("work\n");
    expect(fixture.warnings).toEqual(["A-1 has another branch now: the workspace A-1 is made again, from feature/one to feature/two"]);
    writeFileSync(join(after.path, "more.txt"), "more\n");
    await fixture.workspaces.commit(after, message());
    await fixture.workspaces.publish(after, message());
    expect(Object.keys(fixture.source.files("feature/two"))).toEqual(expect.arrayContaining(["work.txt", "more.txt"]));
    expect(runGit(fixture.mirror(), ["ls-tree", "--name-only", "feature/one"])).not.toContain("more.txt");
    expect(await fixture.workspaces.provision(request("A-1", { branch: "feature/two" }))).toMatchObject({ createdNow: false });
  });

  it("is gone on with where it stands, when somebody works on it already", async () => {
    await work(fixture.workspaces, { branch: "feature/one" });
    const theirs = fixture.source.commit("feature/two", { "theirs.txt": "theirs\n" });
    const after = await fixture.workspaces.provision(request("A-1", { branch: "feature/two" }));
    expect([runGit(after.path, ["rev-parse", "HEAD"]).trim(), existsSync(join(after.path, "work.txt"))]).toEqual([theirs, false]);
  });
});

describe("publishing", () => {
  it("never touches a branch that is checked out in the source, whatever its settings say", async () => {
    for (const setting of ["refuse", "ignore", "warn", "updateInstead"]) {
      fixture.source.git("config", "receive.denyCurrentBranch", setting);
      const workspace = await work(fixture.workspaces, { identifier: setting, branch: "main" }, `${setting}\n`);
      const error = await fixture.workspaces.publish(workspace, message()).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: "workspace.git", hint: expect.stringContaining("check out another branch") });
      expect(fixture.source.git("status", "--porcelain")).toBe("");
    }
  });

  it("never touches a branch that is checked out in another worktree of the source", async () => {
    const workspace = await work(fixture.workspaces);
    fixture.source.git("worktree", "add", "--quiet", "-b", workspace.branch, join(fixture.directory, "elsewhere"));
    await expect(fixture.workspaces.publish(workspace, message())).rejects.toMatchObject({ code: "workspace.git" });
  });

  it("works after the workspace was removed", async () => {
    const workspace = await work(fixture.workspaces);
    await fixture.workspaces.remove(workspace.key);
    await fixture.workspaces.publish(workspace, message());
    expect(fixture.source.files(workspace.branch)["work.txt"]).toBe("work\n");
  });

  it("merges a branch that went another way from the start, and makes the same merge again", async () => {
    const workspace = await work(fixture.workspaces);
    const theirs = fixture.source.commit(workspace.branch, { "theirs.txt": "theirs\n" });
    const { commit: merged } = await fixture.workspaces.publish(workspace, message());
    const ours = runGit(fixture.mirror(), ["rev-parse", workspace.branch]).trim();
    expect(runGit(fixture.source.path, ["log", "-1", "--format=%P %an %s", workspace.branch]).trim()).toBe(
      `${ours} ${theirs} Yard Master Merge what was pushed to ${workspace.branch} meanwhile`,
    );
    fixture.source.git("update-ref", `refs/heads/${workspace.branch}`, theirs);
    runGit(fixture.mirror(), ["update-ref", "-d", `refs/yardmaster/seen/${workspace.branch}`]);
    expect((await fixture.workspaces.publish(workspace, message())).commit).toBe(merged);
  });

  it("says so where git is too old to merge", async () => {
    const bin = join(fixture.directory, "old");
    writeScript(join(bin, "git"), `case "$*" in *merge-tree*) exit 129;; esac\nPATH=${process.env["PATH"]} exec git "$@"`);
    const workspaces = fixture.open({ env: { PATH: `${bin}:${process.env["PATH"]}` } });
    const workspace = await work(workspaces);
    fixture.source.commit(workspace.branch, { "theirs.txt": "theirs\n" });
    await expect(workspaces.publish(workspace, message())).rejects.toMatchObject({
      code: "workspace.diverged",
      message: expect.stringMatching(/git is older than 2\.38/),
      hint: expect.stringContaining("the run's commits are on"),
    });
  });

  it("names no files where the two branches have no beginning in common", async () => {
    const workspace = await work(fixture.workspaces);
    const tree = fixture.source.git("write-tree").trim();
    const theirs = fixture.source.git("commit-tree", tree, "-m", "Anew").trim();
    fixture.source.git("update-ref", `refs/heads/${workspace.branch}`, theirs);
    await expect(fixture.workspaces.publish(workspace, message())).rejects.toMatchObject({
      code: "workspace.diverged",
      message: expect.stringMatching(/to the same lines on '[^']+'$/),
    });
    expect(fixture.source.head(workspace.branch)).toBe(theirs);
  });

  it("keeps the commits of ours that a person's branch went past in another direction", async () => {
    const workspace = await work(fixture.workspaces);
    const ours = runGit(fixture.mirror(), ["rev-parse", workspace.branch]).trim();
    fixture.source.commit(workspace.branch, { "theirs.txt": "theirs\n" });
    await fixture.workspaces.provision(request("A-1"));
    expect(runGit(fixture.mirror(), ["rev-parse", `refs/yardmaster/parted/${workspace.branch}/${ours}`]).trim()).toBe(ours);
    expect(fixture.warnings.join()).toContain("was moved");
  });

  it("is refused when it is called like the folder of all our branches", async () => {
    await expect(fixture.workspaces.provision(request("A-1", { branch: "yardmaster" }))).rejects.toMatchObject({
      code: "workspace.git",
      message: expect.stringContaining("in the way"),
    });
  });

  it("goes on from the source's branch when the mirror was lost", async () => {
    const workspace = await work(fixture.workspaces);
    await fixture.workspaces.publish(workspace, message());
    for (const name of ["mirrors", "workspaces"]) rmSync(join(fixture.directory, name), { recursive: true });
    const again = await fixture.open().provision(request("A-1"));
    expect(readFileSync(join(again.path, "work.txt"), "utf8")).toBe("work\n");
    expect(again.baseCommit).toBe(workspace.baseCommit);
  });
});

describe("a branch that somebody rewrote while a run worked on it", () => {
  /** The source holds `first` and then `second` on the branch; a run builds on both. */
  async function begin() {
    const branch = "feature/one";
    const first = fixture.source.commit(branch, { "first.txt": "1\n" });
    fixture.source.commit(branch, { "second.txt": "2\n" });
    const workspace = await work(fixture.workspaces, { branch });
    const ours = runGit(fixture.mirror(), ["rev-parse", branch]).trim();
    return { branch, first, workspace, ours, beside: `${branch}-${ours.slice(0, 7)}` };
  }

  const rewrite = (branch: string, commit: string) => fixture.source.git("update-ref", `refs/heads/${branch}`, commit);

  it("gets nothing back that was taken from it, neither at once nor from a merge, and ours go beside it", async () => {
    const { branch, first, workspace, ours, beside } = await begin();
    rewrite(branch, first);
    const refusal = {
      code: "workspace.diverged",
      message: `somebody took back commits of '${branch}' that the run began from`,
      hint: `the run's commits are on '${beside}': look at them there, or try again to start from what is there now`,
    };
    await expect(fixture.workspaces.publish(workspace, message())).rejects.toMatchObject(refusal);
    expect([fixture.source.head(branch), fixture.source.head(beside)]).toEqual([first, ours]);
    const another = fixture.source.commit(branch, { "third.txt": "3\n" });
    await expect(fixture.workspaces.publish(workspace, message())).rejects.toMatchObject(refusal);
    expect(fixture.source.head(branch)).toBe(another);
  });

  it("is taken up as it is by the next run, with its workspace and without", async () => {
    const { branch, first, workspace } = await begin();
    rewrite(branch, first);
    expect(await fixture.workspaces.provision(request("A-1", { branch }))).toMatchObject({ createdNow: true });
    await fixture.workspaces.remove(workspace.key);
    const again = await work(fixture.workspaces, { branch }, "again\n");
    await fixture.workspaces.publish(again, message());
    expect(Object.keys(fixture.source.files(branch)).sort()).toEqual(["README.md", "first.txt", "work.txt"]);
  });

  it("is noticed too when the commits that are gone were ours, of an earlier run", async () => {
    const workspace = await work(fixture.workspaces);
    const main = fixture.source.head("main") ?? "";
    await fixture.workspaces.publish(workspace, message());
    await work(fixture.workspaces, {}, "more\n");
    rewrite(workspace.branch, main);
    await expect(fixture.workspaces.publish(workspace, message())).rejects.toMatchObject({ code: "workspace.diverged" });
    expect(fixture.source.head(workspace.branch)).toBe(main);
  });

  it("and that was deleted stays so until somebody asks again", async () => {
    const { branch, workspace, ours, beside } = await begin();
    fixture.source.git("update-ref", "-d", `refs/heads/${branch}`);
    await expect(fixture.workspaces.publish(workspace, message())).rejects.toMatchObject({
      message: `somebody deleted the branch '${branch}'`,
      hint: `the run's commits are on '${beside}': look at them there, or try again to make the branch again`,
    });
    expect([fixture.source.head(branch), fixture.source.head(beside)]).toEqual([null, ours]);
    await fixture.workspaces.publish(await fixture.workspaces.provision(request("A-1", { branch })), message());
    expect(fixture.source.head(branch)).toBe(ours);
  });
});

describe("a branch that has become the default branch", () => {
  it("gets no commit of ours, which go beside it", async () => {
    const branch = "develop";
    const develop = fixture.source.commit(branch, { "develop.txt": "1\n" });
    const workspaces = fixture.open({ source: `file://${fixture.source.path}` });
    const workspace = await work(workspaces, { branch });
    const ours = runGit(fixture.mirror(), ["rev-parse", branch]).trim();
    fixture.source.git("symbolic-ref", "HEAD", `refs/heads/${branch}`);
    await expect(workspaces.publish(workspace, message())).rejects.toMatchObject({
      code: "workspace.default-branch",
      hint: `the run's commits are on '${branch}-${ours.slice(0, 7)}'`,
    });
    expect([fixture.source.head(branch), fixture.source.head(`${branch}-${ours.slice(0, 7)}`)]).toEqual([develop, ours]);
  });

  it("is no reason to say anything where there is nothing to push", async () => {
    const develop = fixture.source.commit("develop", { "develop.txt": "1\n" });
    const workspaces = fixture.open({ source: `file://${fixture.source.path}` });
    const workspace = await workspaces.provision(request("A-1", { branch: "develop" }));
    fixture.source.git("symbolic-ref", "HEAD", "refs/heads/develop");
    expect((await workspaces.publish(workspace, message())).commit).toBe(develop);
  });
});

describe("the address of a source", () => {
  it.each([
    ["https://bot:hunter2@example.com/acme/site.git", false, "https://example.com/acme/site.git", "site-"],
    ["git@example.com:acme/site.git", false, "git@example.com:acme/site.git", "site-"],
    ["/srv/git/site.git/", true, "/srv/git/site.git", "site-"],
  ])("%s is understood", (text, isLocal, label, slug) => {
    const source = toSource(text);
    expect(source).toMatchObject({ isLocal, label });
    expect(source.slug.startsWith(slug)).toBe(true);
  });
});
