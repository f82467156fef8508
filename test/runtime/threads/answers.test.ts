// What people are told: kept before it is written, so that neither a limit nor a crash loses it, and nobody waits behind somebody else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { Reaction } from "../../../src/forge/forge.ts";
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
let refuse: (what: string) => Error | null;
let tries: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-answers-"));
  clock = createHandClock(1_700_000_000_000);
  store = await openSqliteStore({ file: join(directory, "store.db"), clock });
  written = [];
  tries = 0;
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
    tries += 1;
    const error = refuse(what);
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
const gone = () => new YardmasterError("forge.gone", "writing: this installation has been suspended");
const refused = () => new YardmasterError("forge.refused", "writing: not accessible by the integration");
const tell = (to: string, body: string, key = body, thread = 1) => answers.reply({ to, thread, key, body });
const react = (reaction: Reaction) => answers.acknowledge({ to: "ann", target: { thread: 1, comment: 7 }, reaction });
const listKept = () => store.listDocuments({ collection: "thread-answers", limit: 1_000 });
const HOUR = 60 * 60_000;

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

  it("is left out when ten thousand wait in the repository", async () => {
    refuse = () => limited(1_000);
    for (let index = 0; index < 10_000; index += 1) {
      const body = { type: "reply", to: `person-${index % 200}`, thread: 1, key: String(index), body: "done" };
      await store.putDocument({ collection: "thread-answers", id: `reply/1/${index}`, tag: "reply", at: clock.now(), body });
    }
    await answers.start();
    await tell("ann", "one more");
    expect(await store.countDocuments("thread-answers")).toEqual({ reply: 10_000 });
  });
});

describe("an answer that the forge does not take at the moment", () => {
  it("keeps the next one in its thread waiting, and no other", async () => {
    refuse = (what) => (what.includes("first") ? new YardmasterError("forge.unavailable", "502") : null);
    await tell("ann", "first");
    await tell("ann", "second");
    await tell("ann", "elsewhere", "key", 2);
    await react("+1");
    await turns(40);
    expect(written).toEqual(["#2: elsewhere", "+1 on 7"]);
    refuse = () => null;
    clock.advance(2_000);
    await turns(40);
    expect(written.slice(2)).toEqual(["#1: first", "#1: second"]);
  });

  it("since the repository is not ours now waits, asks ever more rarely, and is written in order once it is ours again", async () => {
    refuse = gone;
    for (const body of ["first", "second"]) await tell("ann", body);
    await react("eyes");
    await react("+1");
    await tell("ben", "third");
    for (let minute = 0; minute < 180; minute += 1) {
      clock.advance(60_000);
      await turns(10);
    }
    expect(written).toEqual([]);
    expect(tries).toBeLessThan(60);
    refuse = () => null;
    await answers.start();
    await turns(60);
    expect(written.filter((what) => what !== "#1: third")).toEqual(["#1: first", "#1: second", "+1 on 7"]);
    expect([written.length, answers.isDone(), await listKept()]).toEqual([4, true, []]);
  });

  it("is written after another start, unless it is a day old by then, or ten minutes where it only says that somebody listens", async () => {
    refuse = gone;
    await tell("ann", "of yesterday");
    await react("-1");
    clock.advance(2 * HOUR);
    await tell("ann", "of today");
    await react("eyes");
    await answers.stop();
    clock.advance(22 * HOUR);
    refuse = () => null;
    answers = open();
    await answers.start();
    await turns(60);
    expect([written, await listKept()]).toEqual([["#1: of today"], []]);
  });
});

describe("an answer that the forge refuses", () => {
  it("is written when the App is let in again, before what was kept since, and once", async () => {
    refuse = refused;
    await tell("ann", "refused");
    await turns();
    expect(answers.isDone()).toBe(true);
    refuse = gone;
    clock.advance(HOUR);
    await tell("ann", "kept");
    await turns();
    await answers.stop();
    clock.advance(3 * HOUR);
    refuse = () => null;
    for (let start = 0; start < 2; start += 1) {
      answers = open();
      await answers.start(clock.now() - 4 * HOUR);
      await turns(40);
    }
    expect(written).toEqual(["#1: refused", "#1: kept"]);
  });

  it("is tried again without another start where the App had never left", async () => {
    refuse = refused;
    await tell("ann", "first");
    await turns();
    refuse = gone;
    clock.advance(1_000);
    await tell("ann", "second");
    await turns();
    refuse = () => null;
    await answers.start(clock.now() - HOUR);
    await turns(40);
    expect(written).toEqual(["#1: first", "#1: second"]);
  });

  it("waits like every other one once it is tried again, also over a restart, and while others are refused", async () => {
    refuse = refused;
    await tell("ann", "first");
    await turns();
    refuse = (what) => (what.includes("first") ? new YardmasterError("forge.unavailable", "502") : refused());
    await answers.start(clock.now() - HOUR);
    await turns();
    clock.advance(2 * HOUR);
    await tell("ben", "second");
    await turns();
    await answers.stop();
    refuse = () => null;
    answers = open();
    await answers.start();
    await turns(40);
    expect(written).toEqual(["#1: first"]);
  });

  it("is not tried again otherwise, and forgotten after an hour", async () => {
    refuse = refused;
    await tell("ann", "done");
    await turns();
    refuse = () => null;
    clock.advance(1_000);
    await answers.start();
    await answers.start(clock.now());
    await turns();
    expect([tries, (await listKept()).length]).toEqual([1, 1]);
    clock.advance(HOUR);
    await answers.start();
    expect([tries, await listKept()]).toEqual([1, []]);
  });

  it("is one of two hundred at most, the newest", async () => {
    refuse = refused;
    for (let index = 0; index < 210; index += 1) {
      await tell("ann", String(index));
      clock.advance(1);
      await turns();
    }
    const kept = (await listKept()).map(({ body }) => Number(body["body"])).sort((one, other) => one - other);
    expect([kept.length, kept[0]]).toEqual([200, 10]);
  });

  it("gives way to what is said there anew", async () => {
    refuse = refused;
    await tell("ann", "first", "key");
    await turns();
    refuse = () => null;
    await tell("ann", "second", "key");
    await turns();
    await answers.start(0);
    await turns();
    expect([written, await listKept()]).toEqual([["#1: second"], []]);
  });
});
