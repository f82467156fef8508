// The two effects that ask the workspaces room: a run's beginning and its end.
// What goes wrong in the room is the run's to answer for; what goes wrong in the store, what was told to stop, and what a server
// that is down keeps from us is performed again.
import { YardmasterError } from "../core/errors.ts";
import { runStream } from "../core/ids.ts";
import type { RunCommand } from "../core/run/decide.ts";
import type { FinishEffect, ProvisionEffect } from "../core/run/events.ts";
import type { RunState } from "../core/run/state.ts";
import type { ClaimedEffect } from "../store/store.ts";
import type { AbortReason, PerformContext } from "./context.ts";
import type { Configured } from "./deps.ts";
import { isPassing } from "./is-passing.ts";
import { toWorkspaceName } from "./workspace-name.ts";

/** With the waits between tries almost two hours: longer than most outages. */
const MOST_TRIES = 30;

interface Performance {
  readonly signal: AbortSignal;
  /** Times in a row that it was tried before. */
  readonly failed: number;
}

/** Makes the workspace and runs `before_run`. */
export async function performProvision(
  context: PerformContext,
  claim: ClaimedEffect,
  { runId }: ProvisionEffect,
  performance: Performance,
): Promise<void> {
  const run = await context.runs.load(runStream(runId));
  if (!run) throw new TypeError(`there is no run ${runId} to make a workspace for`);
  const command = await provision(context.current(), run, performance);
  if (performance.signal.aborted && performance.signal.reason !== ("cancelled" satisfies AbortReason))
    return await context.store.release(claim, 0);
  await context.runs.dispatch(runStream(runId), command, { under: claim, completes: true });
}

async function provision({ workspaces }: Configured, run: RunState, { signal, failed }: Performance): Promise<RunCommand> {
  // Nobody wants it any more.
  if (run.cancellation !== null) return { type: "run.report-workspace-failure", message: run.cancellation.reason };
  try {
    const request = { identifier: toWorkspaceName(run), branch: toBranch(run, workspaces), base: null };
    const made = await workspaces.provision(request, signal);
    await workspaces.runHook("before_run", made, signal);
    const { key, path, branch, baseCommit } = made;
    return { type: "run.report-workspace", workspace: { key, path, branch, baseCommit } };
  } catch (error) {
    if (isPassing(error) && failed + 1 < MOST_TRIES && !signal.aborted) throw error;
    return { type: "run.report-workspace-failure", message: toMessage(error) };
  }
}

/** Runs `after_run`, whatever the outcome, and publishes the branch of a completed run. */
export async function performFinish(
  context: PerformContext,
  claim: ClaimedEffect,
  { runId }: FinishEffect,
  performance: Performance,
): Promise<void> {
  const run = await context.runs.load(runStream(runId));
  const handedOver = run ? await finish(context, run, performance) : NOTHING;
  if (performance.signal.aborted) return await context.store.release(claim, 0);
  await context.runs.dispatch(runStream(runId), { type: "run.report-finish", ...handedOver }, { under: claim, completes: true });
}

const NOTHING = { error: null, commit: null, conflicts: [] };

async function finish(
  { current, log, author }: PerformContext,
  run: RunState,
  { signal, failed }: Performance,
): Promise<Omit<Extract<RunCommand, { type: "run.report-finish" }>, "type">> {
  if (!run.workspace) return NOTHING;
  const { workspaces } = current();
  const workspace = { ...run.workspace, createdNow: false };
  // A workspace that someone removed meanwhile cannot run its hook; the run ends all the same.
  const trouble = await workspaces.runHook("after_run", workspace, signal).catch(toMessage);
  if (trouble) log.warn({ run: run.id, trouble }, "running the after_run hook");
  if (run.ending?.outcome !== "completed" || signal.aborted) return NOTHING;
  // A declared workflow need not change anything; then there is no branch to show.
  if (run.plan.runner && run.commit === null) return NOTHING;
  try {
    // Known from the run alone, so that a redo makes the same merge.
    const at = Math.max(run.createdAt, ...run.steps.map(({ endedAt }) => endedAt ?? 0));
    const published = await workspaces.publish(workspace, { author, at }, signal);
    return { error: null, ...(run.commit === null ? { commit: null, conflicts: [] } : published) };
  } catch (error) {
    if (isPassing(error) && failed + 1 < MOST_TRIES && !signal.aborted) throw error;
    return { ...NOTHING, ...toPublishTrouble(error) };
  }
}

/** What people did to the branch is theirs to know of: the room tells it in sentences. */
function toPublishTrouble(error: unknown): { readonly error: string; readonly isOurs?: true } {
  const isOurs = error instanceof YardmasterError && (error.code === "workspace.diverged" || error.code === "workspace.default-branch");
  if (!isOurs || error.hint === null) return { error: toMessage(error) };
  return { error: `${error.message}. ${error.hint.charAt(0).toUpperCase()}${error.hint.slice(1)}`, isOurs: true };
}

/** With the hint, where there is one: the run's error is all that its reader gets to see. */
function toMessage(error: unknown): string {
  if (error instanceof YardmasterError && error.hint !== null) return `${error.message}; ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}

function toBranch(run: RunState, workspaces: Configured["workspaces"]): string {
  return run.issue.branchName ?? `yardmaster/${workspaces.keyFor(toWorkspaceName(run))}`;
}
