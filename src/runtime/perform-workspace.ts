// The two effects that ask the workspaces room: a run's beginning and its end.
import { runStream } from "../core/ids.ts";
import type { FinishEffect, ProvisionEffect } from "../core/run/events.ts";
import type { RunState } from "../core/run/state.ts";
import type { ClaimedEffect } from "../store/store.ts";
import type { PerformContext } from "./context.ts";

/** Makes the workspace and runs `before_run`. What goes wrong is the run's to answer for, not the engine's to repeat. */
export async function performProvision(context: PerformContext, claim: ClaimedEffect, { runId }: ProvisionEffect): Promise<void> {
  const { runs, workspaces } = context;
  const answer = { under: claim, completes: true };
  const run = await runs.load(runStream(runId));
  if (!run) throw new TypeError(`there is no run ${runId} to make a workspace for`);
  try {
    const made = await workspaces.provision({ identifier: toWorkspaceName(run), branch: toBranch(run, workspaces), base: null });
    await workspaces.runHook("before_run", made);
    const { key, path, branch, baseCommit } = made;
    await runs.dispatch(runStream(runId), { type: "run.report-workspace", workspace: { key, path, branch, baseCommit } }, answer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await runs.dispatch(runStream(runId), { type: "run.report-workspace-failure", message }, answer);
  }
}

/** Runs `after_run`, whatever the outcome, and publishes the branch of a completed run. */
export async function performFinish(context: PerformContext, claim: ClaimedEffect, { runId }: FinishEffect): Promise<void> {
  const { runs, workspaces, log } = context;
  const run = await runs.load(runStream(runId));
  let error: string | null = null;
  if (run?.workspace) {
    const workspace = { ...run.workspace, createdNow: false };
    const hookTrouble = await workspaces.runHook("after_run", workspace);
    if (hookTrouble) log.warn({ run: runId, trouble: hookTrouble }, "running the after_run hook");
    if (run.ending?.outcome === "completed") {
      error = await workspaces.publish(workspace).then(
        () => null,
        (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
      );
    }
  }
  await runs.dispatch(runStream(runId), { type: "run.report-finish", error }, { under: claim, completes: true });
}

/** One workspace per issue, so that its next run goes on from what is there; a direct request gets one of its own. */
function toWorkspaceName(run: RunState): string {
  return run.source === "request" ? run.id : run.issue.identifier;
}

function toBranch(run: RunState, workspaces: PerformContext["workspaces"]): string {
  return run.issue.branchName ?? `yardmaster/${workspaces.keyFor(toWorkspaceName(run))}`;
}
