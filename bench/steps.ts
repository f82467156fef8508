// Durable steps per second: whole runs of no-op steps through scheduler, runs, store and engine, against the floor of raw
// group-committed inserts into the same kind of file in the same process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import type { Agent } from "../src/agents/agent.ts";
import { runStream, toRunId, toStepId, toWorkerId } from "../src/core/ids.ts";
import { createIssue, type Issue } from "../src/core/issue.ts";
import { hasEnded } from "../src/core/run/state.ts";
import { NO_RETRY, type WorkflowSpec } from "../src/core/workflow/workflow-spec.ts";
import type { Engine } from "../src/engine/engine.ts";
import { createLocalEngine } from "../src/engine/local/index.ts";
import type { Renderer } from "../src/rendering/renderer.ts";
import { runAggregate } from "../src/runtime/aggregates.ts";
import { createStream } from "../src/runtime/dispatch.ts";
import { createRuntime } from "../src/runtime/runtime.ts";
import { systemClock } from "../src/std/clock.ts";
import { createIdSource } from "../src/std/ids.ts";
import type { LogStore } from "../src/store/log-store.ts";
import { openSqliteStore } from "../src/store/sqlite/index.ts";
import type { NewEffect, Store } from "../src/store/store.ts";
import { createMemoryTracker } from "../src/trackers/memory/index.ts";
import type { Workspaces } from "../src/workspaces/workspace.ts";
import type { BenchRow } from "./bench-row.ts";
import { median } from "./median.ts";

const RUNS = 1000;
const STEPS = 5;
const CONCURRENCY = 100;
/** A server runs for days; what the first seconds cost is not what its steps cost. */
const WARM_UP = 3;
const ROUNDS = 5;
/** What DBOS 5.3 on PostgreSQL did with the same workload on a machine of this kind (docs/benchmarks.md). */
const DBOS_STEPS_PER_SECOND = 1500;

