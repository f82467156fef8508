// What the doors may ask of one repository's yard, beside a server or without one: lists, one run, its logs, cancel, why.
import { type Problem, YardmasterError } from "../core/errors.ts";
import { type RunId, runStream, schedulerStream, toRunId } from "../core/ids.ts";
import { type Issue, normalizeState } from "../core/issue.ts";
import type { RunEvent } from "../core/run/events.ts";
import { currentStep, hasEnded, type RunState } from "../core/run/state.ts";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import type { SchedulerState } from "../core/scheduler/state.ts";
import { type Explanation, explain, toQueue } from "../core/views/explanation.ts";
import { RUNS, RUNS_BY_BRANCH, RUNS_BY_THREAD, type RunSummary, toRunSummary } from "../core/views/run-summary.ts";
import type { WorkflowSpec } from "../core/workflow/workflow-spec.ts";
import type { Clock } from "../std/clock.ts";
import type { LogKey, LogStore } from "../store/log-store.ts";
import type { Store } from "../store/store.ts";
import type { Tracker } from "../trackers/tracker.ts";
import { runAggregate, schedulerAggregate } from "./aggregates.ts";
import { createStream } from "./dispatch.ts";
import { findRunId } from "./tasks/find-run.ts";

export interface YardDeps {
  readonly store: Store;
  readonly logs: LogStore;
  readonly tracker: Tracker;
  readonly clock: Clock;
  readonly project: string;
  /** What the configuration says, for as long as no server has ever applied it. */
  readonly settings: Partial<SchedulerSettings>;
  newRunId(): RunId;
}

/** A run in a list, with the step it is at. */
export interface ListedRun extends RunSummary {
  readonly step: string | null;
  readonly stepNumber: number | null;
  readonly stepCount: number | null;
}

export interface RunQuery {
  /** Empty: all. */
  readonly statuses: readonly string[];
  readonly limit: number;
  /** Only tasks of the workflows that this project declares. */
  readonly project?: string | null;
  /** Only those that were asked for in this thread, or that work on this branch. @defaultValue of any */
  readonly of?: { readonly thread: number } | { readonly branch: string };
}

export interface LogPiece extends LogKey {
  readonly text: string;
}

export interface Yard {
  /** Newest first. */
  listRuns(query: RunQuery): Promise<readonly ListedRun[]>;
  /** By their whole ids, in this order; those that there are. */
  loadListed(runs: readonly string[]): Promise<readonly ListedRun[]>;
  /** @throws run.not-found, run.ambiguous */
  findRun(idOrPrefix: string): Promise<RunState>;
  /** Everything that happened in a run, in order, each with its time. */
  readHistory(run: RunId): Promise<readonly { readonly at: number; readonly event: RunEvent }[]>;
  /** What the steps have printed so far, oldest first. */
  readLogs(run: RunId): Promise<readonly LogPiece[]>;
  /** Passes on what steps print, from the beginning or from now, until the run has ended; answers how it ended. */
  followRun(run: RunId, options: FollowOptions): Promise<RunState>;
  /** @throws run.not-found, run.already-ended */
  cancelRun(run: RunId, reason: string): Promise<void>;
  /** Accepts a run on something that no tracker lists; it begins when the scheduler of a server admits it. */
  requestRun(issue: Issue, plan: WorkflowSpec, run?: RunId): Promise<RunId>;
  loadScheduler(): Promise<SchedulerState>;
  /** @throws issue.not-found, tracker.* */
  explain(identifier: string): Promise<Explanation>;
  /** Waiting issues, best first. */
  queue(): Promise<readonly Issue[]>;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** How far each log was passed on; given again, following goes on from there. */
  readonly seen?: Map<string, number>;
  onText(piece: LogPiece): void;
}

const LOOK_MS = 100;
/** Records that a list for one project is looked for in. */
const MOST_RUNS = 10_000;
/** Runs that one thread or one branch is looked into for. */
const MOST_OF_ONE = 1_000;

