// Whatever happens to a scheduler, in any order: random trackers, exits, requests, limits and times, and what holds all along.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunId, toIssueId, toRunId } from "../../../src/core/ids.ts";
import type { Issue } from "../../../src/core/issue.ts";
import { applyEvents } from "../../../src/core/scheduler/apply-event.ts";
import { decide, type RunExit, type SchedulerCommand } from "../../../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import type { SchedulerSettings } from "../../../src/core/scheduler/settings.ts";
import { createEmptyState, holdsSlot, type SchedulerState } from "../../../src/core/scheduler/state.ts";
import { schedulerAggregate } from "../../../src/runtime/aggregates.ts";
import { deepFreeze, NOW, toStored } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";

type Move =
  | { readonly kind: "tick"; readonly list: readonly Issue[]; readonly claimed: readonly Issue[] | null; readonly passMs: number }
  | {
      readonly kind: "exit";
      readonly pick: number;
      readonly twice: boolean;
      readonly end: Pick<RunExit, "outcome" | "cause" | "retryAfterMs">;
    }
  | { readonly kind: "request"; readonly issue: Issue }
  | { readonly kind: "configure"; readonly settings: Partial<SchedulerSettings> }
  | { readonly kind: "resume" };

const ISSUES = ["a", "b", "c", "d", "e", "f"];

/** What a tracker may show: any subset in any state, here and there an issue twice. */
const list = fc.array(
  fc
    .record({
      id: fc.constantFrom(...ISSUES),
      state: fc.constantFrom("planned", "planned", "In-Progress", "done", "backlog"),
      priority: fc.constantFrom(null, 1, 3),
      dispatchable: fc.constantFrom(true, true, true, false),
      blocked: fc.constantFrom(false, false, true),
    })
    .map(({ id, blocked, ...different }) =>
      anIssue(id, { ...different, blockedBy: blocked ? [{ id: null, identifier: "x", state: null }] : [] }),
    ),
  { maxLength: 12 },
);

const end = fc.oneof(
  fc.constant({ outcome: "completed", cause: null, retryAfterMs: null } as const),
  fc.constant({ outcome: "cancelled", cause: "person", retryAfterMs: null } as const),
  fc.record({
    outcome: fc.constant("failed" as const),
    cause: fc.constantFrom("work", "work", "quota", "setup", null),
    retryAfterMs: fc.constantFrom(null, 0, 60_000),
  }),
);

const settings: fc.Arbitrary<Partial<SchedulerSettings>> = fc.record({
  maxConcurrentAgents: fc.integer({ min: 1, max: 5 }),
  maxConcurrentAgentsByState: fc.constantFrom({}, { planned: 1 }, { planned: 2, "in-progress": 1 }),
  maxFailures: fc.integer({ min: 1, max: 3 }),
  maxSessions: fc.integer({ min: 1, max: 4 }),
});

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("tick" as const),
      list,
      claimed: fc.option(list),
      passMs: fc.constantFrom(0, 1000, 70_000, 3_600_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("exit" as const), pick: fc.nat(), twice: fc.boolean(), end }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("request" as const), issue: fc.constantFrom("a", "x", "y").map((id) => anIssue(id)) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("configure" as const), settings }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resume" as const) }) },
);

