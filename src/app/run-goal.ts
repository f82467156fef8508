// One goal or one task from the command line. A server beside us does it; without one this process does it, and nothing else.
import type { GoalOptions, TaskOptions, WatchOptions } from "../cli/world.ts";
import { type RunId, toRunId } from "../core/ids.ts";
import { createIssue, type Issue } from "../core/issue.ts";
import { hasEnded, type RunState } from "../core/run/state.ts";
import type { WorkflowSpec } from "../core/workflow/workflow-spec.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import { createControl } from "./create-control.ts";
import { findServer, type OpenParts } from "./open-yard.ts";
import type { Surroundings } from "./place.ts";
import { type RunningServer, type ServerOptions, startServer } from "./serve.ts";

/** While another process serves, we look this often whether it still does. */
const LOOK_MS = 1000;
const CANCEL_GRACE_MS = 10_000;

type Watch = WatchOptions & { readonly interrupted: AbortSignal };
type Watched = Promise<RunState | { readonly detached: RunId }>;

/** @throws what `startServer` throws, before the goal is accepted */
export async function runGoal(surroundings: Surroundings, parts: OpenParts, options: Watch & Pick<GoalOptions, "goal">): Watched {
  const run = toRunId(parts.newId("run"));
  const serve = () => serveUnlessServed(surroundings, parts, { only: run, bringsAgents: () => false });
  const server = options.detach ? null : await serve();
  try {
    await parts.yard.requestRun(toIssue(options.goal, parts), toGoalPlan(parts.configuration), run);
  } catch (error) {
    await server?.stop(CANCEL_GRACE_MS);
    throw error;
  }
  return await watch(parts, { run, server, serve }, options);
}

/** A declared workflow, or a step of it. @throws resource.not-found, workflow.* before anything is begun */
export async function runTask(surroundings: Surroundings, parts: OpenParts, options: Watch & Pick<TaskOptions, "task">): Watched {
  const { tasks } = createControl(parts, parts.store, surroundings.variables);
  const run = toRunId((await tasks.create({ ...options.task, taskId: null, start: true })).taskId);
  const serve = () => serveUnlessServed(surroundings, parts, { only: run, bringsAgents: () => true });
  const server = options.detach
    ? null
    : await serve().catch(async (error: unknown) => {
        // Its id was never told: nobody would look for it.
        await parts.yard.cancelRun(run, "nothing could be started that does it").catch(() => {});
        throw error;
      });
  return await watch(parts, { run, server, serve }, options);
}

interface Begun {
  readonly run: RunId;
  /** The one that was started for it. */
  readonly server: RunningServer | null;
  serve(): Promise<RunningServer | null>;
}

async function watch(
  { yard, store, clock }: OpenParts,
  begun: Begun,
  { detach, onAccepted, onHalted, onText, interrupted }: Watch,
): Watched {
  const { run } = begun;
  let { server } = begun;
  try {
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
        const state = await follow({ yard, clock }, run, seen, onText);
        if (hasEnded(state)) return state;
        // The store may have refused the first time.
        if (interrupted.aborted && !state.cancellation) cancel();
        if (server === null && state.status === "queued" && !isHaltKnown) {
          const { halted } = await yard.loadScheduler();
          if (halted) onHalted(halted.reason);
          isHaltKnown = halted !== null;
        }
        server ??= await begun.serve();
      }
    } finally {
      interrupted.removeEventListener("abort", cancel);
    }
  } finally {
    await server?.stop(CANCEL_GRACE_MS);
  }
}

/** Null when a server lives; it will do. Otherwise this process does the one run, and nobody else's. */
async function serveUnlessServed(
  surroundings: Surroundings,
  parts: OpenParts,
  only: Pick<ServerOptions, "only" | "bringsAgents">,
): Promise<RunningServer | null> {
  if ((await findServer(parts.store)) !== null) return null;
  return await startServer(surroundings, parts, { workers: null, ...only, onChange() {}, onOutput() {} });
}

/** Until the run ends, or for a moment: then it is time to see whether anyone still serves. */
async function follow(
  { yard, clock }: Pick<OpenParts, "yard" | "clock">,
  run: RunId,
  seen: Map<string, number>,
  onText: WatchOptions["onText"],
): Promise<RunState> {
  const moment = new AbortController();
  const cancel = clock.after(LOOK_MS, () => moment.abort());
  try {
    return await yard.followRun(run, { signal: moment.signal, seen, onText });
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
