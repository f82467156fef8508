// What a forge is asked for again, and how far back the next look goes.
import { describe, expect, it } from "vitest";
import {
  type DeliveryAttempt,
  decideSweep,
  findFailedDeliveries,
  NEVER_SWEPT,
  type SweepState,
  toSweepStart,
} from "../../../src/core/deliveries/sweep.ts";

const MINUTE = 60_000;
const NOW = 10 * 24 * 60 * MINUTE;
const attempt = (id: number, guid: string, at: number, isOk = false): DeliveryAttempt => ({ id, guid, at, isOk });
const failed = (guid: string, firstAt: number, attemptId = 1) => ({ guid, attempt: attemptId, firstAt });
const decide = (missing: Parameters<typeof decideSweep>[0], state: SweepState = NEVER_SWEPT, now = NOW, most = 100) =>
  decideSweep(missing, state, { now, most });

describe("a failed delivery", () => {
  it("is one of whose attempts none was answered well, asked for by the newest, oldest first", () => {
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
    const { state } = decide([]);
    expect(toSweepStart(state, NOW + 5 * MINUTE)).toBe(NOW - 10 * MINUTE);
  });
});

describe("what is missing", () => {
  it("is asked for, and looked for until it has arrived", () => {
    const { ask, state } = decide([failed("a", NOW - 60 * MINUTE)]);
    expect(ask.map(({ guid }) => guid)).toEqual(["a"]);
    expect(state).toEqual({ settledUntil: NOW - 60 * MINUTE, asked: { a: { times: 1, at: NOW } } });
  });

  it("is not asked for again while it may be on its way, and then twice more", () => {
    const missing = [failed("a", NOW - 60 * MINUTE)];
    let state = NEVER_SWEPT;
    const asked: number[] = [];
    const lost: number[] = [];
    for (let minute = 0; minute <= 60; minute += 5) {
      const decision = decide(missing, state, NOW + minute * MINUTE);
      state = decision.state;
      if (decision.ask.length > 0) asked.push(minute);
      if (decision.lost.length > 0) lost.push(minute);
    }
    expect(asked).toEqual([0, 10, 20]);
    expect(lost[0]).toBe(30);
    expect(state.settledUntil).toBe(NOW + 50 * MINUTE);
  });

  it("is asked for in bounded rounds, oldest first", () => {
    const missing = [failed("a", NOW - 50 * MINUTE), failed("b", NOW - 40 * MINUTE), failed("c", NOW - 30 * MINUTE)];
    const first = decide(missing, NEVER_SWEPT, NOW, 2);
    expect(first.ask.map(({ guid }) => guid)).toEqual(["a", "b"]);
    const second = decide(missing.slice(2), first.state, NOW + 5 * MINUTE, 2);
    expect(second.ask.map(({ guid }) => guid)).toEqual(["c"]);
  });

  it("is not remembered for longer than it can be delivered", () => {
    const { state } = decide([failed("a", NOW)]);
    expect(decide([], state, NOW + 4 * 24 * 60 * MINUTE).state.asked).toEqual({});
  });
});