export function createYard({ store, logs, tracker, clock, project, settings, newRunId }: YardDeps): Yard {
  const facts = { now: () => clock.now(), newRunId };
  // A server learns of what is committed here from the store.
  const deps = { store, onEffects() {} };
  const runs = createStream(runAggregate(facts), deps);
  const scheduler = createStream(schedulerAggregate(facts, settings), deps);
  const loadScheduler = () => scheduler.load(schedulerStream(project));

  async function loadRun(run: RunId): Promise<RunState> {
    const state = await runs.load(runStream(run));
    if (!state) throw notFound(run);
    return state;
  }

  async function toListed(summary: RunSummary): Promise<ListedRun> {
    const none = { step: null, stepNumber: null, stepCount: null };
    if (hasEnded(summary)) return { ...summary, ...none };
    const run = await loadRun(toRunId(summary.id));
    const step = currentStep(run);
    const position = step ? { step: step.id, stepNumber: run.steps.indexOf(step) + 1, stepCount: run.steps.length } : none;
    return { ...toRunSummary(run), ...position };
  }

  /** Newest first. */
  async function findIds(of: NonNullable<RunQuery["of"]>): Promise<readonly string[]> {
    const place = "thread" in of ? { collection: RUNS_BY_THREAD, tag: String(of.thread) } : { collection: RUNS_BY_BRANCH, tag: of.branch };
    const found = await store.listDocuments({ collection: place.collection, tags: [place.tag], limit: MOST_OF_ONE });
    return found.map(({ id }) => id);
  }

  async function loadSummaries(ids: readonly string[]): Promise<readonly RunSummary[]> {
    const found = await Promise.all(ids.map((id) => store.getDocument(RUNS, id)));
    return found.flatMap((document) => (document === null ? [] : [toSummary(document.body)]));
  }

  /** Passes on all that has come since the last call, steps in the plan's order; `seen` keeps the offsets. */
  async function passOn({ id, steps }: RunState, seen: Map<string, number>, onText: FollowOptions["onText"]): Promise<void> {
    const place = ({ step }: LogKey) => steps.findIndex((each) => each.id === step);
    const keys = [...(await logs.list(id))].sort((a, b) => place(a) - place(b) || a.attempt - b.attempt);
    for (const key of keys) {
      const name = `${key.step}.${key.attempt}`;
      for (;;) {
        const { text, next } = await logs.read(key, seen.get(name) ?? 0);
        seen.set(name, next);
        if (text === "") break;
        onText({ ...key, text });
      }
    }
  }

  return {
    async listRuns({ statuses, limit, project: named = null, of }) {
      if (of !== undefined) {
        const meant = (await loadSummaries(await findIds(of))).filter(({ status }) => statuses.length === 0 || statuses.includes(status));
        return await Promise.all(meant.slice(0, limit).map(toListed));
      }
      const narrowed = statuses.length > 0 ? { tags: statuses } : {};
      const documents = await store.listDocuments({ collection: RUNS, limit: named === null ? limit : MOST_RUNS, ...narrowed });
      const summaries = documents.map(({ body }) => toSummary(body));
      const meant = named === null ? summaries : summaries.filter(({ task }) => task?.project === named).slice(0, limit);
      return await Promise.all(meant.map(toListed));
    },
    loadListed: async (ids) => await Promise.all((await loadSummaries(ids)).map(toListed)),
    async findRun(idOrPrefix) {
      return await loadRun(await findRunId(store, idOrPrefix));
    },
    async readHistory(run) {
      const events = await store.read(runStream(run), 0);
      return events.map(({ at, data }) => ({ at, event: data as unknown as RunEvent }));
    },
    async readLogs(run) {
      const pieces: LogPiece[] = [];
      await passOn(await loadRun(run), new Map(), (piece) => pieces.push(piece));
      return pieces;
    },
    async followRun(run, { signal, seen = new Map(), onText }) {
      for (;;) {
        const state = await loadRun(run);
        await passOn(state, seen, onText);
        if (hasEnded(state) || signal.aborted) return state;
        await waitForNews(store, clock, signal);
      }
    },
    async cancelRun(run, reason) {
      const cancellation = { by: "person", reason } as const;
      const told = await runs.dispatch(runStream(run), { type: "run.cancel", cancellation });
      if (told.outcome !== "refused") return;
      if (told.code === "run.not-found") throw notFound(run);
      throw new YardmasterError("run.already-ended", `run ${run} has already ended`);
    },
    async requestRun(issue, plan, runId = newRunId()) {
      const run = { runId, issue, source: "request", attempt: null, lastError: null, plan, held: true } as const;
      await runs.dispatch(runStream(runId), { type: "run.create", run });
      return runId;
    },
    loadScheduler,
    async explain(identifier) {
      const state = await loadScheduler();
      const known = [...state.settings.activeStates, ...state.settings.terminalStates, "backlog", "blocked"];
      const { issues, problems } = await tracker.fetchIssuesByStates(known, "person");
      const issue = findIssue(issues, identifier);
      if (!issue) throw notListed(identifier, issues, problems);
      const active = issues.filter(({ state: issueState }) => state.settings.activeStates.includes(normalizeState(issueState)));
      return explain(issue, active, state, clock.now());
    },
    async queue() {
      const state = await loadScheduler();
      const { issues } = await tracker.fetchIssuesByStates(state.settings.activeStates, "person");
      return [...[...state.requests.values()].map(({ issue }) => issue), ...toQueue(issues, state, clock.now())];
    },
  };
}

