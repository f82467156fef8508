// Contract cases of workspaces: coming into being, hooks, going away.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { message, request, type WorkspacesCase } from "./workspaces-contract-fixture.ts";

const FOREVER = { maxAgeMs: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER, keep: [] };

export const lifecycleCases: readonly WorkspacesCase[] = [
  {
    name: "gives a new issue a directory with the source's files",
    async run({ workspaces, source }) {
      const workspace = await workspaces.provision(request("A-1"));
      assert.equal(workspace.createdNow, true);
      assert.equal(workspace.key, "A-1");
      assert.equal(workspace.baseCommit, await source.head("main"));
      assert.equal(await readFile(join(workspace.path, "README.md"), "utf8"), "hello\n");
    },
  },
  {
    name: "gives the same issue the same directory, with everything that is in it",
    async run({ workspaces, source }) {
      const first = await workspaces.provision(request("A-1"));
      await writeFile(join(first.path, "README.md"), "edited\n");
      await source.commit("main", { "README.md": "moved on\n" });
      const second = await workspaces.provision(request("A-1"));
      assert.deepEqual(second, { ...first, createdNow: false });
      assert.equal(await readFile(join(second.path, "README.md"), "utf8"), "edited\n");
    },
  },
  {
    name: "starts from what the source holds at that moment",
    async run({ workspaces, source }) {
      await workspaces.provision(request("A-1"));
      const commit = await source.commit("main", { "new.txt": "new\n" });
      const workspace = await workspaces.provision(request("A-2"));
      assert.equal(workspace.baseCommit, commit);
      assert.equal(await readFile(join(workspace.path, "new.txt"), "utf8"), "new\n");
    },
  },
  {
    name: "brings in what the source holds now, for whoever reads its objects",
    async run({ workspaces, source }) {
      await workspaces.refresh();
      const commit = await source.commit("main", { "new.txt": "new\n" });
      const { directory, branch, head } = await workspaces.refresh();
      assert.deepEqual([branch, head], ["main", commit]);
      assert.equal(execFileSync("git", ["--git-dir", directory, "show", `${commit}:new.txt`], { encoding: "utf8" }), "new\n");
    },
  },
  {
    name: "starts from the base that was asked for, by branch or by commit",
    async run({ workspaces, source }) {
      const commit = await source.commit("next", { "next.txt": "next\n" });
      assert.equal((await workspaces.provision(request("A-1", { base: "next" }))).baseCommit, commit);
      assert.equal((await workspaces.provision(request("A-2", { base: commit }))).baseCommit, commit);
    },
  },
  {
    name: "starts anew on a branch whose work is done",
    async run({ workspaces, source }) {
      const first = await workspaces.provision(request("A-1"));
      await writeFile(join(first.path, "old.txt"), "old\n");
      await workspaces.commit(first, message());
      const moved = await source.commit("main", { "new.txt": "new\n" });
      await workspaces.remove(first.key);
      await workspaces.retire(first.branch);
      await workspaces.retire(first.branch);
      const second = await workspaces.provision(request("A-1"));
      assert.equal(second.baseCommit, moved);
      assert.deepEqual(
        readdirSync(second.path).filter((name) => name.endsWith(".txt")),
        ["new.txt"],
      );
    },
  },
  {
    name: "refuses a base that does not exist",
    async run({ workspaces }) {
      await assert.rejects(workspaces.provision(request("A-1", { base: "nowhere" })), { code: "workspace.no-repository" });
    },
  },
  {
    name: "refuses a branch name that git would not take",
    async run({ workspaces }) {
      for (const branch of ["--upload-pack=x", "a..b", "a b", "", "x.lock", "@"]) {
        await assert.rejects(workspaces.provision(request("A-1", { branch })), { code: "workspace.git" });
      }
    },
  },
  {
    name: "makes one workspace when the same issue is asked for twice at once",
    async run({ workspaces, openAnother }) {
      const other = await openAnother();
      const both = await Promise.all([workspaces, workspaces, other, other].map((room) => room.provision(request("A-1"))));
      assert.equal(both.filter(({ createdNow }) => createdNow).length, 1);
      assert.equal(new Set(both.map(({ path }) => path)).size, 1);
    },
  },
  {
    name: "makes twenty workspaces at once",
    async run({ workspaces, openAnother, source }) {
      await source.commit("main", { "more.txt": "more\n" });
      const rooms = [workspaces, await openAnother()];
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (rooms[index % 2] ?? workspaces).provision(request(`A-${index}`))),
      );
      assert.equal(new Set(made.map(({ path }) => path)).size, 20);
      for (const { path } of made) assert.equal(await readFile(join(path, "more.txt"), "utf8"), "more\n");
    },
  },
  {
    name: "runs after_create once, in the new directory",
    hooks: { after_create: "pwd >> created.txt" },
    async run({ workspaces }) {
      const { path } = await workspaces.provision(request("A-1"));
      await workspaces.provision(request("A-1"));
      assert.equal(await readFile(join(path, "created.txt"), "utf8"), `${path}\n`);
    },
  },
  {
    name: "removes the new directory when after_create fails, and says what the hook printed",
    hooks: { after_create: "echo installing; echo 'no such package' >&2; exit 7" },
    async run({ workspaces }) {
      for (const _ of ["first", "again"]) {
        await assert.rejects(workspaces.provision(request("A-1")), (error: Error & { code?: string }) => {
          assert.equal(error.code, "workspace.hook-failed");
          assert.match(error.message, /after_create/);
          assert.match(error.message, /exited with 7/);
          assert.match(error.message, /no such package/);
          return true;
        });
      }
      const probe = await workspaces.cleanUp(FOREVER);
      assert.deepEqual(probe, []);
    },
  },
  {
    name: "throws when before_run fails, and only tells when after_run or before_remove does",
    hooks: { before_run: "exit 3", after_run: "echo tidy; exit 4", before_remove: "exit 5" },
    async run({ workspaces }) {
      const workspace = await workspaces.provision(request("A-1"));
      await assert.rejects(workspaces.runHook("before_run", workspace), { code: "workspace.hook-failed" });
      assert.match((await workspaces.runHook("after_run", workspace)) ?? "", /exited with 4.*tidy/s);
      assert.match((await workspaces.runHook("before_remove", workspace)) ?? "", /exited with 5/);
    },
  },
  {
    name: "says nothing when a hook passes or there is none",
    hooks: { before_run: "true" },
    async run({ workspaces }) {
      const workspace = await workspaces.provision(request("A-1"));
      assert.equal(await workspaces.runHook("before_run", workspace), null);
      assert.equal(await workspaces.runHook("after_run", workspace), null);
    },
  },
  {
    name: "removes a workspace after before_remove, even when that fails, and leaves nothing behind",
    hooks: { before_remove: "pwd > ../removed; exit 1" },
    async run({ workspaces }) {
      const { path, key } = await workspaces.provision(request("A-1"));
      await workspaces.remove(key);
      assert.deepEqual(readdirSync(dirname(path)), ["removed"]);
      assert.equal(await readFile(join(dirname(path), "removed"), "utf8"), `${path}\n`);
    },
  },
  {
    name: "takes removing what is gone for done",
    async run({ workspaces }) {
      const { key } = await workspaces.provision(request("A-1"));
      await workspaces.remove(key);
      await workspaces.remove(key);
      await workspaces.remove("never-was");
    },
  },
  {
    name: "refuses to remove anything that is not the name of a workspace",
    async run({ workspaces }) {
      for (const key of ["..", ".", "", "a/b", "../outside", ".git"]) {
        await assert.rejects(workspaces.remove(key), { code: "workspace.outside-root" });
      }
    },
  },
  {
    name: "cleans up what was idle too long, and never what is to be kept",
    async run({ workspaces, advance }) {
      for (const name of ["A-1", "A-2", "A-3"]) await workspaces.provision(request(name));
      advance(60_000);
      await workspaces.provision(request("A-2"));
      const removed = await workspaces.cleanUp({ ...FOREVER, maxAgeMs: 30_000, keep: ["A-3"] });
      assert.deepEqual(
        removed.map(({ key, reason }) => ({ key, reason })),
        [{ key: "A-1", reason: "age" }],
      );
      assert.ok(removed.every(({ bytes }) => bytes > 0));
    },
  },
  {
    name: "cleans up the least recently used until the rest fits",
    async run({ workspaces, advance }) {
      for (const name of ["A-1", "A-2", "A-3", "A-4"]) {
        const { path } = await workspaces.provision(request(name));
        await writeFile(join(path, "big"), Buffer.alloc(1_000_000, 1));
        advance(1_000);
      }
      await workspaces.provision(request("A-1"));
      const removed = await workspaces.cleanUp({ ...FOREVER, maxBytes: 2_500_000, keep: ["A-2"] });
      assert.deepEqual(
        removed.map(({ key, reason }) => ({ key, reason })),
        [
          { key: "A-3", reason: "size" },
          { key: "A-4", reason: "size" },
        ],
      );
    },
  },
  {
    name: "goes on from the branch when the workspace was removed",
    async run({ workspaces }) {
      const first = await workspaces.provision(request("A-1"));
      await writeFile(join(first.path, "work.txt"), "work\n");
      await workspaces.commit(first, message());
      await workspaces.remove(first.key);
      assert.equal(existsSync(first.path), false);
      const again = await workspaces.provision(request("A-1"));
      assert.equal(again.createdNow, true);
      assert.equal(again.baseCommit, first.baseCommit);
      assert.equal(await readFile(join(again.path, "work.txt"), "utf8"), "work\n");
    },
  },
];
