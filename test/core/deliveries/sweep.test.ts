// What is fetched of what never arrived, and how far back the next look goes.
import { describe, expect, it } from "vitest";
import {
  type DeliveryAttempt,
  decideSweep,
  endSweep,
  type FetchOutcome,
  findFailedDeliveries,
  NEVER_SWEPT,
  type SweepState,
  toSweepStart,
} from "../../../src/core/deliveries/sweep.ts";

const MINUTE = 60_000;
const NOW = 10 * 24 * 60 * MINUTE;
const attempt = (id: number, guid: string, at: number, isOk = false): DeliveryAttempt => ({ id, guid, at, isOk });
const failed = (guid: string, firstAt: number, attemptId = 1) => ({ guid, attempt: attemptId, firstAt });
const end = (missing: Parameters<typeof endSweep>[0], outcomes: Record<string, FetchOutcome>, state: SweepState = NEVER_SWEPT, now = NOW) =>
  endSweep(missing, state, new Map(Object.entries(outcomes)), now);

describe("a failed delivery", () => {
  it("is one of whose attempts none was answered well, fetched by the newest, oldest first", () => {
    const attempts = [
      attempt(6, "late", 60),
      attempt(5, "mended", 50, true),
      attempt(4, "twice", 40),
      attempt(3, "fine", 30, true),
      attempt(2, "mended", 20),
      attempt(1, "twice", 10),
    ];
    expect(findFailedDeliveries(attempts)).toEqual([failed("twice", 10, 4), failed("late", 60, 6)]);
  });
});

describe("the first look", () => {
  it("goes back three days, and the next one to where nothing is open", () => {
    expect(toSweepStart(NEVER_SWEPT, NOW)).toBe(NOW - 3 * 24 * 60 * MINUTE);
    const { state } = end([], {});
    expect(toSweepStart(state, NOW + 5 * MINUTE)).toBe(NOW - 10 * MINUTE);
  });
});

describe("what is missing", () => {
  const missing = [failed("a", NOW - 60 * MINUTE), failed("b", NOW - 50 * MINUTE)];

  it("is fetched, oldest first, and then nothing is open any more", () => {
    expect(decideSweep(missing, NEVER_SWEPT, NOW)).toEqual(missing);
    expect(end(missing, { a: "taken", b: "taken" }).state).toEqual({ settledUntil: NOW - 10 * MINUTE, failed: {} });
  });

  it("is looked for until it was fetched, also when there was no time for it", () => {
    expect(end(missing, { a: "taken" }).state.settledUntil).toBe(NOW - 50 * MINUTE);
    expect(end(missing, {}).state.settledUntil).toBe(NOW - 60 * MINUTE);
  });

  it("and cannot be had rests for ten minutes while others are fetched, and is lost after two hours", () => {
    let state = NEVER_SWEPT;
    const tried: number[] = [];
    const lost: number[] = [];
    for (let minute = 0; minute <= 180; minute += 5) {
      const now = NOW + minute * MINUTE;
      const [first] = decideSweep(missing, state, now);
      if (first?.guid === "a") tried.push(minute);
      const result = end(missing, first?.guid === "a" ? { a: "failed" } : {}, state, now);
      state = result.state;
      if (result.lost.length > 0) lost.push(minute);
    }
    expect(tried).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]);
    expect(lost).toEqual([110]);
    expect(decideSweep(missing, state, NOW + 180 * MINUTE).map(({ guid }) => guid)).toEqual(["b"]);
    expect(state.settledUntil).toBe(NOW - 50 * MINUTE);
  });

  it("and is refused is lost at once", () => {
    const { lost, state } = end(missing, { a: "refused", b: "taken" });
    expect(lost.map(({ guid }) => guid)).toEqual(["a"]);
    expect(decideSweep([missing[0] as (typeof missing)[0]], state, NOW + 60 * MINUTE)).toEqual([]);
    expect(state.settledUntil).toBe(NOW - 10 * MINUTE);
  });

  it("is not remembered for longer than it is kept", () => {
    const { state } = end(missing, { a: "refused" });
    expect(end([], {}, state, NOW + 4 * 24 * 60 * MINUTE).state.failed).toEqual({});
  });
});
