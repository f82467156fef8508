// Configurations that are to be looked at: kept before anything is asked of the forge, so that nobody waits for them and no crash loses one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { type ConfigurationChecks, createConfigurationChecks, type MergedAsk } from "../../../src/runtime/threads/configuration-checks.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Store } from "../../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";
import { turns } from "../../support/given-inbox.ts";

let directory: string;
let store: Store;
let clock: HandClock;
let checks: ConfigurationChecks;
let checked: MergedAsk[];
let tries: number;
let check: (ask: MergedAsk) => Promise<void>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-checks-"));
  clock = createHandClock(1_700_000_000_000);
  store = await openSqliteStore({ file: join(directory, "store.db"), clock });
  checked = [];
  tries = 0;
  check = async () => {};
  checks = open();
});
afterEach(async () => {
  await checks.stop();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

function open(): ConfigurationChecks {
  const log = { info() {}, warn() {}, error() {} };
  return createConfigurationChecks({
    store,
    clock,
    log,
    async check(ask) {
      tries += 1;
      await check(ask);
      checked.push(ask);
    },
  });
}

async function reopen(): Promise<void> {
  await checks.stop();
  checks = open();
  await checks.start();
  await turns();
}

const limited = new YardmasterError("forge.unavailable", "reading: a limit", { retryAfterMs: 60_000 });
const pushed = (commit: string, before: string | null = null) => ({ pullRequest: 2, asked: commit, pushed: { commit, before } });
const fails = (error: Error) => {
  check = async () => {
    throw error;
  };
};

describe("a configuration that is to be looked at", () => {
  it("is, and whoever asks does not wait, while a limit holds", async () => {
    fails(limited);
    await checks.ask(pushed("c1"));
    await turns();
    check = async () => {};
    clock.advance(59_000);
    await turns();
    expect([tries, checks.isDone()]).toEqual([1, false]);
    clock.advance(2_000);
    await turns();
    expect([checked, checks.isDone()]).toEqual([[{ ...pushed("c1"), isMerged: false }], true]);
  });

  it("is after a crash, once", async () => {
    fails(limited);
    await checks.ask(pushed("c1"));
    await turns();
    check = async () => {};
    await reopen();
    await reopen();
    expect(checked.map(({ asked }) => asked)).toEqual(["c1"]);
  });

  it("is the newest of its pull request, also when one is being looked at", async () => {
    let answer: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      answer = resolve;
    });
    check = async ({ asked }) => (asked === "c1" ? await first : undefined);
    for (const commit of ["c1", "c2", "c3"]) await checks.ask(pushed(commit));
    await checks.ask({ ...pushed("d1"), pullRequest: 3 });
    await turns();
    expect(checked.map(({ asked }) => asked)).toEqual(["d1"]);
    answer();
    await turns();
    expect(checked.map(({ asked, isMerged }) => [asked, isMerged])).toEqual([
      ["d1", false],
      ["c1", false],
      ["c3", true],
    ]);
    expect(checks.isDone()).toBe(true);
  });

  it("took the place of another also when it is asked for twice, as after a failure", async () => {
    fails(limited);
    for (const commit of ["c2", "c1", "c1"]) await checks.ask(pushed(commit));
    check = async () => {};
    clock.advance(62_000);
    await turns();
    expect(checked).toEqual([{ ...pushed("c1"), isMerged: true }]);
  });

  it("is given up when the forge will not have it, or after a day", async () => {
    fails(new YardmasterError("forge.refused", "no"));
    await checks.ask(pushed("c1"));
    await turns();
    expect(checks.isDone()).toBe(true);
    fails(limited);
    await checks.ask(pushed("c2"));
    await turns();
    clock.advance(25 * 3600 * 1000);
    await turns();
    expect([tries, checks.isDone()]).toEqual([3, true]);
  });

  it("waits for the next start where the App is not let in", async () => {
    fails(new YardmasterError("forge.gone", "no token"));
    await checks.ask(pushed("c1"));
    await turns();
    expect(checks.isDone()).toBe(true);
    check = async () => {};
    await reopen();
    expect(checked).toHaveLength(1);
  });
});
