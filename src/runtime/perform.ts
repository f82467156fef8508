// perform: one effect, asked of exactly one outside room, answered by one command. The claim's token guards the answer.
import { type EffectId, type RunId, runStream, schedulerStream } from "../core/ids.ts";
import type { RunEffect } from "../core/run/events.ts";
import type { SchedulerEffect } from "../core/scheduler/events.ts";
import type { PerformEffect } from "../engine/engine.ts";
import type { ClaimedEffect } from "../store/store.ts";
import type { AbortReason, PerformContext } from "./context.ts";
import { isPassing } from "./is-passing.ts";
import { untilStored } from "./patience.ts";
import { performReport } from "./perform-report.ts";
import { performStep } from "./perform-step.ts";
import { performFinish, performProvision } from "./perform-workspace.ts";

type Performable = Exclude<SchedulerEffect | RunEffect, { type: "effect.cancel" }>;

const FIRST_RETRY_MS = 1_000;
/** The longest wait between tries of an effect that the world refuses. */
const LONGEST_RETRY_MS = 5 * 60_000;

/** The answer never rejects: what cannot be done now goes back into the outbox with a later date. */
export function createPerform(context: PerformContext): PerformEffect {
  const { store, worker, clock, log, inFlight, handBack } = context;
  /** In a row, for the waits between tries. A restart may begin anew. */
  const failures = new Map<EffectId, number>();

  async function performUnder(claim: ClaimedEffect, signal: AbortSignal): Promise<void> {
    const { effect } = claim;
    const failed = failures.get(effect) ?? 0;
    try {
      await performClaimed(context, claim, signal, failed);
      failures.delete(effect);
    } catch (error) {
      failures.set(effect, failed + 1);
      const delay = Math.min(FIRST_RETRY_MS * 2 ** failed, LONGEST_RETRY_MS);
      const facts = { effect, err: error, retryInMs: delay };
      if (isPassing(error)) log.warn(facts, "performing an effect");
      else log.error(facts, "performing an effect");
      await untilStored(context, "putting an effect back", () => store.release(claim, clock.now() + delay));
    }
  }

  return async (effect) => {
    try {
      const claim = await store.claim(effect, worker);
      if (!claim) return;
      // Claimed while everyone was being told to stop, and so not told.
      if (handBack.aborted) return await store.release(claim, 0);
      const controller = new AbortController();
      if (claim.cancelled) controller.abort("cancelled" satisfies AbortReason);
      inFlight.set(effect, controller);
      try {
        await performUnder(claim, controller.signal);
      } finally {
        // After a lost lease the same effect may have come back to us: that performance keeps its own.
        if (inFlight.get(effect) === controller) inFlight.delete(effect);
      }
    } catch (error) {
      // The store itself refuses; the effect stays in the outbox, or with this worker until it retires.
      log.error({ effect, err: error }, "keeping hold of an effect");
    }
  };
}

/** @param failed times in a row that it was tried before, in this process */
async function performClaimed(context: PerformContext, claim: ClaimedEffect, signal: AbortSignal, failed: number): Promise<void> {
  const { runs, scheduler, project, store } = context;
  const effect = claim.data as unknown as Performable;
  const answer = { under: claim, completes: true };
  switch (effect.type) {
    case "run.create": {
      const { runId, issue, source, attempt, lastError } = effect;
      const task = (source === "tracker" && context.toOrder?.(issue)) || null;
      const plan = context.current().workflow;
      const run = { runId, issue, source, attempt, lastError, plan, held: false, ...(task === null ? {} : { task }) };
      await runs.dispatch(runStream(runId), { type: "run.create", run }, answer);
      return;
    }
    case "run.stop": {
      const cancellation = { by: "scheduler", reason: effect.reason } as const;
      await runs.dispatch(runStream(effect.runId), { type: "run.cancel", cancellation }, answer);
      return;
    }
    case "workspace.provision":
      return await performProvision(context, claim, effect, { signal, failed });
    case "step.execute":
      return await performStep(context, claim, effect, signal);
    case "workspace.finish":
      return await performFinish(context, claim, effect, { signal, failed });
    case "tracker.report": {
      const isOver = await performReport(context, effect.runId);
      await store.complete(claim);
      if (isOver) await context.tick();
      return;
    }
    case "scheduler.report-exit":
      await scheduler.dispatch(schedulerStream(project), { type: "scheduler.report-exit", exit: effect.exit }, answer);
      await tellOf(context, effect.exit.runId);
      await context.tick();
      return;
    case "scheduler.request-run": {
      const { type, issue, runId, thread } = effect;
      await scheduler.dispatch(schedulerStream(project), { type, issue, runId, ...(thread !== undefined && { thread }) }, answer);
      await tellOf(context, runId);
      await context.tick();
      return;
    }
    case "scheduler.wake":
      await context.tick();
      await store.complete(claim);
      return;
  }
}

/** What brought it here may have been said elsewhere, by a command line or in a thread, and so not seen by our observer. */
async function tellOf({ runs, observer }: PerformContext, runId: RunId): Promise<void> {
  const run = await runs.load(runStream(runId));
  if (run) observer.onRun(run);
}
