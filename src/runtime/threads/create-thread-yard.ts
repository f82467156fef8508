// A repository's yard as the people in its threads see it, put together from its parts. Renders nothing and asks nobody's permission.
import { toCommandSettings } from "../../core/commands/command-settings.ts";
import type { KnownWorkflow } from "../../core/commands/grammar.ts";
import { type ErrorCode, type Problem, YardmasterError } from "../../core/errors.ts";
import { runStream, schedulerStream, toRunId } from "../../core/ids.ts";
import { DEFAULT_PROJECT, type Origin, type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import { hasEnded, type RunStatus } from "../../core/run/state.ts";
import type { TaskOrder, TaskOrigin } from "../../core/run/task-order.ts";
import { toThreadBranch } from "../../core/run/thread-branch.ts";
import type { SchedulerCommand } from "../../core/scheduler/decide.ts";
import { type TriggerDeclaration, toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import { type IssueEvent, toIssuePayload } from "../../core/triggers/issue-event.ts";
import { isPersonLogin } from "../../core/views/is-person-login.ts";
import { toRunCard } from "../../core/views/run-card.ts";
import type { Forge, Thread } from "../../forge/forge.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import { runAggregate, schedulerAggregate } from "../aggregates.ts";
import type { ResourceControl } from "../control/resources.ts";
import type { TaskControl } from "../control/tasks.ts";
import type { Log } from "../deps.ts";
import { createStream } from "../dispatch.ts";
import { listRunsCheckedOn } from "../presence/list-runs-checked-on.ts";
import { loadDurations } from "../presence/load-durations.ts";
import { loadShown } from "../presence/shown.ts";
import { createStartGuard } from "../starts/start-guard.ts";
import { findRunId } from "../tasks/find-run.ts";
import type { TaskPlanner } from "../tasks/task-control.ts";
import type { ListedRun, Yard } from "../yard.ts";
import { createAnswerBudget } from "./answer-budget.ts";
import type { Answers } from "./answers.ts";
import type { FinishedBranches } from "./finished-branches.ts";
import { createHeardSayings } from "./heard-sayings.ts";
import { createRemarks } from "./remarks.ts";
import { createStopWords } from "./stop-words.ts";
import { findTakenName, toRetriedVariables, toThreadVariables } from "./thread-variables.ts";
import type { Limit, Standing, StartOutcome, StartRequest, ThreadYard } from "./thread-yard.ts";
import { toUnworkable } from "./to-unworkable.ts";

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
  readonly answers: Pick<Answers, "reply" | "acknowledge">;
  loadManners: ThreadYard["loadManners"];
  /** Of what a trigger begins now where nobody asks. @throws forge.* */
  loadOrigin(trigger: Pick<TriggerDeclaration, "project" | "name">): Promise<TaskOrigin>;
  onIssueEvent: ThreadYard["onIssueEvent"];
  refresh(): Promise<void>;
  listProblems(): readonly Problem[];
  listLimits(): readonly Limit[];
  /** Whether all places of the host are taken. */
  isCrowdedOut(): boolean;
  /** The word that commands begin with, without its slash. */
  readonly verb: string;
  /** The queue is another now: has the scheduler look at it, and whoever shows it. */
  look(): void;
}

type Refused = Extract<StartOutcome, { readonly ok: false }>;

const ORIGINS: Readonly<Record<Origin, string>> = {
  apply: "the operator",
  repository: "the default branch",
  organisation: "the owner's `.github`",
  "workflow-file": "the workflow file",
  builtin: "Yardmaster",
};
const OPEN: readonly RunStatus[] = ["created", "queued", "running"];
const MOST_RUNS = 2_000;
/** What finding a run by the beginning of its id ends with where it means no run, or several. */
const UNNAMED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["run.not-found", "run.ambiguous"]);

