// The order of work: Symphony rules P5 to P7, ageing, and the calendar that stands in for `Date`.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareAge, sortCandidates, toEpochMs } from "../../../src/core/scheduler/sort-candidates.ts";
import { deepFreeze, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { issues } from "./random-issues.ts";

const DAY_MS = 24 * 3600 * 1000;
const WEEK_MS = 7 * DAY_MS;

function daysAgo(days: number): string {
  return new Date(NOW - days * DAY_MS).toISOString();
}

function order(sorted: readonly { readonly id: string }[]): string[] {
  return sorted.map(({ id }) => id);
}

describe("the order of candidates", () => {
  it("puts priorities 1 to 4 in turn, and every other number and none after them", () => {
    const unsorted = [null, 0, 4, 1.5, 3, 5, 2, -1, 1].map((priority, index) => anIssue(`i${index}`, { priority }));
    const priorities = sortCandidates(unsorted).map(({ priority }) => priority);
    expect(priorities).toEqual([1, 2, 3, 4, null, 0, 1.5, 5, -1]);
  });

  it("puts the oldest first within a priority, and unknown age last", () => {
    const unsorted = [
      anIssue("unknown"),
      anIssue("young", { createdAt: "2026-02-01T00:00:00.000Z" }),
      anIssue("old", { createdAt: "2025-12-31T23:59:59.999Z" }),
    ];
    expect(order(sortCandidates(unsorted))).toEqual(["old", "young", "unknown"]);
  });

  it("lets priority go before age", () => {
    const unsorted = [anIssue("old", { priority: 2, createdAt: daysAgo(900) }), anIssue("new", { priority: 1, createdAt: daysAgo(0) })];
    expect(order(sortCandidates(unsorted))).toEqual(["new", "old"]);
  });

  it("compares identifiers by code units, whatever the locale says", () => {
    const unsorted = ["a-9", "B-1", "a-10", "Z", "ä", "a-1", "A-1"].map((identifier) => anIssue(identifier));
    expect(order(sortCandidates(unsorted))).toEqual(["A-1", "B-1", "Z", "a-1", "a-10", "a-9", "ä"]);
  });

  it("falls back on the id where two issues share an identifier", () => {
    const twins = [anIssue("2", { identifier: "GH-1" }), anIssue("1", { identifier: "GH-1" })];
    expect(order(sortCandidates(twins))).toEqual(["1", "2"]);
  });

  it("leaves its input alone", () => {
    const input = deepFreeze([anIssue("b"), anIssue("a")]);
    expect(order(sortCandidates(input))).toEqual(["a", "b"]);
    expect(order(input)).toEqual(["b", "a"]);
  });

  it("is total: the order of the input does not matter, and what is sorted stays so", () => {
    fc.assert(
      fc.property(issues(), fc.infiniteStream(fc.nat()), (list, dice) => {
        const ranking = { now: NOW, priorityAgingMs: WEEK_MS };
        const sorted = sortCandidates(list, ranking);
        const shuffled = list
          .map((issue) => ({ issue, at: dice.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ issue }) => issue);
        expect(sortCandidates(shuffled, ranking)).toEqual(sorted);
        expect(sortCandidates(sorted, ranking)).toEqual(sorted);
        expect(new Set(sorted)).toEqual(new Set(list));
      }),
    );
  });

  it("is a proper order: antisymmetric and transitive", () => {
    fc.assert(
      fc.property(issues({ minLength: 3, maxLength: 3 }), ([a, b, c]) => {
        if (!a || !b || !c) return;
        expect(Math.sign(compareAge(a, b))).toBe(0 - Math.sign(compareAge(b, a)));
        if (compareAge(a, b) < 0 && compareAge(b, c) < 0) expect(compareAge(a, c)).toBeLessThan(0);
      }),
    );
  });
});

describe("ageing", () => {
  const ranking = { now: NOW, priorityAgingMs: WEEK_MS };

  it("lifts an issue by one priority for each period it waits", () => {
    const three = anIssue("three", { priority: 3, createdAt: daysAgo(1) });
    expect(order(sortCandidates([anIssue("a-four", { priority: 4, createdAt: daysAgo(6.9) }), three], ranking))).toEqual([
      "three",
      "a-four",
    ]);
    expect(order(sortCandidates([three, anIssue("z-four", { priority: 4, createdAt: daysAgo(7) })], ranking))).toEqual(["z-four", "three"]);
  });

  it("never lifts anything to priority 1", () => {
    const urgent = anIssue("urgent", { priority: 1, createdAt: daysAgo(0) });
    const ancient = anIssue("ancient", { createdAt: daysAgo(3000) });
    expect(order(sortCandidates([ancient, urgent], ranking))).toEqual(["urgent", "ancient"]);
  });

  it("leaves alone what has no date or one in the future", () => {
    const four = anIssue("four", { priority: 4, createdAt: daysAgo(0) });
    const unknown = anIssue("unknown");
    const future = anIssue("future", { createdAt: daysAgo(-900) });
    expect(order(sortCandidates([future, unknown, four], ranking))).toEqual(["four", "future", "unknown"]);
  });

  it("is off without a time and with a period of 0", () => {
    const list = [anIssue("ancient", { createdAt: daysAgo(3000) }), anIssue("new", { priority: 4, createdAt: daysAgo(0) })];
    expect(order(sortCandidates(list))).toEqual(["new", "ancient"]);
    expect(order(sortCandidates(list, { now: NOW, priorityAgingMs: 0 }))).toEqual(["new", "ancient"]);
  });
});

describe("the calendar", () => {
  it("agrees with Date.parse on instants from 1600 to 2400", () => {
    const instants = fc.integer({ min: Date.parse("1600-01-01T00:00:00.000Z"), max: Date.parse("2400-12-31T23:59:59.999Z") });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(toEpochMs(new Date(instant).toISOString())).toBe(instant);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "1600-02-29T00:00:00.000Z",
    "1899-12-31T23:59:59.999Z",
    "1900-03-01T00:00:00.000Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00.000Z",
    "2000-02-29T12:00:00.000Z",
    "2024-02-29T23:59:59.999Z",
    "2100-02-28T23:59:59.999Z",
    "2100-03-01T00:00:00.000Z",
  ])("knows %s", (iso) => {
    expect(toEpochMs(iso)).toBe(Date.parse(iso));
  });
});
