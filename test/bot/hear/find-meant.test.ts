// Which runs a command means that is told late.
import { expect, it } from "vitest";
import { findToStop } from "../../../src/bot/hear/find-meant.ts";
import { aRun } from "./a-thread-yard.ts";

const MINUTE = 60_000;

function askedBy(comment: number, createdAt: number) {
  const run = aRun({ id: `run_${comment}`, createdAt });
  const origin = { thread: 1, by: "ann", comment, branch: "yardmaster/1-login" };
  return { ...run, task: run.task && { ...run.task, origin } };
}

it("a cancel stops what was asked for before it, however late both are told, and nothing that was asked for since", () => {
  const heard = { before: null, comment: 5, at: 0 };
  expect(findToStop("all", [askedBy(9, 50 * MINUTE), askedBy(4, 50 * MINUTE)], heard)).toMatchObject({ runs: [{ id: "run_4" }] });
  expect(findToStop(null, [askedBy(9, 50 * MINUTE)], heard)).toMatchObject({ ok: false });
});
