// The only loop, put together: streams, performing, the tick, this process as a worker. Decides nothing.
import { type EffectId, type RunId, runStream, schedulerStream } from "../core/ids.ts";
import type { RunState } from "../core/run/state.ts";
import type { SchedulerState } from "../core/scheduler/state.ts";
import type { Engine, PerformEffect } from "../engine/engine.ts";
import { runAggregate, schedulerAggregate } from "./aggregates.ts";
import type { AbortReason, InFlight, PerformContext } from "./context.ts";
import type { RuntimeDeps } from "./deps.ts";
import { createStream } from "./dispatch.ts";
import { perform } from "./perform.ts";
import { type Look, reconcileOnce } from "./reconcile.ts";
import { createWorker } from "./worker.ts";

export interface RuntimeOptions extends RuntimeDeps {
  /** What the worker says of itself: host, process id, start. */
  readonly info: Readonly<Record<string, unknown>>;
  isDead(info: Readonly<Record<string, unknown>>): boolean;
  /** The engine that will call `perform`; it is made first and started here. */
  createEngine(perform: PerformEffect): Engine;
  /** False: the tracker is left alone, and only what people asked for directly is started. */
  readonly dispatches: boolean;
  /** Between looks at the tracker, in milliseconds; null: only when something happened here. */
  readonly pollMs: number | null;
  /** What the last look found. */
  onLook?(look: Look): void;
}

export interface Runtime {
  /** Becomes a worker, frees what dead ones held, applies the settings, and begins. */
  start(): Promise<void>;
  /** Takes nothing new, waits `graceMs` for what is under way, then hands it back; agents are ended. */
  stop(graceMs: number): Promise<void>;
  /** Looks at the tracker and the queue now; calls that come meanwhile share the next look. */
  tick(): Promise<void>;
  /** @returns a refusal's code, or null when the cancellation is on its way. */
  cancelRun(run: RunId, reason: string): Promise<string | null>;
  loadRun(run: RunId): Promise<RunState | null>;
  loadScheduler(): Promise<SchedulerState>;
  /** Effects under way in this process. */
  readonly busy: number;
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const { store, clock, project, log } = options;
  const inFlight: InFlight = new Map();
  const stream = schedulerStream(project);
  const facts = { now: () => clock.now(), newRunId: options.newRunId };
  const deps = {
    store,
    onEffects: (effects: readonly { readonly id: EffectId; readonly dueAt: number }[]) => engine.announce(effects),
    onEvents: options.observer.onEvents,
  };
  const context: PerformContext = {
    ...options,
    runs: createStream(runAggregate(facts), deps),
    scheduler: createStream(schedulerAggregate(facts), deps),
    tick,
  };
  const engine = options.createEngine((effect) => perform(context, inFlight, effect));
  const worker = createWorker({
    ...options,
    inFlight,
    onFreed: (effects) => engine.announce(effects.map((id) => ({ id, dueAt: 0 }))),
  });
  let stopped = false;
  let stopPoll: () => void = () => {};

  let look: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  async function lookOnce(): Promise<void> {
    if (stopped) return;
    const found = await reconcileOnce(context, options.dispatches);
    options.onLook?.(found);
  }
  /** One look at a time; whoever asks while one is under way gets the one after it, which sees what they did. */
  function tick(): Promise<void> {
    if (!look) {
      look = lookOnce().finally(() => {
        look = null;
      });
      return look;
    }
    again ??= look
      .catch(() => {})
      .then(() => {
        again = null;
        return tick();
      });
    return again;
  }

  function poll(): void {
    if (options.pollMs === null || stopped) return;
    stopPoll = clock.after(options.pollMs, () => {
      tick()
        .catch((error: unknown) => log.error({ err: error }, "looking at the queue"))
        .finally(poll);
    });
  }

  return {
    async start() {
      await worker.start();
      await context.scheduler.dispatch(stream, { type: "scheduler.configure", settings: options.settings });
      await context.scheduler.dispatch(stream, { type: "scheduler.resume" });
      await engine.start();
      await tick();
      poll();
    },
    async stop(graceMs) {
      stopped = true;
      stopPoll();
      const cancelGrace = clock.after(graceMs, () => {
        for (const controller of inFlight.values()) controller.abort("hand-back" satisfies AbortReason);
      });
      await engine.stop();
      cancelGrace();
      await worker.stop();
    },
    tick,
    async cancelRun(run, reason) {
      const cancellation = { by: "person", reason } as const;
      const told = await context.runs.dispatch(runStream(run), { type: "run.cancel", cancellation });
      return told.outcome === "refused" ? told.code : null;
    },
    loadRun: (run) => context.runs.load(runStream(run)),
    loadScheduler: () => context.scheduler.load(stream),
    get busy() {
      return inFlight.size;
    },
  };
}
