// A yard for tests of those who listen: answers what a test says, and writes down what it was asked to do.
import type { Permission } from "../../../src/core/commands/permission.ts";
import type { StopWord } from "../../../src/core/starts/stop-word.ts";
import type { IssueEvent } from "../../../src/core/triggers/issue-event.ts";
import type { Thread } from "../../../src/forge/forge.ts";
import type { StartAnswer } from "../../../src/runtime/starts/start-guard.ts";
import type { Firing, Queue, ThreadYard } from "../../../src/runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../../src/runtime/yard.ts";

export interface YardScene {
  readonly thread?: Thread | null;
  readonly permissions?: Readonly<Record<string, Permission>>;
  /** Of the thread. */
  readonly runs?: readonly ListedRun[];
  readonly onBranch?: readonly ListedRun[];
  /** Of no thread. */
  readonly unthreaded?: readonly ListedRun[];
  readonly checked?: readonly ListedRun[];
  readonly listens?: boolean;
  readonly start?: StartAnswer;
  readonly firings?: readonly Firing[];
  /** Why `mend` cannot be run, with what helps. @defaultValue it can */
  readonly unready?: { readonly message: string; readonly hint: string | null };
  /** Whether there is a word for people. @defaultValue always */
  readonly isAnswered?: boolean;
  /** By number. */
  readonly pauses?: Queue["pauses"];
  /** What a run answers that is told something. @defaultValue it hears */
  readonly told?: string | null;
  /** What every comment says now; null: it was deleted. */
  readonly said?: string | null;
}

export interface WatchedYard {
  readonly yard: ThreadYard;
  readonly done: string[];
  readonly events: IssueEvent[];
}

export const PULL: Thread = {
  number: 2,
  title: "Login times out",
  body: "Closes #1.",
  author: "yardmaster[bot]",
  url: "https://forge.test/2",
  isOpen: true,
  isLocked: false,
  labels: [],
  assignees: [],
  pullRequest: {
    number: 2,
    url: "https://forge.test/2",
    state: "open",
    isDraft: false,
    head: "yardmaster/1-login",
    headCommit: "c2",
    isFromFork: false,
    isFromDefaultBranch: false,
    base: "main",
  },
};

interface GivenRun extends Partial<ListedRun> {
  readonly event?: string;
  readonly by?: string;
  /** Null: nobody asked for it in one. */
  readonly thread?: number | null;
}

export function aRun(given: GivenRun = {}): ListedRun {
  const { event, by = "ann", thread = 1, ...rest } = given;
  const origin = { thread, by, comment: null, branch: "yardmaster/1-login" };
  return {
    id: "run_1",
    status: "running",
    workflow: "mend",
    identifier: "run_1",
    title: "",
    task: { name: "", project: "default", workflow: "mend", workspace: "default", goal: "", origin, ...(event ? { event } : {}) },
    attempt: null,
    branch: null,
    commit: null,
    workspace: null,
    error: null,
    cancelRequested: false,
    createdAt: 0,
    startedAt: null,
    endedAt: null,
    step: null,
    stepNumber: null,
    stepCount: null,
    ...rest,
  };
}

export function aThreadYard(scene: YardScene = {}): WatchedYard {
  const { thread = PULL, permissions = {}, runs = [], onBranch = [], checked = [], listens = true, told = null, said = "" } = scene;
  const { start = { outcome: "allowed" } } = scene;
  const done: string[] = [];
  const events: IssueEvent[] = [];
  const stops = new Map<number, StopWord[]>();
  const note = (what: string) => void done.push(what);
  const yard: Partial<ThreadYard> = {
    loadPermission: async (login) => permissions[login] ?? "none",
    loadThread: async () => thread,
    async loadComment({ on, id }) {
      note(`look at ${on} ${id}`);
      return said === null ? null : { id, url: "", author: "ann", body: said };
    },
    mayAnswer: () => scene.isAnswered ?? true,
    preview: async ({ workflow }) =>
      scene.unready ? { ok: false, ...scene.unready } : { ok: true, workflow, branch: "", base: null, steps: [], position: 1 },
    listRuns: async () => runs,
    listRunsSeen: async () => runs,
    listOpenRunsOn: async () => onBranch,
    listCheckedRuns: async () => checked,
    findPullRequestOf: async () => 2,
    findUnthreaded: async (beginning) => (scene.unthreaded ?? []).find(({ id }) => id.startsWith(beginning)) ?? null,
    findRun: async (id) => [...runs, ...checked].find((run) => run.id === id) ?? null,
    listens: async () => listens,
    listSources: async () => ["review_submitted", "review_commented", "check_failed"],
    noteStop: async (number, word) => void stops.set(number, [word, ...(stops.get(number) ?? [])]),
    listStops: async (number) => stops.get(number) ?? [],
    listStarted: async () => (listens ? ["mend"] : []),
    async guardStart(number, { id, by, isByPerson }) {
      note(`ask #${number} ${id} by ${by}${isByPerson ? ", a person" : ""}`);
      return start;
    },
    async onIssueEvent(event, mayStart) {
      if (!((await mayStart?.()) ?? true)) return [];
      events.push(event);
      return scene.firings ?? [{ trigger: "by-event", nothing: null }];
    },
    async tell(run, by, text) {
      note(`tell ${run} by ${by}: ${text}`);
      return told;
    },
    async cancel(run, { login, reason }) {
      note(`cancel ${run}: ${login === null ? "" : `${login} `}${reason}`);
      return null;
    },
    async retry(run, { by, taskId }) {
      note(`retry ${run} for ${by} as ${taskId}`);
      return { ok: true, run: "run_2" };
    },
    async retryUnthreaded(run, { taskId, instructions }) {
      note(`retry ${run} in no thread as ${taskId}: ${instructions}`);
      return { ok: true, run: taskId };
    },
    finishBranch: async (branch, commit) => note(`finish ${branch} at ${commit}`),
    loadQueue: async () => ({ running: [], waiting: [], halted: null, pauses: scene.pauses ?? new Map() }),
    listProblems: async () => [],
    loadStandings: async () => [],
    leaveBranch: async (branch) => note(`leave ${branch}`),
    reply: async ({ thread: number, key, body }) => note(`reply #${number} ${key}: ${body}`),
    remark: async (number, text) => note(`remark #${number}: ${text}`),
  };
  return { yard: yard as ThreadYard, done, events };
}
