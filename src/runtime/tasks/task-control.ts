// Begins tasks: what was asked for is looked up among the declarations, made a plan, and remembered as a run in one commit.
// Performs nothing: a server does, woken by the commit.
import { YardmasterError } from "../../core/errors.ts";
import { type RunId, runStream, toRunId } from "../../core/ids.ts";
import { createIssue } from "../../core/issue.ts";
import type { RunCommand } from "../../core/run/decide.ts";
import { toIssueRequest } from "../../core/run/issue-request.ts";
import type { RunState } from "../../core/run/state.ts";
import type { TaskOrder } from "../../core/run/task-order.ts";
import { RUNS } from "../../core/views/run-summary.ts";
import type { WorkflowSpec } from "../../core/workflow/workflow-spec.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import { runAggregate } from "../aggregates.ts";
import type { BegunTask, CreateTask, TaskControl } from "../control/tasks.ts";
import { createStream } from "../dispatch.ts";
import { findRunId } from "./find-run.ts";

export interface TaskControlDeps {
  readonly store: Store;
  readonly clock: Clock;
  newRunId(): RunId;
  readonly planner: TaskPlanner;
}

/** Looks up what a request means among what is declared now. */
export interface TaskPlanner {
  /** @throws resource.not-found, workflow.* */
  plan(request: PlanQuestion): Promise<PlannedTask>;
}

export type PlanQuestion = Pick<CreateTask, "project" | "workflow" | "assembly" | "workspace" | "steps" | "targetFiles">;

export interface PlannedTask extends Pick<TaskOrder, "project" | "workflow" | "workspace"> {
  readonly plan: { readonly ok: true; readonly plan: WorkflowSpec } | { readonly ok: false; readonly unsupported: readonly string[] };
}

/** An id that others give is a name for streams, files and branches. */
const TASK_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;
const TITLE_LENGTH = 200;

export function createTaskControl({ store, clock, newRunId, planner }: TaskControlDeps): TaskControl {
  // A server learns of what is committed here from the store.
  const runs = createStream(runAggregate({ now: () => clock.now(), newRunId }), { store, onEffects() {} });

  async function tell(run: RunId, command: RunCommand): Promise<RunState> {
    const told = await runs.dispatch(runStream(run), command);
    if (told.outcome === "done" && told.state) return told.state;
    if (told.outcome === "refused" && told.code === "run.already-ended")
      throw new YardmasterError(told.code, `task ${run} has already ended`);
    throw new YardmasterError("run.already-started", `task ${run} was started before`);
  }

  return {
    async create(given) {
      const request = toWhole(given);
      const run = request.taskId === null ? newRunId() : toGivenId(request.taskId);
      if (request.assembly && !request.start)
        throw new YardmasterError("cli.usage", "a step that is put together has to be started at once");
      const known = await runs.load(runStream(run));
      if (known) return toBegun(known);
      const planned = await planner.plan(request);
      const task = toOrder(request, planned, clock.now());
      const issue = createIssue(run, { title: toTitle(toSubject(task)), branchName: task.origin?.branch ?? null });
      if (!request.start) return toBegun(await tell(run, { type: "run.draft", run: { runId: run, issue, task } }));
      const plan = toPlan(planned);
      const created = { runId: run, issue, source: "request", attempt: null, lastError: null, plan, held: true, task } as const;
      return toBegun(await tell(run, { type: "run.create", run: created }));
    },
    async start({ taskId = null }) {
      const run = taskId === null ? await findLatest(store) : await findRunId(store, taskId);
      const state = await runs.load(runStream(run));
      const task = state?.task;
      // Whatever has no order was started by whoever made it.
      if (!task || state.status !== "created") return toBegun(await tell(run, { type: "run.enqueue", plan: { name: "", steps: [] } }));
      const planned = await planner.plan({ ...task, assembly: null });
      return toBegun(await tell(run, { type: "run.enqueue", plan: toPlan(planned) }));
    },
  };
}

/** A request may have come from a program that leaves out what is null, or whose variables are numbers. */
function toWhole(request: Partial<CreateTask>): CreateTask {
  const {
    taskId,
    project,
    workflow,
    assembly,
    workspace,
    name,
    goal,
    variables = {},
    steps = [],
    targetFiles = [],
    start = true,
    origin = null,
  } = request;
  return {
    taskId: taskId ?? null,
    project: project ?? null,
    workflow: workflow ?? null,
    assembly: assembly ?? null,
    workspace: workspace ?? null,
    name: name ?? null,
    goal: goal ?? null,
    variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    steps,
    targetFiles,
    start,
    origin,
  };
}

function toGivenId(id: string): RunId {
  if (TASK_ID.test(id)) return toRunId(id);
  throw new YardmasterError("cli.usage", "a task's id is made of letters, digits, `-` and `_`, at most 100 of them");
}

async function findLatest(store: Store): Promise<RunId> {
  const [latest] = await store.listDocuments({ collection: RUNS, tags: ["created"], limit: 1 });
  if (latest) return toRunId(latest.id);
  throw new YardmasterError("run.nothing-to-start", "no resumable task found");
}

function toOrder(request: CreateTask, { project, workflow, workspace }: PlannedTask, now: number): TaskOrder {
  const { assembly, steps, targetFiles, origin = null } = request;
  const goal = request.goal ?? (assembly ? `Direct step execution: ${assembly.template}` : `Run the workflow ${workflow}`);
  return {
    name: request.name ?? (assembly ? `run:${assembly.template}` : `QA Sprint ${toTime(now)}`),
    project,
    workflow,
    workspace,
    variables: { goal, ...request.variables },
    steps,
    targetFiles,
    ...(origin === null ? {} : { origin }),
  };
}

/** `2026-11-20 08:00:00`, in UTC. */
function toTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** What is asked for in a thread has the thread's title. */
function toSubject({ variables, origin }: TaskOrder): string {
  return (origin ? toIssueRequest({ variables }).title : null) ?? variables["goal"] ?? "";
}

/** The first line that says something, for lists and commits. */
function toTitle(goal: string): string {
  const line = goal.split(/\r?\n/).find((each) => each.trim() !== "") ?? "";
  return line.trim().slice(0, TITLE_LENGTH);
}

/** @throws workflow.unsupported */
function toPlan({ plan, workflow }: PlannedTask): WorkflowSpec {
  if (plan.ok) return plan.plan;
  throw new YardmasterError("workflow.unsupported", `workflow '${workflow}' cannot be run yet: ${plan.unsupported.join("; ")}`, {
    hint: "docs/workflows.md says what can be run",
  });
}

function toBegun({ id, status, task, plan }: RunState): BegunTask {
  return { taskId: id, status, project: task?.project ?? "", workflow: task?.workflow ?? plan.name, workspace: task?.workspace ?? "" };
}
