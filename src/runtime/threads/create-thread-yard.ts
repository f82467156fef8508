// A repository's yard as the people in its threads see it, put together from its parts. Renders nothing and asks nobody's permission.
import type { KnownWorkflow } from "../../core/commands/grammar.ts";
import { YardmasterError } from "../../core/errors.ts";
import { runStream, schedulerStream, toRunId } from "../../core/ids.ts";
import { DEFAULT_PROJECT, type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import { hasEnded, type RunStatus } from "../../core/run/state.ts";
import { toThreadBranch } from "../../core/run/thread-branch.ts";
import { toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import { toIssuePayload } from "../../core/triggers/issue-event.ts";
import type { Forge, Thread } from "../../forge/forge.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import { runAggregate, schedulerAggregate } from "../aggregates.ts";
import type { ResourceControl } from "../control/resources.ts";
import type { TaskControl } from "../control/tasks.ts";
import type { Log } from "../deps.ts";
import { createStream } from "../dispatch.ts";
import { listRunsCheckedOn } from "../presence/list-runs-checked-on.ts";
import { createStartGuard } from "../starts/start-guard.ts";
import type { TaskPlanner } from "../tasks/task-control.ts";
import type { ListedRun, Yard } from "../yard.ts";
import type { FinishedBranches } from "./finished-branches.ts";
import { createRemarks } from "./remarks.ts";
import { toThreadVariables } from "./thread-variables.ts";
import type { StartOutcome, StartRequest, ThreadYard } from "./thread-yard.ts";

export interface ThreadYardDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Whose scheduler it is. */
  readonly repository: string;
  /** The forge's number for it. */
  readonly repositoryId: number;
  readonly log: Log;
  readonly forge: Forge;
  readonly yard: Yard;
  readonly tasks: Pick<TaskControl, "create">;
  readonly planner: TaskPlanner;
  readonly resources: Pick<ResourceControl, "list">;
  readonly finished: FinishedBranches;
  onIssueEvent: ThreadYard["onIssueEvent"];
  refresh(): Promise<void>;
  /** Has the scheduler look at the queue. */
  look(): void;
}

const OPEN: readonly RunStatus[] = ["created", "queued", "running"];
/** Records that a thread's runs are looked for in. */
const MOST_RUNS = 2_000;

export function createThreadYard(deps: ThreadYardDeps): ThreadYard {
  const { store, clock, forge, yard, tasks, planner, resources } = deps;
  const facts = { now: () => clock.now(), newRunId: () => toRunId("") };
  // The loop of the server learns of what is committed here from the store.
  const runs = createStream(runAggregate(facts), { store, onEffects() {} });
  const scheduler = createStream(schedulerAggregate(facts), { store, onEffects() {} });
  const stream = schedulerStream(deps.repository);
  const guard = createStartGuard({ store, clock, log: deps.log });
  const remarks = createRemarks(store, clock);

  async function listRuns(thread: number, statuses: readonly string[] = []): Promise<readonly ListedRun[]> {
    const listed = await yard.listRuns({ statuses, limit: MOST_RUNS });
    return listed.filter(({ task }) => task?.origin?.thread === thread);
  }

  /** The one that the thread had before, should its title have changed since. */
  async function toBranch(thread: Thread): Promise<string> {
    if (thread.pullRequest !== null) return thread.pullRequest.head;
    const [last] = await listRuns(thread.number);
    return last?.task?.origin?.branch ?? toThreadBranch(thread.number, thread.title);
  }

  /** Where we may not write, as in a locked thread, people may still ask for things: what they asked for is done all the same. */
  async function unlessRefused(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
      deps.log.info({ err: error }, "answering in a thread");
    }
  }

  async function create(request: StartRequest): Promise<StartOutcome> {
    const { taskId, workflow, steps, thread, by, comment } = request;
    const refused = toUnworkable(thread);
    if (refused !== null) return refused;
    const created = await tasks.create({
      taskId,
      project: DEFAULT_PROJECT,
      workflow,
      assembly: null,
      workspace: null,
      name: `#${thread.number} ${workflow}`,
      goal: null,
      variables: toThreadVariables(request),
      steps,
      targetFiles: [],
      start: true,
      origin: { thread: thread.number, by, comment, branch: await toBranch(thread) },
    });
    return { ok: true, run: created.taskId };
  }

  return {
    guardStart: (number, ask) => guard.ask({ repository: deps.repositoryId, number }, ask),
    loadPermission: forge.fetchPermission,
    loadThread: forge.fetchThread,
    acknowledge: (to, reaction) => unlessRefused(() => forge.react(to, reaction)),
    async reply({ thread, key, body }) {
      await unlessRefused(async () => void (await forge.putComment({ thread, marker: `yardmaster:reply/${key}`, body, known: null })));
    },
    async listWorkflows() {
      const listed = await resources.list({ project: DEFAULT_PROJECT, kind: "Workflow", name: null, revealSecrets: false });
      return listed.map(({ resource }) => toKnownWorkflow(resource));
    },
    start: (request) => inWords(() => create(request)),
    async preview(request) {
      return await inWords(async () => {
        const { workflow, steps, thread } = request;
        const refused = toUnworkable(thread);
        if (refused !== null) return refused;
        const planned = await planner.plan({ project: DEFAULT_PROJECT, workflow, assembly: null, workspace: null, steps, targetFiles: [] });
        if (!planned.plan.ok)
          return { ok: false, message: `${workflow} cannot be run yet: ${planned.plan.unsupported.join("; ")}`, hint: null };
        const { requests } = await scheduler.load(stream);
        return {
          ok: true,
          workflow: planned.workflow,
          branch: await toBranch(thread),
          steps: planned.plan.plan.steps.map(({ id, body }) => ({ id, agent: body.kind === "agent" ? (body.agent?.name ?? "") : null })),
          position: requests.size + 1,
        };
      });
    },
    listRuns,
    async findRun(run) {
      const listed = await yard.listRuns({ statuses: [], limit: MOST_RUNS });
      return listed.find(({ id }) => id === run) ?? null;
    },
    async cancel(run, { login, reason }) {
      const cancellation = { by: "person", reason, ...(login !== null && { login }) } as const;
      const told = await runs.dispatch(runStream(toRunId(run)), { type: "run.cancel", cancellation });
      if (told.outcome === "refused") return told.code;
      const isTooLate = told.outcome === "done" && told.state?.ending && !told.state.cancellation;
      return isTooLate ? "run.already-ended" : null;
    },
    async retry(run, request) {
      return await inWords(async () => {
        const state = await runs.load(runStream(toRunId(run)));
        if (!state?.task) return { ok: false, message: `there is no run ${run}`, hint: null };
        if (!hasEnded(state)) return { ok: false, message: `run ${run} has not ended`, hint: "cancel it first" };
        const { workflow, steps, variables } = state.task;
        // What was asked for in the first place holds on, unless something else is said now.
        const instructions = request.instructions === "" ? (variables["arguments"] ?? "") : request.instructions;
        return await create({ ...request, workflow, steps, variables, instructions });
      });
    },
    async tell(run, by, text) {
      const told = await runs.dispatch(runStream(toRunId(run)), { type: "run.tell", by, text });
      return told.outcome === "refused" ? told.code : null;
    },
    async pause(by, reason) {
      await scheduler.dispatch(stream, { type: "scheduler.pause", by, reason });
    },
    async resume() {
      await scheduler.dispatch(stream, { type: "scheduler.resume", byPerson: true });
      deps.look();
    },
    async loadQueue() {
      const [{ requests, halted }, open] = await Promise.all([scheduler.load(stream), yard.listRuns({ statuses: OPEN, limit: MOST_RUNS })]);
      const order = [...requests.values()].map(({ runId }) => runId as string);
      const place = ({ id }: ListedRun) => (order.includes(id) ? order.indexOf(id) : order.length);
      const isRunning = ({ id, status }: ListedRun) => status === "running" || (status === "queued" && !order.includes(id));
      return {
        running: open.filter(isRunning).reverse(),
        waiting: open.filter((run) => !isRunning(run)).sort((one, other) => place(one) - place(other)),
        halted: halted && { reason: halted.reason, by: halted.by ?? null },
      };
    },
    async listSettings() {
      const listed = await resources.list({ project: null, kind: null, name: null, revealSecrets: false });
      return listed.map(({ resource, overrides }) => ({
        label: toResourceLabel(resource),
        origin: resource.source.origin,
        place: `${resource.source.file}:${resource.source.line}`,
        overrides: overrides.map(({ source }) => source.origin),
      }));
    },
    onIssueEvent: deps.onIssueEvent,
    async listens(event) {
      const listed = await resources.list({ project: event.project, kind: "Trigger", name: null, revealSecrets: false });
      const triggers = listed.map(({ resource }) => toTriggerDeclaration(resource));
      return triggers.some((trigger) => !trigger.policy.suspended && toIssuePayload(trigger, event) !== null);
    },
    findPullRequestOf: async (branch) => (await forge.fetchPullRequestOf(branch))?.number ?? null,
    async listOpenRunsOn(branch) {
      const open = await yard.listRuns({ statuses: OPEN, limit: MOST_RUNS });
      return open.filter(({ task }) => task?.origin?.branch === branch);
    },
    async listCheckedRuns(commit) {
      const ids = await listRunsCheckedOn(store, commit);
      const listed = (await yard.listRuns({ statuses: [], limit: MOST_RUNS })).filter(({ id }) => ids.has(id));
      const workflows = listed.map(({ task }) => task?.workflow);
      return listed.filter(({ task }, index) => workflows.indexOf(task?.workflow) === index);
    },
    finishBranch: deps.finished.finish,
    refresh: deps.refresh,
    listRemarks: remarks.list,
    remark: remarks.add,
  };
}

/** What we cannot write is not worked on. */
function toUnworkable({ pullRequest, isOpen }: Thread): Extract<StartOutcome, { readonly ok: false }> | null {
  if (pullRequest?.isFromFork) {
    const hint = "bring the branch into this repository, and ask again on a pull request from there";
    return { ok: false, message: "this pull request comes from a fork, which Yardmaster cannot push to", hint };
  }
  if (pullRequest !== null && !isOpen) return { ok: false, message: "this pull request is closed", hint: "reopen it first" };
  return null;
}

function toKnownWorkflow({ metadata, spec }: Resource): KnownWorkflow {
  const described = metadata.annotations["description"] ?? spec["description"];
  return { name: metadata.name, summary: typeof described === "string" ? described : null };
}

/** What the person can mend is a refusal; everything else goes on being an error. */
async function inWords<T>(work: () => Promise<T>): Promise<T | Extract<StartOutcome, { readonly ok: false }>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof YardmasterError) || error.retryable) throw error;
    return { ok: false, message: error.message, hint: error.hint };
  }
}
