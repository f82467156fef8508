// What every forge must answer about a repository, its people, threads, pull requests and files.
import assert from "node:assert/strict";
import { type ForgeCase, fails } from "./forge-contract-fixture.ts";

export const readCases: readonly ForgeCase[] = [
  {
    name: "says where it is and who we are",
    async run({ forge }) {
      const { id, ...facts } = await forge.fetchRepository();
      assert.equal(typeof id, "number");
      assert.deepEqual(facts, { owner: "acme", name: "site", defaultBranch: "main", isPrivate: false, isArchived: false });
      assert.notEqual(await forge.fetchLogin(), "");
      assert.ok(URL.canParse((await forge.openRemote()).url));
    },
  },
  {
    name: "finds its repository after it was renamed",
    async run({ forge, rename, openIssue, comments }) {
      const before = await forge.fetchRepository();
      const thread = await openIssue("Login breaks", null);
      await rename("pages");
      await forge.putComment({ thread, marker: "yardmaster:run/run_1", body: "Here.", known: null });
      assert.deepEqual(
        (await comments(thread)).map(({ body }) => body.includes("Here.")),
        [true],
      );
      assert.deepEqual(await forge.fetchRepository(), { ...before, name: "pages" });
    },
  },
  {
    name: "tells what each person may do, whatever the case of the name, and nothing for those it does not know",
    async run({ forge, grant }) {
      for (const permission of ["read", "triage", "write", "maintain", "admin"] as const) {
        await grant(`person-${permission}`, permission);
        assert.equal(await forge.fetchPermission(`Person-${permission}`), permission);
      }
      for (const nobody of ["nobody-at-all", "another[bot]", "", ".", "..", "ana/../ana", "ana?x=y"]) {
        assert.equal(await forge.fetchPermission(nobody), "none", nobody);
      }
    },
  },
  {
    name: "knows the address of each account, its own among them, and none for those it does not know",
    async run({ forge, grant }) {
      await grant("person-write", "write");
      for (const login of ["person-write", await forge.fetchLogin()]) {
        const [id = "", rest] = (await forge.fetchAddress(login))?.split("+") ?? [];
        assert.match(id, /^\d+$/);
        assert.match(rest ?? "", /@users\.noreply\.[a-z.]+$/);
        assert.ok(rest?.startsWith(`${login}@`));
      }
      for (const nobody of ["nobody-at-all", "", "..", "ana/../ana", "ana <x@example.com>"]) {
        assert.equal(await forge.fetchAddress(nobody), null, nobody);
      }
    },
  },
  {
    name: "reads an issue whole, and null where there is none",
    async run({ forge, openIssue, lock, deleteThread }) {
      const number = await openIssue("Login breaks", "On *Safari*.", ["bug"]);
      const { url, author, ...thread } = (await forge.fetchThread(number)) ?? assert.fail();
      const expected = { number, title: "Login breaks", body: "On *Safari*.", isOpen: true, isLocked: false };
      assert.deepEqual(thread, { ...expected, labels: ["bug"], assignees: [], pullRequest: null });
      assert.ok(URL.canParse(url));
      assert.equal(author, "ana");
      await lock(number);
      assert.equal((await forge.fetchThread(number))?.isLocked, true);
      await deleteThread(number);
      assert.equal(await forge.fetchThread(number), null);
      assert.equal(await forge.fetchThread(987_654), null);
    },
  },
  {
    name: "reads a pull request as a thread, its head as it is now",
    async run({ forge, push, openPull, merge }) {
      await push("topic", { "a.txt": "a" });
      const number = await openPull("Add a", "topic");
      const head = await push("topic", { "b.txt": "b" });
      const { url, ...pull } = (await forge.fetchThread(number))?.pullRequest ?? assert.fail();
      const expected = {
        number,
        isDraft: false,
        head: "topic",
        headCommit: head,
        isFromFork: false,
        isFromDefaultBranch: false,
        base: "main",
      };
      assert.deepEqual(pull, { ...expected, state: "open" });
      assert.ok(URL.canParse(url));
      await merge(number);
      assert.equal((await forge.fetchThread(number))?.pullRequest?.state, "merged");
      assert.equal((await forge.fetchThread(number))?.isOpen, false);
    },
  },
  {
    name: "tells a fork's pull request from one of its own branches",
    async run({ forge, push, openPull }) {
      await push("topic", { "a.txt": "a" });
      const number = await openPull("From outside", "topic", { isFromFork: true, author: "mallory" });
      assert.equal((await forge.fetchThread(number))?.pullRequest?.isFromFork, true);
      assert.equal(await forge.fetchPullRequestOf("topic"), null);
      assert.equal(await forge.fetchPullRequestOf("never-pushed"), null);
    },
  },
  {
    name: "tells a pull request whose head is the default branch from a fork's with a branch of that name",
    async run({ forge, push, openPull }) {
      await push("production", { "a.txt": "a" });
      await push("main", { "b.txt": "b" });
      const ours = await openPull("Release", "main", { into: "production" });
      const theirs = await openPull("From outside", "main", { isFromFork: true, author: "mallory" });
      assert.equal((await forge.fetchThread(ours))?.pullRequest?.isFromDefaultBranch, true);
      assert.equal((await forge.fetchThread(theirs))?.pullRequest?.isFromDefaultBranch, false);
    },
  },
  {
    name: "finds the newest pull request of a branch, also when it is closed",
    async run({ forge, push, openPull, merge }) {
      await push("topic", { "a.txt": "a" });
      const first = await openPull("One", "topic");
      await merge(first);
      assert.equal((await forge.fetchPullRequestOf("topic"))?.state, "merged");
      await push("topic", { "b.txt": "b" });
      const second = await openPull("Two", "topic");
      assert.equal((await forge.fetchPullRequestOf("topic"))?.number, second);
    },
  },
  {
    name: "reads a comment, and null when it was deleted",
    async run({ forge, openIssue, comment, deleteComment }) {
      const thread = await openIssue("Login breaks", null);
      const id = await comment(thread, "/run fix");
      const place = { thread, id, on: "thread" } as const;
      const { url, ...read } = (await forge.fetchComment(place)) ?? assert.fail();
      assert.deepEqual(read, { id, author: "ana", body: "/run fix" });
      assert.ok(URL.canParse(url));
      await deleteComment(id);
      assert.equal(await forge.fetchComment(place), null);
      assert.equal(await forge.fetchComment({ ...place, on: "line" }), null);
    },
  },
  {
    name: "lists every file that a pull request changes, more than fit on a page",
    async run({ forge, push, openPull, openIssue }) {
      const files = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`src/${n}.ts`, `${n}`]));
      await push("topic", { ...files, "README.md": null });
      const number = await openPull("Many", "topic");
      assert.deepEqual([...(await forge.fetchChangedFiles(number))].sort(), [...Object.keys(files), "README.md"].sort());
      await fails(forge.fetchChangedFiles(await openIssue("No files here", null)), "forge.refused");
    },
  },
  {
    name: "reads a file as it was at a commit, and null where there is none or a large one",
    async run({ forge, push }) {
      const first = await push("topic", { "docs/ä b#c.md": "one · ✓\n", "large.txt": "x".repeat(1024 * 1024 + 1) });
      const second = await push("topic", { "docs/ä b#c.md": "two\n" });
      assert.equal(await forge.fetchFile("docs/ä b#c.md", first), "one · ✓\n");
      assert.equal(await forge.fetchFile("docs/ä b#c.md", second), "two\n");
      for (const path of ["missing.md", "docs", "large.txt", "..", "../../orgs/acme"]) {
        assert.equal(await forge.fetchFile(path, second), null, path);
      }
    },
  },
];
