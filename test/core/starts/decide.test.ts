// Whether work may start by itself: so many times an hour, a few times in a row, and never for ever between two bots.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideStart, START_POLICY, type StartAsk } from "../../../src/core/starts/decide.ts";
import { applyStartEvent, NO_STARTS, type StartState } from "../../../src/core/starts/state.ts";

const HOUR_MS = 3_600_000;

interface Told {
  readonly state: StartState;
  readonly answers: readonly string[];
}

/** Asks in turn, each at its minute: `person` or the name of a bot. */
function play(asks: readonly (readonly [minute: number, by: string])[], policy = START_POLICY): Told {
  let state = NO_STARTS;
  const answers = asks.map(([minute, by], index) => {
    const ask: StartAsk = { id: `ask-${index}`, by, isByPerson: by === "person" };
    const decision = decideStart(ask, state, { now: minute * 60_000, policy });
    state = decision.events.reduce(applyStartEvent, state);
    return decision.outcome === "allowed" ? "allowed" : `${decision.code}${decision.tell ? ", told" : ""}`;
  });
  return { state, answers };
}

describe("starts without a person", () => {
  it("end after three in a row, which is said once", () => {
    expect(
      play([
        [0, "bot"],
        [1, "bot"],
        [2, "bot"],
        [3, "bot"],
        [4, "bot"],
        [500, "bot"],
      ]).answers,
    ).toEqual(["allowed", "allowed", "allowed", "start.no-person, told", "start.no-person", "start.no-person, told"]);
  });

  it("begin a new row after a week in which nobody asked", () => {
    const week = 7 * 24 * 60;
    const { answers } = play([...[0, 1, 2, 3, week, week + 3, week + week + 3].map((minute) => [minute, "bot"] as const)]);
    expect(answers.slice(3)).toEqual(["start.no-person, told", "start.no-person, told", "start.no-person", "allowed"]);
  });

  it("may go on when a person has asked", () => {
    const { answers } = play([
      [0, "bot"],
      [1, "bot"],
      [2, "bot"],
      [3, "bot"],
      [4, "person"],
      [5, "bot"],
    ]);
    expect(answers.slice(3)).toEqual(["start.no-person, told", "allowed", "allowed"]);
  });

  it("are so many an hour, also with people in between", () => {
    const policy = { mostPerHour: 2, longestChain: 3 };
    const { answers } = play(
      [
        [0, "bot"],
        [1, "person"],
        [2, "bot"],
        [3, "person"],
        [4, "bot"],
        [5, "person"],
        [60, "bot"],
      ],
      policy,
    );
    expect(answers).toEqual(["allowed", "allowed", "allowed", "allowed", "start.too-many, told", "allowed", "allowed"]);
  });

  it("never exceed the limits, whatever the order", () => {
    const asks = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.constantFrom("bot", "other-bot", "person")), { maxLength: 60 });
    fc.assert(
      fc.property(asks, (steps) => {
        let minute = 0;
        const timed = steps.map(([wait, by]) => {
          minute += wait;
          return [minute, by] as const;
        });
        const { answers } = play(timed);
        const allowed = timed
          .map(([at, by], index) => ({ at, by, isAllowed: answers[index] === "allowed" }))
          .filter((each) => each.isAllowed);
        let chain = 0;
        for (const { at, by } of allowed) {
          chain = by === "person" ? 0 : chain + 1;
          expect(chain).toBeLessThanOrEqual(3);
          const before = allowed.filter((each) => each.by !== "person" && each.at <= at && (at - each.at) * 60_000 < HOUR_MS);
          expect(before.length).toBeLessThanOrEqual(10);
        }
        expect(timed.every(([, by], index) => by !== "person" || answers[index] === "allowed")).toBe(true);
      }),
    );
  });
});

describe("the same start asked for again", () => {
  it("gets the same answer and writes nothing", () => {
    const { state } = play([
      [0, "bot"],
      [1, "bot"],
      [2, "bot"],
      [3, "bot"],
    ]);
    const again = (id: string) => decideStart({ id, by: "bot", isByPerson: false }, state, { now: 9 * HOUR_MS, policy: START_POLICY });
    expect(again("ask-0")).toEqual({ outcome: "allowed", events: [] });
    expect(again("ask-3")).toEqual({ outcome: "refused", code: "start.no-person", tell: true, events: [] });
  });
});
