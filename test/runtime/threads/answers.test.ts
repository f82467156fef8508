// What people are told: kept before it is written, so that neither a limit nor a crash loses it, and nobody waits behind somebody else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { type Answers, createAnswers } from "../../../src/runtime/threads/answers.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Store } from "../../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";
import { turns } from "../../support/given-inbox.ts";

let directory: string;
let store: Store;
let clock: HandClock;
let answers: Answers;
let written: string[];
/** What the forge says of each write; null: it takes it. */
let refuse: () => Error | null;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-answers-"));
  clock = createHandClock(1_700_000_000_000);
  store = await openSqliteStore({ file: join(directory, "store.db"), clock });
  written = [];
  refuse = () => null;
  answers = open();
});
afterEach(async () => {
  await answers.stop();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(): Answers {
  const write = async (what: string) => {
    const error = refuse();
    if (error !== null) throw error;
    written.push(what);
  };
  return createAnswers({
    store,
    clock,
    log: { info() {}, warn() {}, error() {} },
    forge: {
      react: async ({ comment }, reaction) => await write(`${reaction} on ${comment}`),
      async putComment({ thread, body }) {
        await write(`#${thread}: ${body}`);
        return { id: 1, url: "" };
      },
      hideComment: async () => {},
    },
  });
}

const limited = (retryAfterMs: number) => new YardmasterError("forge.unavailable", "writing: a limit", { retryAfterMs });
const tell = (to: string, body: string, key = body) => answers.reply({ to, thread: 1, key, body });

describe("an answer", () => {
  it("is written as soon as the forge takes it, and whoever gives it does not wait", async () => {
    refuse = () => limited(40_000);
    await tell("ann", "done");
    await answers.acknowledge({ to: "ann", target: { thread: 1, comment: 7 }, reaction: "+1" });
    await turns();
    refuse = () => null;
    clock.advance(39_999);
    await turns();
    expect([written, answers.isDone()]).toEqual([[], false]);
    clock.advance(1);
    await turns(40);
    expect([written, answers.isDone()]).toEqual([["#1: done", "+1 on 7"], true]);
  });

  it("that was kept is written after a restart, once", async () => {
    refuse = () => limited(40_000);
    await tell("ann", "done");
    await turns();
    await answers.stop();
    refuse = () => null;
    for (let start = 0; start < 2; start += 1) {
      answers = open();
      await answers.start();
      await turns();
      await answers.stop();
    }
    expect(written).toEqual(["#1: done"]);
  });

  it("says what was given last", async () => {
    refuse = () => limited(1_000);
    await tell("ann", "first", "key");
    await tell("ann", "second", "key");
    await turns();
    refuse = () => null;
    clock.advance(10_000);
    await turns();
    expect(written).toEqual(["#1: second"]);
  });

  it("does not wait behind what somebody else is told", async () => {
    for (let index = 0; index < 10; index += 1) void tell("eve", `eve ${index}`);
    await tell("ann", "ann");
    await turns(60);
    expect(written).toHaveLength(11);
    expect(written.indexOf("#1: ann")).toBeLessThan(3);
  });

  it("that the forge does not take is left out, and so is a reaction that comes too late", async () => {
    refuse = () => new YardmasterError("forge.refused", "writing: the thread is locked");
    await tell("ann", "done");
    await turns();
    expect(answers.isDone()).toBe(true);
    refuse = () => limited(11 * 60_000);
    await answers.acknowledge({ to: "ann", target: { thread: 1, comment: 7 }, reaction: "eyes" });
    await turns();
    clock.advance(11 * 60_000);
    await turns();
    expect([written, answers.isDone()]).toEqual([[], true]);
  });

  it("is left out when one person has a hundred waiting", async () => {
    refuse = () => limited(1_000);
    for (let index = 0; index < 150; index += 1) await tell("eve", `eve ${index}`);
    expect(await store.listDocuments({ collection: "thread-answers", limit: 200 })).toHaveLength(100);
  });
});
