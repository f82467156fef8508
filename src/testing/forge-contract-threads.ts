// What every forge must do in threads: one comment for a marker, reactions and labels that are there once, and limits that are told.
import assert from "node:assert/strict";
import { type ForgeCase, fails, toComment } from "./forge-contract-fixture.ts";

export const threadCases: readonly ForgeCase[] = [
  {
    name: "writes a comment once and brings it up to date afterwards, also when it no longer knows where it is",
    async run({ forge, reopen, openIssue, comments }) {
      const thread = await openIssue("Login breaks", null);
      const { id, url } = await forge.putComment(toComment(thread));
      assert.ok(URL.canParse(url));
      assert.equal((await forge.putComment(toComment(thread, { known: id, body: "Step 2." }))).id, id);
      assert.equal((await forge.putComment(toComment(thread, { known: id, body: "Step 2." }))).id, id);
      assert.equal((await reopen().putComment(toComment(thread, { body: "Done." }))).id, id);
      const [comment, ...others] = await comments(thread);
      assert.deepEqual(others, []);
      assert.equal(comment?.body, "Done.\n\n<!-- yardmaster:run/run_1 -->");
      assert.equal(comment.author, await forge.fetchLogin());
    },
  },
  {
    name: "keeps comments of other markers apart, also when one begins like the other",
    async run({ forge, openIssue, comments }) {
      const thread = await openIssue("Login breaks", null);
      const ids = [];
      for (const run of ["run_1", "run_12", "run_2"]) {
        ids.push((await forge.putComment(toComment(thread, { marker: `yardmaster:run/${run}`, body: run }))).id);
      }
      assert.equal(new Set(ids).size, 3);
      assert.equal((await forge.putComment(toComment(thread, { body: "again" }))).id, ids[0]);
      assert.equal((await comments(thread)).length, 3);
    },
  },
  {
    name: "never takes another's comment for its own, whatever it says",
    async run({ forge, openIssue, comment, comments }) {
      const thread = await openIssue("Login breaks", null);
      const theirs = await comment(thread, "I was here first.\n\n<!-- yardmaster:run/run_1 -->");
      const { id } = await forge.putComment(toComment(thread));
      assert.notEqual(id, theirs);
      assert.match((await comments(thread)).find((seen) => seen.id === theirs)?.body ?? "", /^I was here first/);
    },
  },
  {
    name: "does not take a comment of its own that quotes a marker for the one that has it",
    async run({ forge, openIssue, comments }) {
      const thread = await openIssue("Login breaks", null);
      const quoting = toComment(thread, { marker: "yardmaster:reply/9", body: "> <!-- yardmaster:run/run_1 -->" });
      await forge.putComment(quoting);
      await forge.putComment(toComment(thread));
      assert.equal((await comments(thread)).length, 2);
    },
  },
  {
    name: "writes one comment when two ask at once",
    async run({ forge, openIssue, comments }) {
      const thread = await openIssue("Login breaks", null);
      const ids = await Promise.all([1, 2, 3].map((n) => forge.putComment(toComment(thread, { body: `Step ${n}` }))));
      assert.equal(new Set(ids.map(({ id }) => id)).size, 1);
      assert.equal((await comments(thread)).length, 1);
    },
  },
  {
    name: "finds the comment whose answer was lost, so that there is one",
    async run({ forge, openIssue, comments, loseAnswer }) {
      const thread = await openIssue("Login breaks", null);
      await loseAnswer();
      await fails(forge.putComment(toComment(thread)), "forge.unavailable");
      await forge.putComment(toComment(thread));
      assert.equal((await comments(thread)).length, 1);
    },
  },
  {
    name: "writes a comment anew that somebody deleted",
    async run({ forge, openIssue, comments, deleteComment }) {
      const thread = await openIssue("Login breaks", null);
      const { id } = await forge.putComment(toComment(thread));
      await deleteComment(id);
      const again = await forge.putComment(toComment(thread, { known: id, body: "Done." }));
      assert.notEqual(again.id, id);
      assert.equal((await comments(thread)).length, 1);
    },
  },
  {
    name: "finds its comment in a thread longer than a page",
    async run({ forge, reopen, openIssue, comment, comments }) {
      const thread = await openIssue("Long", null);
      for (let n = 0; n < 101; n += 1) await comment(thread, `me too ${n}`);
      const { id } = await forge.putComment(toComment(thread));
      for (let n = 0; n < 101; n += 1) await comment(thread, `and me ${n}`);
      assert.equal((await reopen().putComment(toComment(thread, { body: "Done." }))).id, id);
      assert.equal((await comments(thread)).length, 203);
    },
  },
  {
    name: "refuses a comment that is too long, in a locked thread, in none, or with a marker that could break out",
    async run({ forge, openIssue, comments, lock }) {
      const thread = await openIssue("Login breaks", null);
      await forge.putComment(toComment(thread, { body: "✓".repeat(60_000) }));
      await fails(forge.putComment(toComment(thread, { marker: "yardmaster:run/long", body: "x".repeat(65_537) })), "forge.refused");
      await fails(forge.putComment(toComment(thread, { marker: "x --> <b>" })), "forge.refused");
      await lock(thread);
      await fails(forge.putComment(toComment(thread, { marker: "yardmaster:run/locked" })), "forge.refused");
      await fails(forge.putComment(toComment(987_654)), "forge.refused");
      assert.equal((await comments(thread)).length, 1);
    },
  },
  {
    name: "folds a comment away, twice like once, and one that is gone without an error",
    async run({ forge, openIssue, comments, deleteComment }) {
      const thread = await openIssue("Login breaks", null);
      const { id } = await forge.putComment(toComment(thread));
      await forge.hideComment(id);
      await forge.hideComment(id);
      assert.deepEqual(
        (await comments(thread)).map(({ isHidden }) => isHidden),
        [true],
      );
      await deleteComment(id);
      await forge.hideComment(id);
    },
  },
  {
    name: "reacts once however often it is asked, and to what is gone without an error",
    async run({ forge, openIssue, comment, comments, reactions, deleteComment }) {
      const thread = await openIssue("Login breaks", null);
      const id = await comment(thread, "/run fix");
      for (const _ of [1, 2]) {
        await forge.react({ thread, comment: id }, "eyes");
        await forge.react({ thread, comment: null }, "rocket");
        await forge.react({ thread, comment: null }, "hooray");
      }
      assert.deepEqual((await comments(thread))[0]?.reactions, ["eyes"]);
      assert.deepEqual(await reactions(thread), ["rocket", "hooray"]);
      await deleteComment(id);
      await forge.react({ thread, comment: id }, "eyes");
      await forge.react({ thread: 987_654, comment: null }, "eyes");
    },
  },
  {
    name: "adds labels and takes them off, twice like once, and nothing but those",
    async run({ forge, openIssue }) {
      const thread = await openIssue("Login breaks", null, ["bug"]);
      for (const _ of [1, 2]) await forge.addLabels(thread, ["yardmaster", "needs / review"]);
      assert.deepEqual([...((await forge.fetchThread(thread))?.labels ?? [])].sort(), ["bug", "needs / review", "yardmaster"]);
      for (const _ of [1, 2]) await forge.removeLabel(thread, "needs / review");
      for (const odd of [".", "..", "never-was"]) await forge.removeLabel(thread, odd);
      await forge.addLabels(thread, []);
      assert.deepEqual([...((await forge.fetchThread(thread))?.labels ?? [])].sort(), ["bug", "yardmaster"]);
      await forge.addLabels(987_654, ["bug"]);
      await forge.removeLabel(987_654, "bug");
    },
  },
];
