// What every forge must do about work: one check for a run on a commit, one open pull request for a branch, no branch deleted that moved on.
// And how it fails.
import assert from "node:assert/strict";
import type { CheckAnnotation } from "../forge/forge.ts";
import { type ForgeCase, fails, toCheck, toComment, toPull } from "./forge-contract-fixture.ts";

function toAnnotations(count: number): readonly CheckAnnotation[] {
  return Array.from({ length: count }, (_, n) => ({ path: "README.md", line: n + 1, level: "warning", title: null, message: `note ${n}` }));
}

export const checkCases: readonly ForgeCase[] = [
  {
    name: "writes one check for a run on a commit and follows it to its end, also when it no longer knows where it is",
    async run({ forge, reopen, push, checks }) {
      const commit = await push("topic", { "a.txt": "a" });
      const known = await forge.putCheck(toCheck(commit, { status: "queued" }));
      assert.equal((await forge.putCheck(toCheck(commit, { known }))).id, known.id);
      const actions = [{ label: "Retry", description: "Runs it once more", identifier: "retry" }];
      const end = { status: "completed", conclusion: "failure", title: "Failed", summary: "- [x] plan" } as const;
      const last = toCheck(commit, { ...end, actions, detailsUrl: "https://example.com/runs/1" });
      assert.equal((await reopen().putCheck(last)).id, known.id);
      assert.deepEqual(await checks(commit), [
        { name: "yardmaster / fix", externalId: "run_1", ...end, annotations: [], actions, detailsUrl: "https://example.com/runs/1" },
      ]);
    },
  },
  {
    name: "keeps checks of other runs, names and commits apart",
    async run({ forge, push, checks }) {
      const commit = await push("topic", { "a.txt": "a" });
      const other = await push("topic", { "b.txt": "b" });
      await forge.putCheck(toCheck(commit));
      await forge.putCheck(toCheck(commit, { externalId: "run_2" }));
      await forge.putCheck(toCheck(commit, { name: "yardmaster / config" }));
      await forge.putCheck(toCheck(other));
      assert.equal((await checks(commit)).length, 3);
      assert.equal((await checks(other)).length, 1);
    },
  },
  {
    name: "sends each annotation once, more than fit in a request, also after a lost answer",
    async run({ forge, reopen, push, checks, loseAnswer }) {
      const commit = await push("topic", { "a.txt": "a" });
      const known = await forge.putCheck(toCheck(commit, { annotations: toAnnotations(3) }));
      assert.equal(known.annotations, 3);
      await loseAnswer();
      await fails(forge.putCheck(toCheck(commit, { annotations: toAnnotations(60), known })), "forge.unavailable");
      assert.equal((await forge.putCheck(toCheck(commit, { annotations: toAnnotations(130), known }))).annotations, 130);
      assert.equal((await reopen().putCheck(toCheck(commit, { annotations: toAnnotations(131) }))).annotations, 131);
      const expected = toAnnotations(131).map(({ message }) => message);
      assert.deepEqual((await checks(commit))[0]?.annotations, expected);
    },
  },
  {
    name: "takes a summary of the whole length in any alphabet, and refuses a commit that is not there",
    async run({ forge, push, checks }) {
      const commit = await push("topic", { "a.txt": "a" });
      await forge.putCheck(toCheck(commit, { summary: "✓".repeat(60_000) }));
      assert.equal((await checks(commit)).length, 1);
      await fails(forge.putCheck(toCheck("f".repeat(40))), "forge.refused");
    },
  },
];