/** A scheduler whose every step is checked. Runs live from their `run.create` to the news of their end. */
function createLife() {
  let state: SchedulerState = deepFreeze(createEmptyState());
  let now = NOW;
  let ids = 0;
  const live = new Map<RunId, string>();
  const events: SchedulerEvent[] = [];
  const newRunId = () => {
    ids += 1;
    return toRunId(`run-${ids}`);
  };

  function step(command: SchedulerCommand): void {
    const before = state;
    const decided = decide(deepFreeze(command), before, { now, newRunId });
    const applied = applyEvents(before, decided);
    expect(applyEvents(before, toStored(decided))).toStrictEqual(applied);
    state = deepFreeze(applied.state);
    events.push(...decided);
    if (command.type === "scheduler.report-exit") live.delete(command.exit.runId);
    for (const effect of applied.effects) if (effect.type === "run.create") live.set(effect.runId, effect.issue.id);
    checkRuns();
    checkLimits(decided);
  }

  function checkRuns(): void {
    const holding = [...state.claims.values()].filter(holdsSlot);
    expect(new Map(holding.map(({ runId, issueId }) => [runId, issueId as string]))).toEqual(live);
    expect(new Set(live.values()).size).toBe(live.size);
    for (const id of state.requests.keys()) expect(state.claims.get(id)).toBeUndefined();
  }

  function checkLimits(decided: readonly SchedulerEvent[]): void {
    const started = decided.flatMap((event) => (event.type === "issue.claimed" ? [event.issue.id] : []));
    if (started.length === 0) return;
    expect(state.halted).toBeNull();
    const holding = [...state.claims.values()].filter(holdsSlot);
    expect(holding.length).toBeLessThanOrEqual(state.settings.maxConcurrentAgents);
    for (const [limited, limit] of Object.entries(state.settings.maxConcurrentAgentsByState)) {
      const there = holding.filter(({ source, issueState }) => source === "tracker" && issueState === limited);
      if (there.some(({ issueId }) => started.includes(issueId))) expect(there.length).toBeLessThanOrEqual(limit);
    }
  }

  return {
    step,
    events,
    live,
    get state() {
      return state;
    },
    pass(ms: number) {
      now += ms;
    },
    endOf(runId: RunId, how: Pick<RunExit, "outcome" | "cause" | "retryAfterMs">): SchedulerCommand {
      const issueId = toIssueId(live.get(runId) ?? "gone");
      return { type: "scheduler.report-exit", exit: { issueId, runId, message: "ended", ...how } };
    },
    newRunId,
  };
}

function play(life: ReturnType<typeof createLife>, each: Move): void {
  for (const command of toCommands(life, each)) life.step(command);
}

function toCommands(life: ReturnType<typeof createLife>, each: Move): readonly SchedulerCommand[] {
  switch (each.kind) {
    case "tick": {
      life.pass(each.passMs);
      const refreshed = each.claimed && new Map(each.claimed.map((issue) => [issue.id, issue]));
      return [{ type: "scheduler.tick", candidates: each.list, refreshed }];
    }
    case "exit": {
      const runs = [...life.live.keys()];
      const news = life.endOf(runs[each.pick % runs.length] ?? toRunId("unheard-of"), each.end);
      return each.twice ? [news, news] : [news];
    }
    case "request":
      return [{ type: "scheduler.request-run", issue: each.issue, runId: life.newRunId() }];
    case "configure":
      return [{ type: "scheduler.configure", settings: each.settings }];
    case "resume":
      return [{ type: "scheduler.resume" }];
  }
}

const moves = fc.array(move, { maxLength: 40 });

describe("a scheduler's life", () => {
  it("never mutates, never runs an issue twice and never goes over a limit when it claims", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const life = createLife();
        for (const each of all) play(life, each);
      }),
      { numRuns: 300 },
    );
  });

  it("leaves nothing behind once all issues are finished and all runs have ended", () => {
    fc.assert(
      fc.property(moves, (all) => {
        const life = createLife();
        for (const each of all) play(life, each);
        life.step({ type: "scheduler.resume" });
        const finished = new Map(ISSUES.map((id) => [toIssueId(id), anIssue(id, { state: "done" })]));
        for (let round = 0; round < 6; round += 1) {
          life.step({ type: "scheduler.tick", candidates: [], refreshed: finished });
          for (const runId of [...life.live.keys()])
            life.step(life.endOf(runId, { outcome: "cancelled", cause: "scheduler", retryAfterMs: null }));
        }
        expect(life.state).toEqual({ ...createEmptyState(), settings: life.state.settings });
      }),
      { numRuns: 300 },
    );
  });

  it("is the same when it is read back from the start, or from a snapshot on the way", () => {
    const { apply, initial, snapshot } = schedulerAggregate({ now: () => NOW, newRunId: () => toRunId("none") });
    fc.assert(
      fc.property(moves, fc.nat(), (all, place) => {
        const life = createLife();
        for (const each of all) play(life, each);
        const stored = toStored(life.events);
        const middle = place % (stored.length + 1);
        const kept = apply(initial, stored.slice(0, middle)).state;
        const restored = snapshot?.fromJson(toStored(snapshot.toJson(kept))) ?? initial;
        expect(apply(initial, stored).state).toStrictEqual(life.state);
        expect(apply(restored, stored.slice(middle)).state).toStrictEqual(life.state);
      }),
      { numRuns: 200 },
    );
  });
});