export function createThreadYard(deps: ThreadYardDeps): ThreadYard {
  const { store, clock, forge, yard, tasks, planner, resources } = deps;
  const facts = { now: () => clock.now(), newRunId: () => toRunId("") };
  // The loop of the server learns of what is committed here from the store.
  const runs = createStream(runAggregate(facts), { store, onEffects() {} });
  const scheduler = createStream(schedulerAggregate(facts), { store, onEffects() {} });
  const stream = schedulerStream(deps.repository);
  const guard = createStartGuard({ store, clock, log: deps.log });
  const remarks = createRemarks(store, clock);
  const heard = createHeardSayings(store, clock);
  const stops = createStopWords(store, clock);

  const listRuns = (thread: number) => yard.listRuns({ statuses: [], limit: MOST_RUNS, of: { thread } });

  async function listRunsSeen({ number, pullRequest }: Pick<Thread, "number" | "pullRequest">): Promise<readonly ListedRun[]> {
    const asked = await listRuns(number);
    // A fork's branch may be called like one of ours.
    if (pullRequest === null || pullRequest.isFromFork) return asked;
    const atWork = await yard.listRuns({ statuses: [], limit: MOST_RUNS, of: { branch: pullRequest.head } });
    const ids = new Set(asked.map(({ id }) => id));
    return [...asked, ...atWork.filter(({ id }) => !ids.has(id))].sort((one, other) => other.createdAt - one.createdAt);
  }

  /** The one that the thread had before, should its title have changed since. */
  async function toBranch(thread: Thread): Promise<string> {
    if (thread.pullRequest !== null) return thread.pullRequest.head;
    const [last] = await listRuns(thread.number);
    return last?.task?.origin?.branch ?? toThreadBranch(thread.number, thread.title);
  }

  /** Whether there is work on the branch, or about to be, which a run would go on with. */
  async function goesOn({ number, pullRequest }: Thread, branch: string): Promise<boolean> {
    if (pullRequest !== null || (await listRuns(number)).some((run) => !hasEnded(run))) return true;
    return (await forge.fetchPullRequestOf(branch))?.state === "open";
  }

  /** @returns false: somebody has said otherwise since */
  async function takeWord(thread: number | null, saidAt: number, command: SchedulerCommand): Promise<boolean> {
    await scheduler.dispatch(stream, command);
    deps.look();
    return (await scheduler.load(stream)).lastWords.get(thread) === saidAt;
  }

  /** So that what is done for somebody names them where the forge looks for it. */
  async function withAddress(origin: TaskOrigin): Promise<TaskOrigin> {
    return isPersonLogin(origin.by) ? { ...origin, address: await forge.fetchAddress(origin.by) } : origin;
  }

  async function listAwake(project: string): Promise<readonly TriggerDeclaration[]> {
    const listed = await resources.list({ project, kind: "Trigger", name: null, revealSecrets: false });
    return listed.map(({ resource }) => toTriggerDeclaration(resource)).filter(({ policy }) => !policy.suspended);
  }

  async function listListening(event: IssueEvent): Promise<readonly TriggerDeclaration[]> {
    return (await listAwake(event.project)).filter((trigger) => toIssuePayload(trigger, event) !== null);
  }

  /** @param about what its words are about, where that is another thread than the one in which it was asked for */
  async function create(request: StartRequest, about: StartRequest["thread"] = request.thread): Promise<StartOutcome> {
    const { taskId, workflow, steps, thread, by, comment, askedAt } = request;
    const unworkable = toUnworkable(thread);
    if (unworkable !== null) return { ok: false, ...unworkable };
    const asked = { thread: thread.number, by, comment, ...(askedAt !== undefined && { askedAt }) };
    const created = await tasks.create({
      taskId,
      project: DEFAULT_PROJECT,
      workflow,
      assembly: null,
      workspace: null,
      name: `#${thread.number} ${workflow}`,
      goal: null,
      variables: toThreadVariables({ ...request, thread: about }),
      steps,
      targetFiles: [],
      start: true,
      origin: await withAddress({ ...asked, branch: await toBranch(thread) }),
    });
    return { ok: true, run: created.taskId };
  }

  /** What can be tried again. */
  async function loadEnded(run: string): Promise<{ readonly ok: true; readonly task: TaskOrder } | Refused> {
    const state = await runs.load(runStream(toRunId(run)));
    if (!state?.task) return { ok: false, message: `there is no run ${run}`, hint: null };
    if (!hasEnded(state)) return { ok: false, message: `run ${run} has not ended`, hint: "cancel it first" };
    return { ok: true, task: state.task };
  }

  return {
    guardStart: (number, ask) => guard.ask({ repository: deps.repositoryId, number }, ask),
    loadPermission: forge.fetchPermission,
    loadThread: forge.fetchThread,
    loadComment: forge.fetchComment,
    mayAnswer: createAnswerBudget(clock),
    acknowledge: deps.answers.acknowledge,
    reply: deps.answers.reply,
    recall: heard.recall,
    remember: heard.remember,
    async listWorkflows() {
      const listed = await resources.list({ project: DEFAULT_PROJECT, kind: "Workflow", name: null, revealSecrets: false });
      return listed.map(({ resource }) => toKnownWorkflow(resource));
    },
    async loadCommandSettings() {
      const [found] = await resources.list({ project: DEFAULT_PROJECT, kind: "Project", name: DEFAULT_PROJECT, revealSecrets: false });
      return toCommandSettings(found?.resource ?? null);
    },
    start: (request) => inWords(async () => toTaken(request) ?? (await create(request))),
    async preview(request) {
      return await inWords(async () => {
        const { workflow, steps, thread } = request;
        const unworkable = toUnworkable(thread);
        if (unworkable !== null) return { ok: false, ...unworkable };
        const taken = toTaken(request);
        if (taken !== null) return taken;
        const planned = await planner.plan({ project: DEFAULT_PROJECT, workflow, assembly: null, workspace: null, steps, targetFiles: [] });
        if (!planned.plan.ok)
          return { ok: false, message: `${workflow} cannot be run yet: ${planned.plan.unsupported.join("; ")}`, hint: null };
        const { requests } = await scheduler.load(stream);
        const branch = await toBranch(thread);
        return {
          ok: true,
          workflow: planned.workflow,
          branch,
          base: (await goesOn(thread, branch)) ? null : (await forge.fetchRepository()).defaultBranch,
          steps: planned.plan.plan.steps.map(({ id, body }) => ({ id, agent: body.kind === "agent" ? (body.agent?.name ?? "") : null })),
          position: requests.size + 1,
        };
      });
    },
    listRuns,
    listRunsSeen,
    findRun: async (run) => (await yard.loadListed([run]))[0] ?? null,
    async findUnthreaded(idOrPrefix) {
      const found = await findRunId(store, idOrPrefix).catch((error: unknown) => {
        if (error instanceof YardmasterError && UNNAMED.has(error.code)) return null;
        throw error;
      });
      const [run] = found === null ? [] : await yard.loadListed([found]);
      return run !== undefined && (run.task?.origin?.thread ?? null) === null ? run : null;
    },
    async cancel(run, { login, reason, isOurs }) {
      const cancellation = { by: "person", reason, ...(isOurs && { isOurs }), ...(login !== null && { login }) } as const;
      const told = await runs.dispatch(runStream(toRunId(run)), { type: "run.cancel", cancellation });
      if (told.outcome === "refused") return told.code;
      const isTooLate = told.outcome === "done" && told.state?.ending && !told.state.cancellation;
      return isTooLate ? "run.already-ended" : null;
    },
    async retry(run, request) {
      return await inWords(async () => {
        const ended = await loadEnded(run);
        if (!ended.ok) return ended;
        const { workflow, steps, variables, origin } = ended.task;
        // What was asked for in the first place holds on, unless something else is said now.
        const instructions = request.instructions === "" ? (variables["arguments"] ?? "") : request.instructions;
        const isSaidThere = origin?.thread === request.thread.number && request.comment !== null;
        const about = isSaidThere ? request.thread : toFormer(request.thread, variables);
        return await create({ ...request, workflow, steps, variables, instructions }, about);
      });
    },
    async retryUnthreaded(run, { taskId, instructions }) {
      return await inWords(async () => {
        const ended = await loadEnded(run);
        if (!ended.ok) return ended;
        const { origin = null, variables, ...task } = ended.task;
        const again = origin?.trigger === undefined ? origin : await deps.loadOrigin({ project: task.project, name: origin.trigger });
        const wanted = { ...task, variables: toRetriedVariables(variables, instructions), origin: again };
        const created = await tasks.create({ ...wanted, taskId, assembly: null, goal: null, start: true });
        return { ok: true, run: created.taskId };
      });
    },
    async tell(run, by, text) {
      const told = await runs.dispatch(runStream(toRunId(run)), { type: "run.tell", by, text });
      return told.outcome === "refused" ? told.code : null;
    },
    pause: (thread, words) =>
      takeWord(thread, words.saidAt, thread === null ? { type: "scheduler.pause", ...words } : { type: "thread.pause", thread, ...words }),
    resume: (thread, word) =>
      takeWord(
        thread,
        word.saidAt,
        thread === null ? { type: "scheduler.resume", person: word } : { type: "thread.resume", thread, ...word },
      ),
    noteStop: stops.add,
    listStops: stops.list,
    async loadQueue() {
      const [{ requests, halted, pauses }, open] = await Promise.all([
        scheduler.load(stream),
        yard.listRuns({ statuses: OPEN, limit: MOST_RUNS }),
      ]);
      const order = [...requests.values()].map(({ runId }) => runId as string);
      const place = ({ id }: ListedRun) => (order.includes(id) ? order.indexOf(id) : order.length);
      const isRunning = ({ id, status }: ListedRun) => status === "running" || (status === "queued" && !order.includes(id));
      return {
        running: open.filter(isRunning).reverse(),
        waiting: open.filter((run) => !isRunning(run)).sort((one, other) => place(one) - place(other)),
        halted: halted && { reason: halted.reason, by: halted.by ?? null },
        pauses,
      };
    },
    async listSettings() {
      const listed = await resources.list({ project: null, kind: null, name: null, revealSecrets: false });
      return listed.map(({ resource, overrides }) => ({
        label: toResourceLabel(resource),
        origin: ORIGINS[resource.source.origin],
        place: `${resource.source.file}:${resource.source.line}`,
        overrides: overrides.map(({ source }) => ORIGINS[source.origin]),
        isBuiltIn: resource.source.origin === "builtin",
      }));
    },
    listProblems: async () => deps.listProblems(),
    listLimits: async () => deps.listLimits(),
    async loadStandings(listed) {
      const [state, durationsMs] = await Promise.all([scheduler.load(stream), loadDurations(store)]);
      const facts = { scheduler: deps.isCrowdedOut() ? { ...state, isCrowdedOut: true } : state, durationsMs, now: clock.now() };
      const standings = listed.map(async ({ id }): Promise<readonly Standing[]> => {
        const [run, shown] = await Promise.all([runs.load(runStream(toRunId(id))), loadShown(store, toRunId(id))]);
        const origin = run?.task?.origin;
        if (!run || !origin) return [];
        const card = toRunCard(run, origin, { ...facts, verb: deps.verb, log: null, result: shown?.result ?? null, calls: [] });
        return [{ card, url: shown?.comment?.url ?? null }];
      });
      return (await Promise.all(standings)).flat();
    },
    loadManners: deps.loadManners,
    async onIssueEvent(event, mayStart) {
      return await deps.onIssueEvent({ ...event, origin: event.origin && (await withAddress(event.origin)) }, mayStart);
    },
    listens: async (event) => (await listListening(event)).length > 0,
    listSources: async () => [...new Set((await listAwake(DEFAULT_PROJECT)).flatMap(({ source }) => source ?? []))],
    listStarted: async (event) => (await listListening(event)).map(({ action }) => action.workflow),
    findPullRequestOf: async (branch) => (await forge.fetchPullRequestOf(branch))?.number ?? null,
    listOpenRunsOn: (branch) => yard.listRuns({ statuses: OPEN, limit: MOST_RUNS, of: { branch } }),
    async listCheckedRuns(commit) {
      const shown = await yard.loadListed([...(await listRunsCheckedOn(store, commit))]);
      const listed = [...shown].sort((one, other) => other.createdAt - one.createdAt);
      const workflows = listed.map(({ task }) => task?.workflow);
      return listed.filter(({ task }, index) => workflows.indexOf(task?.workflow) === index);
    },
    finishBranch: deps.finished.finish,
    leaveBranch: deps.finished.leave,
    refresh: deps.refresh,
    listRemarks: remarks.list,
    remark: remarks.add,
  };
}

/**
 * In the words that a run was asked for with: what was asked for in an issue stays about the issue when it is tried again on its pull
 * request, and who presses a button has not read what the thread says now.
 */
function toFormer(thread: Thread, { issue = "", title, body, url }: Readonly<Record<string, string>>): Thread {
  const number = /^#(\d+)$/.exec(issue)?.[1];
  if (number === undefined) return thread;
  return { ...thread, number: Number(number), title: title ?? thread.title, body: body ?? thread.body, url: url ?? thread.url };
}

function toTaken(request: StartRequest): Refused | null {
  const name = findTakenName(request);
  if (name === null) return null;
  return { ok: false, message: `\`${name}\` is what the thread says, and cannot be set`, hint: "choose another name for the variable" };
}

function toKnownWorkflow({ metadata, spec }: Resource): KnownWorkflow {
  const described = spec["description"] ?? metadata.annotations["description"];
  return { name: metadata.name, summary: typeof described === "string" ? described : null };
}

/** What the person can mend is a refusal; everything else goes on being an error. */
async function inWords<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof YardmasterError) || error.retryable) throw error;
    return { ok: false, message: error.message, hint: error.hint };
  }
}
