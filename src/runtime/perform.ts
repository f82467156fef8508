// perform: one effect, asked of exactly one outside room, answered by one command. The claim's token guards the answer.
import { type EffectId, runStream, schedulerStream } from "../core/ids.ts";
import type { RunEffect } from "../core/run/events.ts";
import type { SchedulerEffect } from "../core/scheduler/events.ts";
import type { ClaimedEffect } from "../store/store.ts";
import type { AbortReason, InFlight, PerformContext } from "./context.ts";
import { performReport } from "./perform-report.ts";
import { performStep } from "./perform-step.ts";
import { performFinish, performProvision } from "./perform-workspace.ts";

type Performable = Exclude<SchedulerEffect | RunEffect, { type: "effect.cancel" }>;

/** The longest wait between tries of an effect that the world refuses. */
const LONGEST_RETRY_MS = 5 * 60_000;

/** Never rejects: what cannot be done now goes back into the outbox with a later date. */
export async function perform(context: PerformContext, inFlight: InFlight, effect: EffectId): Promise<void> {
  const { store, worker, clock, log } = context;
  const controller = new AbortController();
  try {
    const claim = await store.claim(effect, worker);
    if (!claim) return;
    inFlight.set(effect, controller);
    if (claim.cancelled) controller.abort("cancelled" satisfies AbortReason);
    try {
      await performClaimed(context, claim, controller.signal);
    } catch (error) {
      const delay = Math.min(1000 * 2 ** (claim.token - 1), LONGEST_RETRY_MS);
      log.error({ effect, err: error, retryInMs: delay }, "performing an effect");
      await store.release(claim, clock.now() + delay);
    }
  } catch (error) {
    // The store itself refuses; the effect stays in the outbox, or with this worker until its lease ends.
    log.error({ effect, err: error }, "keeping hold of an effect");
  } finally {
    inFlight.delete(effect);
  }
}

async function performClaimed(context: PerformContext, claim: ClaimedEffect, signal: AbortSignal): Promise<void> {
  const { runs, scheduler, project, store, workflow } = context;
  const effect = claim.data as unknown as Performable;
  const answer = { under: claim, completes: true };
  switch (effect.type) {
    case "run.create": {
      const { runId, issue, source, attempt, lastError } = effect;
      const run = { runId, issue, source, attempt, lastError, plan: workflow, held: false };
      await runs.dispatch(runStream(runId), { type: "run.create", run }, answer);
      return;
    }
    case "run.stop": {
      const cancellation = { by: "scheduler", reason: effect.reason } as const;
      const stopped = await runs.dispatch(runStream(effect.runId), { type: "run.cancel", cancellation }, answer);
      if (stopped.outcome === "refused") await store.complete(claim);
      return;
    }
    case "workspace.provision":
      return await performProvision(context, claim, effect);
    case "step.execute":
      return await performStep(context, claim, effect, signal);
    case "workspace.finish":
      return await performFinish(context, claim, effect);
    case "tracker.report":
      if (await performReport(context, effect.runId)) {
        await store.complete(claim);
        return await context.tick();
      }
      await store.complete(claim);
      return;
    case "scheduler.report-exit":
      await scheduler.dispatch(schedulerStream(project), { type: "scheduler.report-exit", exit: effect.exit }, answer);
      await context.tick();
      return;
    case "scheduler.request-run": {
      const { issue, runId } = effect;
      await scheduler.dispatch(schedulerStream(project), { type: "scheduler.request-run", issue, runId }, answer);
      await context.tick();
      return;
    }
    case "scheduler.wake":
      await context.tick();
      await store.complete(claim);
      return;
  }
}
