// What the end of a run makes of its claim: retries, bounds, halts (Symphony 1.8 as amended; gaps 1, 2 and 20).
import { describe, expect, it } from "vitest";
import { toIssueId, toRunId } from "../../../src/core/ids.ts";
import type { RunExit } from "../../../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import type { SchedulerSettings } from "../../../src/core/scheduler/settings.ts";
import { given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { claimed, exit, parked, retrying, settled, stopping, tick } from "./past.ts";

const issueId = toIssueId("a");

/** Starts `a` as often as it ends, each time at the moment its retry is due; answers the delays and the last state. */
function live(ends: readonly Partial<RunExit>[], settings: Partial<SchedulerSettings> = {}) {
  const past: SchedulerEvent[] = [];
  const delays: number[] = [];
  let now = NOW;
  for (const end of ends) {
    const started = given(past, settings).when(tick([anIssue("a")]), now).events;
    past.push(...started);
    const runId = given(past, settings).state.claims.get(issueId)?.runId ?? toRunId("none");
    const { events, state } = given(past, settings).when(exit("a", { runId, ...end }), now);
    past.push(...events);
    const dueAt = state.claims.get(issueId)?.dueAt ?? now;
    delays.push(dueAt - now);
    now = Math.max(now, dueAt);
  }
  return { delays, claim: given(past, settings).state.claims.get(issueId), past };
}

describe("a run that failed", () => {
  it("is tried again later, and the issue stays claimed without taking a slot", () => {
    const { events, state, effects } = given([claimed("a")]).when(exit("a"));
    const [scheduled] = events;
    expect(events).toMatchObject([{ type: "claim.retry-scheduled", issueId, counts: true, error: "it broke" }]);
    expect(state.claims.get(issueId)).toMatchObject({ phase: "retrying", failures: 1, reason: "it broke" });
    const dueAt = scheduled?.type === "claim.retry-scheduled" ? scheduled.dueAt : 0;
    expect(effects).toEqual([
      { type: "scheduler.wake", key: "wake:run-a", dueAt, issueId },
      { type: "tracker.report", key: "report:run-a:retry", dueAt: 0, runId: "run-a" },
    ]);
  });

  it("waits longer each time, a tenth of spread aside, and never longer than the cap", () => {
    const { delays } = live(Array.from({ length: 9 }, () => ({})));
    for (const [index, base] of [10_000, 20_000, 40_000, 80_000, 160_000].entries()) {
      expect(delays[index]).toBeGreaterThanOrEqual(base);
      expect(delays[index]).toBeLessThanOrEqual(base * 1.1);
    }
    for (const delay of delays.slice(5)) {
      expect(delay).toBeGreaterThanOrEqual(270_000);
      expect(delay).toBeLessThanOrEqual(300_000);
    }
  });

  it("keeps to the configured cap", () => {
    expect(Math.max(...live([{}, {}, {}], { maxRetryBackoffMs: 15_000 }).delays)).toBeLessThanOrEqual(15_000);
  });

  it("waits for a person after the tenth time in a row", () => {
    const ends = Array.from({ length: 10 }, () => ({}));
    expect(live(ends.slice(1)).claim).toMatchObject({ phase: "retrying", failures: 9, sessions: 9 });
    const { claim, past } = live(ends);
    expect(claim).toMatchObject({ phase: "parked", reason: "10 runs failed in a row; the last one: it broke" });
    expect(given(past).when(tick([anIssue("a")]), NOW + 1e9).events).toEqual([{ type: "claim.reminded", issueId, at: NOW + 1e9 }]);
  });

  it("waits for a person after the last of the runs an issue may have", () => {
    const { claim } = live([{}, {}], { maxSessions: 2 });
    expect(claim).toMatchObject({ phase: "parked", reason: "2 runs are the limit; the last one: it broke" });
  });

  it("tells the tracker when it is given up", () => {
    const { effects } = given([claimed("a")], { maxFailures: 1 }).when(exit("a"));
    expect(effects).toEqual([{ type: "tracker.report", key: "report:run-a:parked", dueAt: 0, runId: "run-a" }]);
  });

  it("counts as a failure also when nobody said why", () => {
    expect(live([{ cause: null }, { cause: null }], { maxFailures: 2 }).claim).toMatchObject({ phase: "parked" });
  });
});

describe("a used-up quota", () => {
  it("waits as long as the provider says, and otherwise a quarter of an hour", () => {
    expect(live([{ cause: "quota", retryAfterMs: 123_456 }]).delays).toEqual([123_456]);
    expect(live([{ cause: "quota" }]).delays).toEqual([900_000]);
  });

  it.each([0, -5])("waits at least ten seconds when the provider says %i ms", (retryAfterMs) => {
    expect(live([{ cause: "quota", retryAfterMs }]).delays).toEqual([10_000]);
  });

  it("counts towards no bound, however often it is met", () => {
    const quota = { cause: "quota" } as const;
    const { claim } = live([...Array.from({ length: 40 }, () => quota), {}, quota], { maxFailures: 2, maxSessions: 2 });
    expect(claim).toMatchObject({ phase: "retrying", sessions: 42, waits: 41, failures: 1 });
  });

  it("leaves the backoff of failures where it was", () => {
    const { delays } = live([{}, { cause: "quota", retryAfterMs: 60_000 }, {}]);
    expect(delays[1]).toBe(60_000);
    expect(delays[2]).toBeGreaterThanOrEqual(20_000);
    expect(delays[2]).toBeLessThanOrEqual(22_000);
  });
});

describe("a broken setup", () => {
  const broken = exit("a", { cause: "setup", message: "agent: not found" });

  it("halts all dispatch, counts as nothing, and the issue is due as soon as a person resumes", () => {
    const { events, state } = given([claimed("a")]).when(broken);
    expect(events).toEqual([
      { type: "scheduler.halted", halt: { reason: "agent: not found", at: NOW } },
      { type: "claim.retry-scheduled", issueId, counts: false, dueAt: NOW, error: "agent: not found", at: NOW },
    ]);
    expect(state.halted?.reason).toBe("agent: not found");
    const past = [claimed("a"), ...events];
    expect(given(past).when(tick([anIssue("a")])).events).toEqual([]);
    expect(given([...past, { type: "scheduler.resumed" }]).when(tick([anIssue("a")])).events).toMatchObject([{ type: "issue.claimed" }]);
  });

  it("halts whatever becomes of the run's own claim", () => {
    expect(
      given(stopping("a"))
        .when(broken)
        .events.map(({ type }) => type),
    ).toEqual(["scheduler.halted", "claim.released"]);
    expect(
      given([claimed("a", "planned", "request")])
        .when(broken)
        .events.map(({ type }) => type),
    ).toEqual(["scheduler.halted", "claim.released"]);
  });
});

describe("a run that ended otherwise", () => {
  it("settles its issue when it completed: held, without a slot, until the tracker says so too", () => {
    const { events, effects } = given([claimed("a")]).when(exit("a", { outcome: "completed", cause: null }));
    expect(events).toEqual([{ type: "claim.settled", issueId, at: NOW }]);
    expect(effects).toEqual([{ type: "tracker.report", key: "report:run-a:settled", dueAt: 0, runId: "run-a" }]);
  });

  it("parks its issue when a person cancelled it", () => {
    const { events } = given([claimed("a")]).when(exit("a", { outcome: "cancelled", cause: "person", message: "not now" }));
    expect(events).toEqual([{ type: "claim.parked", issueId, reason: "cancelled: not now", at: NOW }]);
  });

  it.each(["cancelled", "failed"] as const)("lets go of its issue when it was being stopped and %s", (outcome) => {
    const { events, state } = given(stopping("a")).when(exit("a", { outcome, cause: "scheduler" }));
    expect(events).toEqual([{ type: "claim.released", issueId, reason: "it is done" }]);
    expect(state.claims.size).toBe(0);
  });

  it("settles its issue when it completed before it could be stopped", () => {
    const { events } = given(stopping("a")).when(exit("a", { outcome: "completed", cause: null }));
    expect(events).toMatchObject([{ type: "claim.settled" }]);
  });

  it.each(["completed", "failed", "cancelled"] as const)("is forgotten when a person had asked for it and it %s", (outcome) => {
    const { events, state } = given([claimed("a", "planned", "request")]).when(exit("a", { outcome }));
    expect(events).toEqual([{ type: "claim.released", issueId, reason: `its run ${outcome}` }]);
    expect(state).toEqual(given([]).state);
  });
});

describe("the news of a run's end", () => {
  it("that comes twice changes nothing the second time", () => {
    for (const news of [exit("a"), exit("a", { outcome: "completed" }), exit("a", { outcome: "cancelled" })]) {
      const first = given([claimed("a")]).when(news).events;
      expect(given([claimed("a"), ...first]).when(news).events).toEqual([]);
    }
  });

  it("of another run than the one that is under way changes nothing", () => {
    const old = exit("a", { runId: toRunId("old") });
    for (const past of [[claimed("a")], stopping("a"), retrying("a", NOW), settled("a"), parked("a"), []]) {
      expect(given(past).when(old).events).toEqual([]);
    }
  });
});
