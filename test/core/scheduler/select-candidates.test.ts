// The best that fit: rule P9, checked against the obvious way of doing it, and what it costs.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Issue, normalizeState } from "../../../src/core/issue.ts";
import { selectCandidates } from "../../../src/core/scheduler/select-candidates.ts";
import type { Slots } from "../../../src/core/scheduler/slots.ts";
import { type Ranking, sortCandidates } from "../../../src/core/scheduler/sort-candidates.ts";
import { deepFreeze, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { issues } from "./random-issues.ts";

/** Sort everything, then walk down and take what fits. */
function selectNaively(list: readonly Issue[], { total, byState }: Slots, ranking: Ranking): Issue[] {
  const left = new Map(byState);
  const taken: Issue[] = [];
  for (const issue of sortCandidates(list, ranking)) {
    if (taken.length >= total) break;
    const state = normalizeState(issue.state);
    const room = left.get(state) ?? Number.POSITIVE_INFINITY;
    if (room <= 0) continue;
    left.set(state, room - 1);
    taken.push(issue);
  }
  return taken;
}

const slots = fc.record({
  total: fc.integer({ min: 0, max: 12 }),
  byState: fc
    .uniqueArray(fc.tuple(fc.constantFrom("planned", "in-progress", "review", "unheard-of"), fc.integer({ min: 0, max: 6 })), {
      selector: ([state]) => state,
    })
    .map((entries) => new Map(entries)),
});

describe("selecting candidates", () => {
  it("takes the best in order, as many as there are slots", () => {
    const list = [anIssue("c", { priority: 3 }), anIssue("a", { priority: 1 }), anIssue("b", { priority: 2 })];
    expect(selectCandidates(list, 2).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it.each([0, -1])("takes nothing with %i slots", (none) => {
    expect(selectCandidates([anIssue("a")], none)).toEqual([]);
  });

  it("takes all when there is more room than work", () => {
    expect(selectCandidates([anIssue("b"), anIssue("a")], 10).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("passes over a state that is full and goes on with the others", () => {
    const list = [
      anIssue("r1", { state: "Review", priority: 1 }),
      anIssue("r2", { state: "review ", priority: 1 }),
      anIssue("p", { priority: 4 }),
    ];
    const free: Slots = { total: 3, byState: new Map([["review", 1]]) };
    expect(selectCandidates(list, free).map(({ id }) => id)).toEqual(["r1", "p"]);
    expect(selectCandidates(list, { total: 3, byState: new Map([["review", 0]]) }).map(({ id }) => id)).toEqual(["p"]);
  });

  it("equals sorting everything and taking what fits, for any issues, limits and ageing", () => {
    fc.assert(
      fc.property(
        issues({ maxLength: 60 }),
        slots,
        fc.constantFrom({}, { now: NOW, priorityAgingMs: 1_000_000_000 }),
        (list, free, ranking) => {
          expect(selectCandidates(deepFreeze(list), free, ranking)).toEqual(selectNaively(list, free, ranking));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("equals it for a plain number of slots too", () => {
    fc.assert(
      fc.property(issues({ maxLength: 60 }), fc.integer({ min: 0, max: 70 }), (list, total) => {
        expect(selectCandidates(list, total)).toEqual(sortCandidates(list).slice(0, total));
      }),
    );
  });

  it("compares most issues only once, instead of sorting them", () => {
    let reads = 0;
    const count = 20_000;
    const list = Array.from({ length: count }, (_, index) => {
      const createdAt = new Date(NOW - ((index * 7919) % count) * 60_000).toISOString();
      return Object.defineProperty(anIssue(`i${index}`), "createdAt", {
        get() {
          reads += 1;
          return createdAt;
        },
      });
    });
    // A comparison reads the dates of both.
    selectCandidates(list, 10);
    const selecting = reads / 2 / count;
    reads = 0;
    sortCandidates(list);
    const sorting = reads / 2 / count;
    expect(selecting).toBeLessThan(1.5);
    expect(sorting).toBeGreaterThan(8);
  });
});
