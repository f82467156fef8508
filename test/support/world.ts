// A small world for runs: one data directory, one tracker, one clock turned by hand, and as many processes on them as a test wants.
// Everything is real but the tracker, the agent and, unless a test brings its own, the workspaces.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "../../src/agents/agent.ts";
import { type AgentScript, createScriptedAgent } from "../../src/agents/scripted/index.ts";
import { type RunId, runStream, schedulerStream, toRunId, toStepId, toWorkerId, type WorkerId } from "../../src/core/ids.ts";
import type { RunEvent } from "../../src/core/run/events.ts";
import { hasEnded, type RunState } from "../../src/core/run/state.ts";
import type { SchedulerEvent } from "../../src/core/scheduler/events.ts";
import type { SchedulerSettings } from "../../src/core/scheduler/settings.ts";
import { RUNS } from "../../src/core/views/run-summary.ts";
import { NO_RETRY, type StepSpec, type WorkflowSpec } from "../../src/core/workflow/workflow-spec.ts";
import type { PerformEffect } from "../../src/engine/engine.ts";
import { createLocalEngine } from "../../src/engine/local/index.ts";
import { createRenderer } from "../../src/rendering/create-renderer.ts";
import type { Configured, DeclaredRooms, Log, Look, Observer, StepLimits, StepOutput } from "../../src/runtime/deps.ts";
import { createRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { createYard, type Yard } from "../../src/runtime/yard.ts";
import { createIdSource } from "../../src/std/ids.ts";
import { createFileLogStore } from "../../src/store/files/index.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import type { Store } from "../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../src/testing/hand-clock.ts";
import { createMemoryTracker, type MemoryTracker, type MemoryTrackerOptions } from "../../src/trackers/memory/index.ts";
import type { Workspaces } from "../../src/workspaces/workspace.ts";
import { createPlainWorkspaces, type PlainWorkspaces } from "./workspaces.ts";
import { createLife, type DeathPlan, deadlyStore, mortal, mortalAgent } from "./world-death.ts";

export interface WorldOptions extends MemoryTrackerOptions {
  readonly script?: AgentScript;
  readonly agent?: Agent;
  readonly declared?: DeclaredRooms;
  readonly workspaces?: (directory: string) => Workspaces;
  readonly plan?: WorkflowSpec;
  readonly settings?: Partial<SchedulerSettings>;
  readonly limits?: Partial<StepLimits>;
}

export interface ProcessOptions {
  readonly name?: string;
  readonly dies?: DeathPlan;
  readonly only?: RunId | null;
  readonly pollMs?: number | null;
  /** A clock of its own, for a process that is frozen while the others go on. */
  readonly clock?: HandClock;
  readonly agent?: Agent;
  readonly tracker?: MemoryTracker;
  readonly observer?: Observer;
  /** What its configuration says now, otherwise than at first. */
  readonly configured?: () => Partial<Configured>;
  /** What the process sees of the store. */
  readonly seesStore?: (store: Store) => Store;
}

export interface WorldProcess {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly worker: WorkerId;
  /** As an engine would, also out of turn. */
  readonly perform: PerformEffect;
  /** Writes to the store so far, by name. */
  readonly writes: readonly string[];
  readonly output: readonly StepOutput[];
  readonly looks: readonly Look[];
  readonly isDead: boolean;
  /** As `kill -9`: no release, no farewell. The others may know of it. */
  kill(): void;
}

export interface World {
  readonly directory: string;
  readonly clock: HandClock;
  readonly tracker: MemoryTracker;
  readonly workspaces: PlainWorkspaces;
  /** A handle of the test's own on the store. */
  readonly store: Store;
  /** What processes logged as warnings and errors; an error that is still here at the end fails the test. */
  readonly warnings: string[];
  readonly errors: string[];
  /** Workers whose processes were looked for and ended. */
  readonly sweptOf: readonly WorkerId[];
  start(options?: ProcessOptions): Promise<WorldProcess>;
  /** What a door of another process has in hand. */
  readonly yard: Yard;
  /** Lets time flow until it holds. */
  until<T>(look: () => T | null | undefined | false | Promise<T | null | undefined | false>): Promise<T>;
  /** Lets this much time pass, in steps small enough for every heartbeat. */
  pass(ms: number): Promise<void>;
  runs(): Promise<readonly RunState[]>;
  /** The only run there is, once it has ended. */
  untilEnded(): Promise<RunState>;
  history(run: RunId): Promise<readonly RunEvent[]>;
  schedulerHistory(): Promise<readonly SchedulerEvent[]>;
  dispose(): Promise<void>;
}

const PROJECT = "yard";
const START = Date.UTC(2026, 0, 5);
const LIMIT_MS = 10_000;
/** Shorter than the time between two heartbeats. */
const STRIDE_MS = 2_500;

export function aStep(id: string, different: Partial<StepSpec> = {}): StepSpec {
  const body = { kind: "agent", prompt: { builtin: "implement" }, requiresChange: true } as const;
  return { id: toStepId(id), name: null, body, timeoutMs: 0, retry: NO_RETRY, continueOnError: false, ...different };
}

export function aPlan(...steps: readonly (string | StepSpec)[]): WorkflowSpec {
  return { name: "test", steps: steps.map((step) => (typeof step === "string" ? aStep(step) : step)) };
}

const NOTHING_DECLARED: DeclaredRooms = {
  openAgent: () => Promise.reject(new Error("no agent is declared")),
  resolveEnvironment: () => Promise.reject(new Error("no environment is declared")),
  listSecrets: () => Promise.reject(new Error("no environment is declared")),
};

/** Each step leaves a file of its own. */
const DILIGENT: AgentScript = ["work", "plan", "implement", "test"].map((step) => ({
  when: { step },
  do: [{ say: "working on {issue}" }, { write: { path: `${step}.txt`, content: "{issue}\n" } }],
}));

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "yardmaster-world-")));
  const clock = createHandClock(START);
  const clocks = new Set([clock]);
  const tracker = createMemoryTracker(options);
  const plain = createPlainWorkspaces(join(directory, "workspaces"));
  const workspaces = options.workspaces?.(directory) ?? plain;
  const logs = createFileLogStore({ directory: join(directory, "logs") });
  const renderer = createRenderer({ directory: join(import.meta.dirname, "../../templates") });
  const newId = createIdSource(undefined, clock);
  const newRunId = () => toRunId(newId("run"));
  const warnings: string[] = [];
  const errors: string[] = [];
  const sweptOf: WorkerId[] = [];
  const dead = new Set<unknown>();
  const stores: Store[] = [];
  const processes: { readonly runtime: Runtime; readonly isDead: boolean }[] = [];

  async function openStore(own: HandClock = clock): Promise<Store> {
    const opened = await openSqliteStore({ file: join(directory, "store.db"), clock: own });
    stores.push(opened);
    return opened;
  }
  const store = await openStore();
  const yard = createYard({ store, logs, tracker, clock, project: PROJECT, settings: options.settings ?? {}, newRunId });
  const facts = (note: object) => ("err" in note ? `: ${note.err instanceof Error ? note.err.message : String(note.err)}` : "");
  const log: Log = {
    info() {},
    warn: (note, message) => warnings.push(message + facts(note)),
    error: (note, message) => errors.push(message + facts(note)),
  };

  async function start(given: ProcessOptions = {}): Promise<WorldProcess> {
    const { name = "first", dies = null, only = null, pollMs = 1_000, clock: own = clock } = given;
    clocks.add(own);
    const life = createLife();
    const written: string[] = [];
    const output: StepOutput[] = [];
    const looks: Look[] = [];
    const worker = toWorkerId(`wrk_${name}`);
    const handle = await openStore(own);
    const seen = deadlyStore(given.seesStore?.(handle) ?? handle, life, dies, (write) => written.push(write));
    const agent = given.agent ?? options.agent ?? createScriptedAgent({ script: options.script ?? DILIGENT }, { clock: own });
    let perform: PerformEffect = async () => {};
    const configured: Configured = {
      tracker: mortal(given.tracker ?? tracker, life),
      agent: mortalAgent(agent, life),
      workspaces: mortal(workspaces, life),
      workflow: options.plan ?? aPlan("work"),
      settings: { maxConcurrentAgents: 4, ...options.settings },
      limits: { stallMs: 0, outputLimitBytes: 1_000_000, ...options.limits },
      env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
      pollMs,
    };
    const runtime = createRuntime({
      store: seen,
      logs,
      current: () => ({ ...configured, ...given.configured?.() }),
      declared: options.declared ?? NOTHING_DECLARED,
      loadRenderer: async () => renderer,
      clock: own,
      log,
      newRunId,
      worker,
      project: PROJECT,
      author: { name: "Yardmaster", email: "yardmaster@localhost" },
      cookiePrefix: "world",
      async endStraysOf(lost) {
        sweptOf.push(lost);
        return 0;
      },
      observer: given.observer ?? { onRun() {}, onOutput: (piece) => output.push(piece), onLook: (look) => looks.push(look) },
      info: { name },
      isDead: (info) => dead.has(info["name"]),
      only,
      createEngine(given) {
        perform = given;
        return createLocalEngine({
          perform,
          clock: own,
          concurrency: 32,
          dueEffects: (limit) => seen.dueEffects(limit),
          nextDueAt: () => seen.nextDueAt(),
          onChange: (listener) => seen.onChange(listener),
          onError: (error) => errors.push(`looking at the outbox: ${String(error)}`),
        });
      },
    });
    const started: WorldProcess = {
      runtime,
      store: seen,
      worker,
      perform: (effect) => perform(effect),
      writes: written,
      output,
      looks,
      get isDead() {
        return life.isOver;
      },
      kill() {
        life.end();
        dead.add(name);
      },
    };
    processes.push(started);
    // A process that is to die may do so at any moment of its start.
    if (dies) void runtime.start();
    else await runtime.start();
    if (dies) dead.add(name);
    return started;
  }

  async function until<T>(look: () => T | null | undefined | false | Promise<T | null | undefined | false>): Promise<T> {
    const deadline = performance.now() + LIMIT_MS;
    for (let step = 20; ; step = Math.min(step * 1.05, 200)) {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
      if (performance.now() > deadline) throw new Error(`waited in vain for: ${look.toString()}; errors: ${errors.join("; ")}`);
      await turn(Math.round(step));
    }
  }

  /** Frozen processes have clocks of their own, which stand still. */
  async function turn(ms: number): Promise<void> {
    clock.advance(ms);
    await sleep(1);
  }

  async function runs(): Promise<readonly RunState[]> {
    const documents = await store.listDocuments({ collection: RUNS, limit: 100 });
    return await Promise.all([...documents].reverse().map(({ id }) => yard.findRun(id)));
  }

  return {
    directory,
    clock,
    tracker,
    workspaces: plain,
    store,
    warnings,
    errors,
    sweptOf,
    start,
    yard,
    until,
    async pass(ms) {
      for (let left = ms; left > 0; left -= STRIDE_MS) await turn(Math.min(left, STRIDE_MS));
    },
    runs,
    untilEnded: () => until(async () => (await runs()).find(hasEnded)),
    async history(run) {
      return (await store.read(runStream(run), 0)).map(({ data }) => data as unknown as RunEvent);
    },
    async schedulerHistory() {
      return (await store.read(schedulerStream(PROJECT), 0)).map(({ data }) => data as unknown as SchedulerEvent);
    },
    async dispose() {
      const stops = processes.filter(({ isDead }) => !isDead).map((process) => ({ process, stopped: settle(process.runtime.stop(0)) }));
      // A process that is yet to die may do so in its last write.
      while (stops.some(({ process, stopped }) => !stopped.isSettled && !process.isDead)) {
        for (const each of clocks) each.advance(20);
        await sleep(1);
      }
      for (const { stopped } of stops) errors.push(...stopped.errors);
      for (const opened of stores) await opened.close();
      rmSync(directory, { recursive: true, force: true });
      if (errors.length > 0) throw new Error(`errors were logged: ${errors.join("; ")}`);
    },
  };
}

function settle(promise: Promise<void>) {
  const settled = { isSettled: false, errors: [] as string[] };
  promise
    .catch((error: unknown) => void settled.errors.push(String(error)))
    .finally(() => {
      settled.isSettled = true;
    });
  return settled;
}
