// Which runs a command means that is told late.
import { expect, it } from "vitest";
import { findToStop } from "../../../src/bot/hear/find-meant.ts";
import { aRun } from "./a-thread-yard.ts";

const MINUTE = 60_000;

/** @param askedAt undefined: nobody knows */
function asked(comment: number, askedAt: number | undefined, createdAt: number) {
  const run = aRun({ id: `run_${comment}`, createdAt });
  const origin = { thread: 1, by: "ann", comment, branch: "yardmaster/1-login", ...(askedAt !== undefined && { askedAt }) };
  return { ...run, task: run.task && { ...run.task, origin } };
}

const HEARD = { before: null, at: 5 * MINUTE, comment: 50, unthreaded: [] };

it("a cancel stops what was asked for before it, however late both are told, and nothing that was asked for since", () => {
  const runs = [asked(9, 6 * MINUTE, 50 * MINUTE), asked(4, 4 * MINUTE, 50 * MINUTE), asked(3, undefined, 50 * MINUTE)];
  expect(findToStop("all", runs, HEARD)).toMatchObject({ runs: [{ id: "run_4" }] });
  expect(findToStop(null, runs.slice(0, 1), HEARD)).toMatchObject({ ok: false });
});

it("of what was asked for within one second the later comment comes first, whichever was told first", () => {
  const runs = [asked(5, MINUTE, 50), asked(6, MINUTE, 40)];
  expect(findToStop(null, runs, HEARD)).toMatchObject({ runs: [{ id: "run_6" }] });
});

it("heard again, as after a crash, it still does not stop what was asked for since", () => {
  const runs = [asked(9, 6 * MINUTE, 50 * MINUTE), asked(4, 4 * MINUTE, 50 * MINUTE)];
  expect(findToStop("all", runs, { ...HEARD, before: ["run_9", "run_4"] })).toMatchObject({ runs: [{ id: "run_4" }] });
});

it("a run that is named is meant, whenever it was asked for", () => {
  expect(findToStop("run_9", [asked(9, 6 * MINUTE, 50 * MINUTE)], HEARD)).toMatchObject({ runs: [{ id: "run_9" }] });
});

it("comments on lines are counted apart from others: which is later is told by its time", () => {
  const onLine = asked(900, 4 * MINUTE, 50 * MINUTE);
  const inThread = asked(2, 6 * MINUTE, 50 * MINUTE);
  expect(findToStop("all", [onLine, inThread], HEARD)).toMatchObject({ runs: [{ id: "run_900" }] });
});
