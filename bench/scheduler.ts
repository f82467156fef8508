// What the scheduler's decisions cost: ranking and selecting from 100,000 candidates, and ticks that find nothing to start.
// The floor of the first is a bare sort by the same comparison.
import { toIssueId, toRunId } from "../src/core/ids.ts";
import type { Issue } from "../src/core/issue.ts";
import { applyEvents } from "../src/core/scheduler/apply-event.ts";
import { decide } from "../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../src/core/scheduler/events.ts";
import { selectCandidates } from "../src/core/scheduler/select-candidates.ts";
import { compareAge, createRank, sortCandidates } from "../src/core/scheduler/sort-candidates.ts";
import { createEmptyState, type SchedulerState } from "../src/core/scheduler/state.ts";
import type { BenchRow } from "./bench-row.ts";
import { median } from "./median.ts";

const CANDIDATES = 100_000;
const ROUNDS = 11;
const NOW = Date.parse("2026-03-01T12:00:00.000Z");

export async function benchScheduler(): Promise<BenchRow[]> {
  return [...benchRanking(createIssues(CANDIDATES)), ...benchIdleTicks()];
}

function benchRanking(issues: readonly Issue[]): BenchRow[] {
  const rank = createRank({});
  const sortBare = () => issues.slice().sort((a, b) => rank(a) - rank(b) || compareAge(a, b));
  const ageing = { now: NOW, priorityAgingMs: 7 * 24 * 3600 * 1000 };
  return [
    toRatioRow("rank 100,000 candidates", () => sortCandidates(issues), sortBare),
    toRatioRow("select 10 of 100,000 candidates", () => selectCandidates(issues, 10), sortBare),
    toRatioRow("select 1,000 of 100,000 candidates", () => selectCandidates(issues, 1000), sortBare),
    toRatioRow("select 1,000 of 100,000 candidates, with ageing", () => selectCandidates(issues, 1000, ageing), sortBare),
  ];
}

/** 1,000 issues run, 10,000 are listed, and nothing comes of it. */
function benchIdleTicks(): BenchRow[] {
  const running = createIssues(1000);
  const waiting = createIssues(10_000).map((issue) => ({ ...issue, id: toIssueId(`w-${issue.id}`) }));
  const blocked = waiting.map((issue) => ({ ...issue, blockedBy: [{ id: null, identifier: "GH-1", state: "planned" }] }));
  const claims: SchedulerEvent[] = running.map((issue) => ({
    type: "issue.claimed",
    issue,
    runId: toRunId(`run-${issue.id}`),
    source: "tracker",
    attempt: null,
    lastError: null,
    at: NOW,
  }));
  const refreshed = new Map(running.map((issue) => [issue.id, issue]));
  const toIdleTick = (maxConcurrentAgents: number, listed: readonly Issue[]) => {
    const state = applyEvents(createEmptyState({ maxConcurrentAgents }), claims).state;
    const candidates = [...running, ...listed];
    return () => tickIdly(state, candidates, refreshed);
  };
  return [
    toTimeRow("idle tick, 1,000 running, 10,000 waiting, no slot free", toIdleTick(1000, waiting)),
    toTimeRow("idle tick, 1,000 running, 10,000 blocked, slots free", toIdleTick(2000, blocked)),
  ];
}

function tickIdly(state: SchedulerState, candidates: readonly Issue[], refreshed: ReadonlyMap<Issue["id"], Issue>): void {
  const newRunId = () => toRunId("none");
  const events = decide({ type: "scheduler.tick", candidates, refreshed }, state, { now: NOW, newRunId });
  if (applyEvents(state, events).state !== state) throw new Error("the tick was not idle");
}

/** Mixed priorities and dates in no order, the same each time. */
function createIssues(count: number): Issue[] {
  let seed = 42;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) % below;
  };
  return Array.from({ length: count }, (_, index) => ({
    id: toIssueId(`id-${index}`),
    identifier: `GH-${index}`,
    title: `Issue ${index}`,
    description: null,
    state: next(2) === 0 ? "planned" : "In-Progress",
    dispatchable: true,
    priority: [null, 1, 2, 3, 4][next(5)] ?? null,
    labels: [],
    blockedBy: [],
    branchName: null,
    url: null,
    assigneeId: null,
    createdAt: next(20) === 0 ? null : new Date(NOW - next(500_000) * 60_000).toISOString(),
    updatedAt: null,
    nativeRef: null,
  }));
}

/** Taken in turns, so that a busy machine slows both alike. */
function toRatioRow(name: string, act: () => unknown, actBare: () => unknown): BenchRow {
  const pairs = Array.from({ length: ROUNDS }, () => [measure(act), measure(actBare)] as const);
  const value = median(pairs.map(([time]) => time));
  const floor = median(pairs.map(([, time]) => time));
  return { name, value, unit: "ms", floor, ratio: value / floor, aim: "ratio < 1.5" };
}

function toTimeRow(name: string, act: () => unknown): BenchRow {
  const value = median(Array.from({ length: 5 * ROUNDS }, () => measure(act)));
  return { name, value, unit: "ms", floor: null, ratio: null, aim: "< 10 ms" };
}

/** Milliseconds. */
function measure(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}