export async function benchSteps(): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "yardmaster-bench-"));
  try {
    const floors: number[] = [];
    const rounds: Awaited<ReturnType<typeof runAll>>[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      floors.push(rawInserts(join(directory, `raw-${round}.db`), RUNS * STEPS * 2));
      rounds.push(await runAll(join(directory, `store-${round}.db`)));
    }
    const floor = median(floors.slice(WARM_UP));
    const stepsPerSecond = median(rounds.slice(WARM_UP).map((round) => round.stepsPerSecond));
    const commitsPerStep = median(rounds.map((round) => round.commitsPerStep));
    return [
      { name: "no-op steps, embedded", value: stepsPerSecond, unit: "steps/s", floor: 10_000, ratio: stepsPerSecond / 10_000, aim: "> 1" },
      { name: "  transactions per step", value: commitsPerStep, unit: "", floor: 2, ratio: commitsPerStep / 2, aim: "≥ 1" },
      {
        name: "  against raw group-committed inserts",
        value: stepsPerSecond,
        unit: "steps/s",
        floor,
        ratio: stepsPerSecond / floor,
        aim: "—",
      },
      {
        name: "  against DBOS 5.3 on PostgreSQL",
        value: stepsPerSecond,
        unit: "steps/s",
        floor: DBOS_STEPS_PER_SECOND,
        ratio: stepsPerSecond / DBOS_STEPS_PER_SECOND,
        aim: "> 1",
      },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Two bare inserts a step, a hundred to a commit: what SQLite itself can do with that much durable data. Steps per second. */
function rawInserts(file: string, inserts: number): number {
  const database = new Database(file);
  database.exec("pragma journal_mode=wal");
  database.exec("pragma synchronous=full");
  database.exec("create table events(stream text, version integer, data text, unique(stream, version))");
  const insert = database.prepare("insert into events values (?, ?, ?)");
  const data = JSON.stringify({ type: "step.completed", stepId: "s1", commit: "0".repeat(40), changedFiles: 1, at: Date.now() });
  const begun = performance.now();
  for (let i = 0; i < inserts; ) {
    database.exec("begin immediate");
    for (const end = i + CONCURRENCY; i < end; i++) insert.run(`run/${i % RUNS}`, i, data);
    database.exec("commit");
  }
  const seconds = (performance.now() - begun) / 1000;
  database.close();
  return inserts / 2 / seconds;
}

async function runAll(file: string): Promise<{ stepsPerSecond: number; commitsPerStep: number }> {
  const store = await openSqliteStore({ file, clock: systemClock });
  let transactions = 0;
  const counted: Store = {
    ...store,
    append(batch) {
      transactions += 1;
      return store.append(batch);
    },
    claim(effect, worker) {
      transactions += 1;
      return store.claim(effect, worker);
    },
  };
  const newId = createIdSource();
  const newRunId = () => toRunId(newId("run"));
  const tracker = createMemoryTracker({ issues: [] });
  const worker = toWorkerId("bench");
  let engine: Engine | undefined;
  const ended = new Set<string>();
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const configured = {
    tracker,
    agent: noAgent,
    workspaces: noWorkspaces,
    workflow: PLAN,
    settings: { maxConcurrentAgents: CONCURRENCY },
    limits: { stallMs: 0, outputLimitBytes: 1024 },
    env: {},
    pollMs: null,
  };
  const runtime = createRuntime({
    store: counted,
    logs: noLogs,
    current: () => configured,
    declared: {
      openAgent: async () => noAgent,
      resolveEnvironment: async () => ({ variables: {}, secrets: [] }),
      listSecrets: async () => [],
    },
    loadRenderer: async () => noWords,
    clock: systemClock,
    log: { info() {}, warn() {}, error: (facts, message) => console.error(message, facts) },
    newRunId,
    worker,
    project: "bench",
    author: { name: "bench", email: "bench@localhost" },
    cookiePrefix: "bench",
    endStraysOf: async () => 0,
    observer: {
      onRun(run) {
        if (hasEnded(run)) ended.add(run.id);
        if (ended.size === RUNS) finish();
      },
      onOutput() {},
      onLook() {},
    },
    info: {},
    isDead: () => false,
    only: null,
    createEngine(perform) {
      engine = createLocalEngine({
        perform,
        clock: systemClock,
        concurrency: 256,
        dueEffects: (limit) => store.dueEffects(limit),
        nextDueAt: () => store.nextDueAt(),
        onChange: (listener) => store.onChange(listener),
        onError: (error) => console.error(error),
      });
      return engine;
    },
  });
  const waiting: NewEffect[] = [];
  const deps = {
    store,
    onEffects(effects: readonly NewEffect[]) {
      waiting.push(...effects);
    },
  };
  const streams = createStream(runAggregate({ now: () => Date.now(), newRunId }), deps);
  const runs = Array.from({ length: RUNS }, newRunId);
  await Promise.all(
    runs.map((runId, i) => {
      const run = { runId, issue: toIssue(i), source: "request", attempt: null, lastError: null, plan: PLAN, held: false } as const;
      return streams.dispatch(runStream(runId), { type: "run.create", run });
    }),
  );
  transactions = 0;
  const begun = performance.now();
  await runtime.start();
  engine?.announce(waiting);
  await finished;
  const seconds = (performance.now() - begun) / 1000;
  await runtime.stop(0);
  const last = await runtime.loadRun(runs.at(-1) ?? newRunId());
  if (!last || !hasEnded(last) || last.status !== "completed")
    throw new Error(`the benchmark's runs did not complete: ${last?.error?.message}`);
  await store.close();
  return { stepsPerSecond: (RUNS * STEPS) / seconds, commitsPerStep: transactions / (RUNS * STEPS) };
}

const PLAN: WorkflowSpec = {
  name: "bench",
  steps: Array.from({ length: STEPS }, (_, i) => ({
    id: toStepId(`s${i}`),
    name: null,
    body: { kind: "agent", prompt: { text: "Do nothing.", origin: "bench", firstLine: 1 }, requiresChange: true },
    timeoutMs: 0,
    retry: NO_RETRY,
    continueOnError: false,
  })),
};

const words = { render: () => "nothing" };
const noWords: Renderer = { template: () => words, parse: () => words, parseDialect: () => words };

const noLogs: LogStore = {
  open: () => ({ write() {}, async close() {} }),
  read: async (_key, offset) => ({ text: "", next: offset }),
  openOutput: () => ({ write() {}, async close() {} }),
  readOutput: async () => ({ text: "", cut: false, path: "" }),
  list: async () => [],
  remove: async () => {},
};

const noAgent: Agent = {
  kind: "none",
  probe: async () => ({ available: true, detail: "", version: null }),
  open: async () => ({
    prompt: async () => ({
      ended: "completed",
      exitCode: 0,
      message: null,
      output: "done",
      retryAfterMs: null,
      usage: null,
      sessionId: null,
    }),
    close: async () => {},
  }),
};

const noWorkspaces: Workspaces = {
  kind: "none",
  refresh: async () => ({ directory: "/", branch: null, head: null }),
  provision: async ({ identifier, branch }) => ({ key: identifier, path: "/", branch, baseCommit: "0".repeat(40), createdNow: true }),
  check: async () => {},
  commit: async () => ({ commit: "1".repeat(40), changedFiles: 1 }),
  diff: async () => "",
  publish: async () => ({ commit: "1".repeat(40), conflicts: [] }),
  runHook: async () => null,
  remove: async () => {},
  retire: async () => {},
  cleanUp: async () => [],
  keyFor: (identifier) => identifier,
};

function toIssue(i: number): Issue {
  return createIssue(`bench-${i}`, { title: `Benchmark ${i}` });
}
