// One attempt of one step, from its beginning in the run's stream to its answer. How the work itself is done is `work.ts`'s.
import { YardmasterError } from "../core/errors.ts";
import { runStream } from "../core/ids.ts";
import type { StepResult } from "../core/run/decide.ts";
import type { ExecuteEffect } from "../core/run/events.ts";
import type { ClaimedEffect } from "../store/store.ts";
import type { AbortReason, PerformContext } from "./context.ts";
import { untilStored } from "./patience.ts";
import { doWork } from "./work.ts";

export async function performStep(
  context: PerformContext,
  claim: ClaimedEffect,
  { runId, stepId, attempt }: ExecuteEffect,
  signal: AbortSignal,
): Promise<void> {
  const { runs, store, log } = context;
  const watched = context.watchLease();
  const isStillOurs = () => untilStored(context, "renewing the lease before a commit", watched);
  const stream = runStream(runId);
  const begun = await runs.dispatch(stream, { type: "step.begin", stepId, attempt }, { under: claim });
  if (begun.outcome === "fenced") return;
  const begins = begun.outcome === "done" && begun.events.some(({ type }) => type === "step.started" || type === "step.recovered");
  if (!begins || !begun.state) {
    await store.complete(claim);
    return;
  }
  const loadMessages = async () => (await runs.load(stream))?.messages ?? [];
  const cookie = toCookie(context, claim);
  const result = await doWork(context, begun.state, { stepId, attempt, cookie, signal, isStillOurs, loadMessages }).catch(toInternal);
  const reason = signal.aborted ? (signal.reason as AbortReason) : null;
  if (reason === "hand-back" && !result.ok) {
    await runs.dispatch(stream, { type: "step.hand-back", stepId, attempt }, { under: claim });
    await store.release(claim, 0);
    return;
  }
  const told = await untilStored(context, "recording what a step came to", () =>
    runs.dispatch(stream, { type: "step.report", stepId, attempt, result }, { under: claim, completes: true }),
  );
  if (told.outcome === "fenced") log.warn({ run: runId, step: stepId }, "a late result was refused: another worker has the step");
}

/** Our own fault or the disk's; the step fails rather than the server. */
function toInternal(error: unknown): StepResult {
  const message = error instanceof Error ? error.message : String(error);
  const retryable = !(error instanceof YardmasterError) || error.retryable;
  return { ok: false, retryable, error: { code: "INTERNAL", message, exitCode: null, retryAfterMs: null } };
}

/** Names the data directory, the worker and the performance in every process the step starts. */
function toCookie({ cookiePrefix, worker }: PerformContext, claim: ClaimedEffect): string {
  return `${cookiePrefix}.${worker}.${claim.token}.${claim.effect}`;
}
