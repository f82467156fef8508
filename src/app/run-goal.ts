// One goal from the command line. A server beside us does it; without one this process does it, and nothing else.
import type { GoalOptions } from "../cli/world.ts";
import { type RunId, toRunId } from "../core/ids.ts";
import { createIssue, type Issue } from "../core/issue.ts";
import { hasEnded, type RunState } from "../core/run/state.ts";
import type { WorkflowSpec } from "../core/workflow/workflow-spec.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import { findServer, type OpenParts, type Surroundings } from "./open-yard.ts";
import { type RunningServer, startServer } from "./serve.ts";

/** While another process serves, we look this often whether it still does. */
const LOOK_MS = 1000;
const CANCEL_GRACE_MS = 10_000;

export async function runGoal(
  surroundings: Surroundings,
  parts: OpenParts,
  { goal, detach, onAccepted, onHalted, onText, interrupted }: GoalOptions & { readonly interrupted: AbortSignal },
): Promise<RunState | { readonly detached: RunId }> {
  const { yard, store } = parts;
  const run = toRunId(parts.newId("run"));
  let server = detach ? null : await serveUnlessServed(surroundings, parts, run);
  try {
    await yard.requestRun(toIssue(goal, parts), toGoalPlan(parts.configuration), run);
    const beside = (await findServer(store)) !== null;
    onAccepted(run, server ? "here" : beside ? "beside" : "none");
    if (detach) return { detached: run };
    const cancel = () => void yard.cancelRun(run, "interrupted on the command line").catch(() => {});
    if (interrupted.aborted) cancel();
    interrupted.addEventListener("abort", cancel, { once: true });
    const seen = new Map<string, number>();
    let isHaltKnown = false;
    try {
      for (;;) {
        const state = await follow(parts, run, seen, onText);
        if (hasEnded(state)) return state;
        // The store may have refused the first time.
        if (interrupted.aborted && !state.cancellation) cancel();
        if (server === null && state.status === "queued" && !isHaltKnown) {
          const { halted } = await yard.loadScheduler();
          if (halted) onHalted(halted.reason);
          isHaltKnown = halted !== null;
        }
        server ??= await serveUnlessServed(surroundings, parts, run);
      }
    } finally {
      interrupted.removeEventListener("abort", cancel);
    }
  } finally {
    await server?.stop(CANCEL_GRACE_MS);
  }
}

/** Null when a server lives; it will do. Otherwise this process does the one run, and nobody else's. */
async function serveUnlessServed(surroundings: Surroundings, parts: OpenParts, only: RunId): Promise<RunningServer | null> {
  if ((await findServer(parts.store)) !== null) return null;
  return await startServer(surroundings, parts, { workers: null, only, onChange() {}, onOutput() {} });
}

/** Until the run ends, or for a moment: then it is time to see whether anyone still serves. */
async function follow(parts: OpenParts, run: RunId, seen: Map<string, number>, onText: GoalOptions["onText"]): Promise<RunState> {
  const moment = new AbortController();
  const cancel = parts.clock.after(LOOK_MS, () => moment.abort());
  try {
    return await parts.yard.followRun(run, { signal: moment.signal, seen, onText });
  } finally {
    cancel();
  }
}

/** A goal is an issue that no tracker lists. Its first line is the title; all of it is what the agent reads. */
function toIssue(goal: string, { newId }: OpenParts): Issue {
  return createIssue(newId("goal"), { title: goal });
}

/** The configured steps; where they would work through the built-in prompt for issues, the one for goals takes its place. */
function toGoalPlan({ workflow }: LoadedWorkflowFile): WorkflowSpec {
  const steps = workflow.steps.map((step) => {
    const { body } = step;
    const isIssuePrompt = body.kind === "agent" && "builtin" in body.prompt && body.prompt.builtin === "implement";
    return isIssuePrompt ? { ...step, body: { ...body, prompt: { builtin: "goal" } as const } } : step;
  });
  return { ...workflow, steps };
}