export const pullCases: readonly ForgeCase[] = [
  {
    name: "opens one pull request for a branch and brings it up to date afterwards",
    async run({ forge, reopen, push }) {
      const head = await push("yardmaster/1-login", { "a.txt": "a" });
      const pull = await forge.putPullRequest(toPull("yardmaster/1-login"));
      const { url, number, ...rest } = pull;
      assert.ok(URL.canParse(url));
      const expected = { head: "yardmaster/1-login", headCommit: head, isFromFork: false, isFromDefaultBranch: false, base: "main" };
      assert.deepEqual(rest, { ...expected, state: "open", isDraft: true });
      const next = toPull("yardmaster/1-login", { title: "Mend the login", body: "Closes #1. All green.", isDraft: false });
      assert.deepEqual(await reopen().putPullRequest(next), { ...pull, isDraft: false });
      const thread = await forge.fetchThread(number);
      assert.equal(thread?.title, "Mend the login");
      assert.match(thread.body ?? "", /^Closes #1. All green\.(?:\s*<!-- [^>]* -->)?$/);
      assert.equal((await forge.putPullRequest({ ...next, isDraft: true })).isDraft, true);
      assert.equal((await forge.fetchPullRequestOf("yardmaster/1-login"))?.number, number);
    },
  },
  {
    name: "makes a draft of a pull request and ends it, whoever opened it, and says so when there is none",
    async run({ forge, push, openPull }) {
      await push("topic", { "a.txt": "a" });
      const number = await openPull("Mine", "topic");
      for (const isDraft of [true, true, false]) {
        assert.equal(await forge.setDraft(number, isDraft), isDraft);
        assert.equal((await forge.fetchThread(number))?.pullRequest?.isDraft, isDraft);
      }
      assert.equal(await forge.setDraft(987_654, true), null);
    },
  },
  {
    name: "keeps a title that somebody changed, and brings the rest up to date",
    async run({ forge, push, edit }) {
      await push("topic", { "a.txt": "a" });
      const { number } = await forge.putPullRequest(toPull("topic"));
      await edit(number, { title: "Their better title" });
      for (const body of ["one", "two"]) {
        await forge.putPullRequest(toPull("topic", { title: "Ours again", body, isDraft: false }));
        const thread = await forge.fetchThread(number);
        assert.equal(thread?.title, "Their better title");
        assert.ok(thread.body?.startsWith(body));
        assert.equal(thread.pullRequest?.isDraft, false);
      }
    },
  },
  {
    name: "keeps a text that somebody changed, and brings the rest up to date",
    async run({ forge, push, edit, openPull }) {
      await push("topic", { "a.txt": "a" });
      const { number } = await forge.putPullRequest(toPull("topic"));
      const { body } = (await forge.fetchThread(number)) ?? { body: null };
      await edit(number, { body: `Read this first.\n\n${body}` });
      for (const title of ["One", "Two"]) {
        await forge.putPullRequest(toPull("topic", { title, body: "Ours again" }));
        const thread = await forge.fetchThread(number);
        assert.equal(thread?.title, title);
        assert.ok(thread.body?.startsWith("Read this first."));
        assert.ok(!thread.body?.includes("Ours again"));
      }
      await push("theirs", { "b.txt": "b" });
      const opened = await openPull("Mine", "theirs");
      await forge.putPullRequest(toPull("theirs", { title: "Ours", isDraft: true }));
      const thread = await forge.fetchThread(opened);
      assert.deepEqual([thread?.title, thread?.pullRequest?.isDraft], ["Mine", true]);
    },
  },
  {
    name: "opens a new one when the last was merged, and leaves a fork's of the same name alone",
    async run({ forge, push, merge, openPull }) {
      await push("topic", { "a.txt": "a" });
      const theirs = await openPull("From outside", "topic", { isFromFork: true, author: "mallory" });
      const first = await forge.putPullRequest(toPull("topic", { isDraft: false }));
      assert.notEqual(first.number, theirs);
      await merge(first.number);
      await push("topic", { "b.txt": "b" });
      assert.notEqual((await forge.putPullRequest(toPull("topic"))).number, first.number);
      assert.equal((await forge.fetchThread(theirs))?.title, "From outside");
    },
  },
  {
    name: "opens one when two ask at once, and one when the answer was lost",
    async run({ forge, push, loseAnswer }) {
      await push("one", { "a.txt": "a" });
      await push("two", { "b.txt": "b" });
      const both = await Promise.all([forge.putPullRequest(toPull("one")), forge.putPullRequest(toPull("one"))]);
      assert.equal(both[0].number, both[1].number);
      await loseAnswer();
      await fails(forge.putPullRequest(toPull("two")), "forge.unavailable");
      const found = await forge.fetchPullRequestOf("two");
      assert.equal((await forge.putPullRequest(toPull("two"))).number, found?.number);
    },
  },
  {
    name: "refuses a pull request without a branch or without a commit of its own",
    async run({ forge, push }) {
      await push("empty", {});
      await fails(forge.putPullRequest(toPull("never-pushed")), "forge.refused");
      await push("topic", { "a.txt": "a" });
      await fails(forge.putPullRequest(toPull("topic", { base: "no-such-base" })), "forge.refused");
    },
  },
  {
    name: "cuts a title that is too long, and still knows it for its own",
    async run({ forge, push }) {
      await push("topic", { "a.txt": "a" });
      const { number } = await forge.putPullRequest(toPull("topic", { title: "👍".repeat(300) }));
      assert.equal((await forge.fetchThread(number))?.title, `${"👍".repeat(255)}…`);
      await forge.putPullRequest(toPull("topic", { title: "Short" }));
      assert.equal((await forge.fetchThread(number))?.title, "Short");
    },
  },
  {
    name: "deletes a branch only while it stands where it was seen",
    async run({ forge, push, branch }) {
      const seen = await push("yardmaster/1-login", { "a.txt": "a" });
      const moved = await push("yardmaster/1-login", { "b.txt": "b" });
      assert.equal(await forge.deleteBranch("yardmaster/1-login", seen), false);
      assert.equal(await branch("yardmaster/1-login"), moved);
      assert.equal(await forge.deleteBranch("yardmaster/1-login", moved), true);
      assert.equal(await branch("yardmaster/1-login"), null);
      assert.equal(await forge.deleteBranch("yardmaster/1-login", moved), true);
    },
  },
];

export const failureCases: readonly ForgeCase[] = [
  {
    name: "says that it cannot be reached, and works again afterwards",
    async run({ forge, openIssue, breakForge, comments }) {
      const thread = await openIssue("Login breaks", null);
      await breakForge();
      await fails(forge.fetchThread(thread), "forge.unavailable");
      assert.equal((await forge.fetchThread(thread))?.title, "Login breaks");
      await breakForge();
      await fails(forge.putComment(toComment(thread)), "forge.unavailable");
      await forge.putComment(toComment(thread));
      assert.equal((await comments(thread)).length, 1);
    },
  },
  {
    name: "says that the repository is gone, whatever is asked",
    async run({ forge, openIssue, push, deleteRepository }) {
      const thread = await openIssue("Login breaks", null);
      const commit = await push("topic", { "a.txt": "a" });
      await forge.fetchThread(thread);
      await deleteRepository();
      for (const work of [
        () => forge.fetchRepository(),
        () => forge.fetchPermission("ana"),
        () => forge.fetchThread(thread),
        () => forge.fetchComment({ thread, id: 1, on: "thread" }),
        () => forge.fetchFile("README.md", commit),
        () => forge.putComment(toComment(thread)),
        () => forge.react({ thread, comment: null }, "eyes"),
        () => forge.putCheck(toCheck(commit)),
        () => forge.putPullRequest(toPull("topic")),
        () => forge.setDraft(1, true),
        () => forge.deleteBranch("topic", commit),
        () => forge.addLabels(thread, ["bug"]),
        () => forge.openRemote(),
      ]) {
        await fails(work(), "forge.gone");
      }
    },
  },
];
