// The only loop, put together: streams, performing, the tick, this process as a worker. Decides nothing.
import { type EffectId, type RunId, runStream, schedulerStream } from "../core/ids.ts";
import type { RunState } from "../core/run/state.ts";
import { holdsSlot, type SchedulerState } from "../core/scheduler/state.ts";
import type { Engine, PerformEffect } from "../engine/engine.ts";
import { runAggregate, schedulerAggregate } from "./aggregates.ts";
import type { AbortReason, InFlight } from "./context.ts";
import type { Look, RuntimeDeps } from "./deps.ts";
import { createStream } from "./dispatch.ts";
import { guardObserver } from "./guard-observer.ts";
import { createPerform } from "./perform.ts";
import { reconcileOnce } from "./reconcile.ts";
import { createTicker } from "./ticker.ts";
import { createWorker } from "./worker.ts";

export interface RuntimeOptions extends RuntimeDeps {
  /** What the worker says of itself: host, process id, start. */
  readonly info: Readonly<Record<string, unknown>>;
  isDead(info: Readonly<Record<string, unknown>>): boolean;
  /** The engine that will call `perform`; it is made first and started here. */
  createEngine(perform: PerformEffect): Engine;
  /** This run alone is done, as the person who waits for it set it up; everything else is left to a server. Null: everything. */
  readonly only: RunId | null;
}

export interface Runtime {
  /** Becomes a worker, frees what dead ones held, applies the settings, and begins. */
  start(): Promise<void>;
  /** Takes nothing new, waits `graceMs` for what is under way, then hands it back; agents are ended. */
  stop(graceMs: number): Promise<void>;
  /** Makes the scheduler decide by the current settings, and has it look at the queue. */
  reconfigure(): Promise<void>;
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
  const handBack = new AbortController();
  const observer = guardObserver(options.observer, log);
  const stream = schedulerStream(project);
  const facts = { now: () => clock.now(), newRunId: options.newRunId };
  const deps = {
    store,
    onEffects: (effects: readonly { readonly id: EffectId; readonly dueAt: number }[]) => engine.announce(effects),
    onSnapshotError: (error: unknown) => log.error({ err: error }, "keeping a snapshot"),
  };
  const runs = createStream(runAggregate(facts), deps, (run) => {
    if (run) observer.onRun(run);
  });
  const { places } = options;
  const scheduler = createStream(schedulerAggregate(facts), deps, (state) => places?.hold(countAtWork(state)));
  const worker = createWorker({ ...options, inFlight });
  const ticker = createTicker({ ...options, pollMs: () => options.current().pollMs, look });
  const engine = options.createEngine(
    createPerform({
      ...options,
      observer,
      runs,
      scheduler,
      inFlight,
      handBack: handBack.signal,
      watchLease: worker.watchLease,
      tick: ticker.tick,
    }),
  );

  async function look(): Promise<void> {
    const found = await lookWithin(places?.ask());
    if (found) observer.onLook(found);
    else if (!handBack.signal.aborted) await look();
  }

  async function lookWithin(given: number | undefined): Promise<Look | null> {
    let waits = false;
    try {
      const found = await reconcileOnce({ ...options, scheduler }, options.only, worker.watchLease, given);
      waits = places !== undefined && found !== null && (await scheduler.load(stream)).isCrowdedOut === true;
      return found;
    } finally {
      places?.settle(waits);
    }
  }

  async function configure(): Promise<void> {
    await scheduler.dispatch(stream, { type: "scheduler.configure", settings: options.current().settings });
  }

  return {
    async start() {
      await worker.start();
      places?.hold(countAtWork(await scheduler.load(stream)));
      if (options.only === null) {
        await configure();
        await scheduler.dispatch(stream, { type: "scheduler.resume" });
      }
      await engine.start();
      await ticker.tick();
    },
    async stop(graceMs) {
      const cancelGrace = clock.after(graceMs, () => {
        handBack.abort();
        for (const controller of inFlight.values()) controller.abort("hand-back" satisfies AbortReason);
      });
      await Promise.all([ticker.stop(), engine.stop()]);
      cancelGrace();
      handBack.abort();
      await worker.stop();
      places?.leave();
    },
    async reconfigure() {
      await configure();
      ticker.tick().catch((error: unknown) => log.error({ err: error }, "looking at the queue"));
    },
    tick: ticker.tick,
    async cancelRun(run, reason) {
      const cancellation = { by: "person", reason } as const;
      const told = await runs.dispatch(runStream(run), { type: "run.cancel", cancellation });
      return told.outcome === "refused" ? told.code : null;
    },
    loadRun: (run) => runs.load(runStream(run)),
    loadScheduler: () => scheduler.load(stream),
    get busy() {
      return inFlight.size;
    },
  };
}

function countAtWork({ claims }: SchedulerState): number {
  return [...claims.values()].filter(holdsSlot).length;
}