/** A record that was written before there were tasks does not say that its run is none. */
function toSummary(body: Readonly<Record<string, unknown>>): RunSummary {
  return { task: null, ...body } as unknown as RunSummary;
}

/** Logs are files that grow without a commit, so besides commits a short time passing counts as news. */
function waitForNews(store: Store, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      cancel();
      unsubscribe();
      signal.removeEventListener("abort", settle);
      resolve();
    };
    const cancel = clock.after(LOOK_MS, settle);
    const unsubscribe = store.onChange(settle);
    signal.addEventListener("abort", settle);
  });
}

function notFound(run: RunId): YardmasterError {
  return new YardmasterError("run.not-found", `there is no run ${run}`);
}

/** By identifier, id or title, or by a prefix of the identifier that only one has. A shell takes what follows a bare `#` for a comment. */
function findIssue(issues: readonly Issue[], name: string): Issue | undefined {
  const isMeant = ({ identifier, id, title }: Issue) => [identifier, id, title].includes(name) || identifier === `#${name}`;
  const exact = issues.find(isMeant);
  const alike = name === "" ? [] : issues.filter(({ identifier }) => identifier.startsWith(name));
  return exact ?? (alike.length === 1 ? alike[0] : undefined);
}

function notListed(name: string, issues: readonly Issue[], problems: readonly Problem[]): YardmasterError {
  if (/^(?:run|goal)_/.test(name)) {
    const hint = "it looks like a run's id; `yardmaster task list` and `yardmaster task info <id>` show runs";
    return new YardmasterError("issue.not-found", `the tracker lists no issue ${name}`, { hint });
  }
  const some = issues.slice(0, 5).map(({ identifier }) => identifier);
  const listed = some.length > 0 ? `it lists ${some.join(", ")}${issues.length > some.length ? " …" : ""}` : "it lists nothing";
  const [broken] = problems.filter(({ severity }) => severity === "error");
  const hint = broken ? `${listed}; and ${broken.file}:${broken.line} is not valid: ${broken.message}` : listed;
  return new YardmasterError("issue.not-found", `the tracker lists no issue ${name}`, { hint });
}
