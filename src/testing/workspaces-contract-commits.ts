// Contract cases of workspaces: recording what stands there, and bringing it to the source.
import assert from "node:assert/strict";
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { message, request, type WorkspacesCase } from "./workspaces-contract-fixture.ts";

export const commitCases: readonly WorkspacesCase[] = [
  {
    name: "records the workspace's files as a commit on its branch, and brings it to the source",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      await writeFile(join(workspace.path, "work.txt"), "work\n");
      const snapshot = await workspaces.commit(workspace, message());
      assert.equal(snapshot.changedFiles, 1);
      assert.notEqual(snapshot.commit, workspace.baseCommit);
      assert.equal(await source.head(workspace.branch), null);
      await workspaces.publish(workspace, message());
      assert.equal(await source.head(workspace.branch), snapshot.commit);
      assert.deepEqual(await source.files(workspace.branch), { "README.md": "hello\n", "work.txt": "work\n" });
    },
  },
  {
    name: "makes no commit when nothing changed",
    async run({ workspaces }) {
      const workspace = await workspaces.provision(request("A-1"));
      assert.deepEqual(await workspaces.commit(workspace, message()), { commit: workspace.baseCommit, changedFiles: 0 });
      await writeFile(join(workspace.path, "work.txt"), "work\n");
      const { commit } = await workspaces.commit(workspace, message());
      assert.deepEqual(await workspaces.commit(workspace, message("Again")), { commit, changedFiles: 0 });
    },
  },
  {
    name: "tells what its commits changed since the branch began",
    async run({ workspaces }) {
      const workspace = await workspaces.provision(request("A-1"));
      assert.equal(await workspaces.diff(workspace), "");
      await writeFile(join(workspace.path, "work.txt"), "work\n");
      assert.equal(await workspaces.diff(workspace), "");
      await workspaces.commit(workspace, message());
      assert.match(await workspaces.diff(workspace), /^diff --git a\/work\.txt b\/work\.txt\n[\s\S]*\n\+work\n$/);
      await writeFile(join(workspace.path, "work.txt"), "line\n".repeat(30_000));
      await workspaces.commit(workspace, message());
      assert.match(
        await workspaces.diff(workspace),
        /^The changes are too many to be shown: 30000 lines in 1 files since [0-9a-f]{40}\.\n$/,
      );
    },
  },
  {
    name: "makes the same commit from the same work, author and time",
    async run({ workspaces }) {
      const commits: string[] = [];
      for (const name of ["A-1", "A-2"]) {
        const workspace = await workspaces.provision(request(name));
        await writeFile(join(workspace.path, "work.txt"), "work\n");
        commits.push((await workspaces.commit(workspace, message())).commit);
      }
      assert.equal(commits[0], commits[1]);
    },
  },
  {
    name: "records deletions, renames, links and the executable bit",
    async run({ workspaces, source }) {
      await source.commit("main", { "gone.txt": "gone\n", "old.txt": "name\n", "run.sh": "true\n", "dir/deep.txt": "deep\n" });
      const { path, ...rest } = await workspaces.provision(request("A-1"));
      await rm(join(path, "gone.txt"));
      await rm(join(path, "dir"), { recursive: true });
      await mkdir(join(path, "to"));
      await rename(join(path, "old.txt"), join(path, "to/new.txt"));
      await chmod(join(path, "run.sh"), 0o755);
      await symlink("README.md", join(path, "link"));
      const { changedFiles } = await workspaces.commit({ path, ...rest }, message());
      assert.equal(changedFiles, 6);
      await workspaces.publish({ path, ...rest }, message());
      assert.deepEqual(await source.files(rest.branch), {
        "README.md": "hello\n",
        "link@": "README.md",
        "run.sh*": "true\n",
        "to/new.txt": "name\n",
      });
    },
  },
  {
    name: "leaves out what .gitignore names",
    async run({ workspaces, source }) {
      await source.commit("main", { ".gitignore": "*.log\nbuild/\n" });
      const workspace = await workspaces.provision(request("A-1"));
      await mkdir(join(workspace.path, "build"));
      await writeFile(join(workspace.path, "build/out"), "out\n");
      await writeFile(join(workspace.path, "debug.log"), "log\n");
      assert.equal((await workspaces.commit(workspace, message())).changedFiles, 0);
    },
  },
  {
    name: "publishes twice as well as once",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      await writeFile(join(workspace.path, "work.txt"), "work\n");
      const { commit } = await workspaces.commit(workspace, message());
      await workspaces.publish(workspace, message());
      await workspaces.publish(workspace, message());
      assert.equal(await source.head(workspace.branch), commit);
    },
  },
  {
    name: "publishes later work on top of earlier work",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      for (const text of ["one\n", "two\n"]) {
        await writeFile(join(workspace.path, "work.txt"), text);
        await workspaces.commit(workspace, message());
        await workspaces.publish(workspace, message());
      }
      assert.equal((await source.files(workspace.branch))["work.txt"], "two\n");
    },
  },
  {
    name: "never overwrites commits that are not ours",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      await writeFile(join(workspace.path, "work.txt"), "one\n");
      await workspaces.commit(workspace, message());
      await workspaces.publish(workspace, message());
      const theirs = await source.commit(workspace.branch, { "theirs.txt": "theirs\n" });
      assert.equal((await workspaces.publish(workspace, message())).commit, theirs);
      await writeFile(join(workspace.path, "work.txt"), "two\n");
      const { commit } = await workspaces.commit(workspace, message());
      const { commit: merged } = await workspaces.publish(workspace, message());
      assert.ok(![commit, theirs].includes(merged));
      assert.equal(await source.head(workspace.branch), merged);
      assert.equal((await workspaces.publish(workspace, message())).commit, merged);
      const files = { "README.md": "hello\n", "theirs.txt": "theirs\n", "work.txt": "two\n" };
      assert.deepEqual(await source.files(workspace.branch), files);
      const again = await workspaces.provision(request("A-1"));
      assert.equal(await readFile(join(again.path, "theirs.txt"), "utf8"), "theirs\n");
    },
  },
  {
    name: "tells which files keep the branch from being merged into the default branch",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      await writeFile(join(workspace.path, "README.md"), "ours\n");
      await workspaces.commit(workspace, message());
      await source.commit("main", { "other.txt": "other\n" });
      assert.deepEqual((await workspaces.publish(workspace, message())).conflicts, []);
      await source.commit("main", { "README.md": "theirs\n" });
      assert.deepEqual((await workspaces.publish(workspace, message())).conflicts, ["README.md"]);
    },
  },
  {
    name: "puts its commits on a branch beside where what people pushed contradicts them",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      await writeFile(join(workspace.path, "work.txt"), "ours\n");
      const { commit } = await workspaces.commit(workspace, message());
      const theirs = await source.commit(workspace.branch, { "work.txt": "theirs\n" });
      const beside = `${workspace.branch}-${commit.slice(0, 7)}`;
      for (let times = 1; times <= 2; times += 1) {
        await assert.rejects(workspaces.publish(workspace, message()), (error: { code: string; message: string; hint: string }) => {
          assert.equal(error.code, "workspace.diverged");
          assert.match(error.message, /of .work\.txt.$/);
          assert.ok(error.hint.includes(beside));
          return true;
        });
        assert.equal(await source.head(workspace.branch), theirs);
        assert.equal(await source.head(beside), commit);
      }
    },
  },
  {
    name: "goes on from commits that people added to the branch, in a new workspace",
    async run({ workspaces, source }) {
      const first = await workspaces.provision(request("A-1"));
      await writeFile(join(first.path, "work.txt"), "one\n");
      await workspaces.commit(first, message());
      await workspaces.publish(first, message());
      await source.commit(first.branch, { "theirs.txt": "theirs\n" });
      await workspaces.remove(first.key);
      const second = await workspaces.provision(request("A-1"));
      await writeFile(join(second.path, "work.txt"), "two\n");
      await workspaces.commit(second, message());
      await workspaces.publish(second, message());
      assert.deepEqual(await source.files(second.branch), {
        "README.md": "hello\n",
        "theirs.txt": "theirs\n",
        "work.txt": "two\n",
      });
    },
  },
  {
    name: "goes on from commits that people added to the branch while its workspace stood, and from theirs when the two parted",
    async run({ workspaces, source }) {
      const first = await workspaces.provision(request("A-1"));
      await writeFile(join(first.path, "work.txt"), "one\n");
      await workspaces.commit(first, message());
      await workspaces.publish(first, message());
      await source.commit(first.branch, { "theirs.txt": "theirs\n", "work.txt": "theirs\n" });
      await writeFile(join(first.path, "work.txt"), "two\n");
      await workspaces.commit(first, message());
      await assert.rejects(workspaces.publish(first, message()), { code: "workspace.diverged" });
      const second = await workspaces.provision(request("A-1"));
      assert.equal(await readFile(join(second.path, "work.txt"), "utf8"), "theirs\n");
      await writeFile(join(second.path, "work.txt"), "three\n");
      await workspaces.commit(second, message());
      await workspaces.publish(second, message());
      assert.deepEqual(await source.files(second.branch), { "README.md": "hello\n", "theirs.txt": "theirs\n", "work.txt": "three\n" });
    },
  },
  {
    name: "takes back nothing that another workspace recorded on the same branch",
    async run({ workspaces, source }) {
      const branch = "feature/shared";
      const first = await workspaces.provision(request("A-1", { branch }));
      const second = await workspaces.provision(request("B-1", { branch }));
      await writeFile(join(first.path, "a.txt"), "a\n");
      await workspaces.commit(first, message());
      await writeFile(join(second.path, "b.txt"), "b\n");
      await assert.rejects(workspaces.commit(second, message()), { code: "workspace.diverged" });
      const again = await workspaces.provision(request("B-1", { branch }));
      await writeFile(join(again.path, "b.txt"), "b\n");
      await workspaces.commit(again, message());
      await workspaces.publish(again, message());
      assert.deepEqual(await source.files(branch), { "README.md": "hello\n", "a.txt": "a\n", "b.txt": "b\n" });
    },
  },
];
