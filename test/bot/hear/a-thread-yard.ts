// A yard for tests of those who listen: answers what a test says, and writes down what it was asked to do.
import type { Permission } from "../../../src/core/commands/permission.ts";
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
  readonly checked?: readonly ListedRun[];
  readonly listens?: boolean;
  readonly start?: StartAnswer;
  readonly firings?: readonly Firing[];
  /** By number. */
  readonly pauses?: Queue["pauses"];
  /** What a run answers that is told something. @defaultValue it hears */
  readonly told?: string | null;
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

export function aRun(given: Partial<ListedRun> & { readonly event?: string; readonly by?: string } = {}): ListedRun {
  const { event, by = "ann", ...rest } = given;
  const origin = { thread: 1, by, comment: null, branch: "yardmaster/1-login" };
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
  const { thread = PULL, permissions = {}, runs = [], onBranch = [], checked = [], listens = true, told = null } = scene;
  const { start = { outcome: "allowed" } } = scene;
  const done: string[] = [];
  const events: IssueEvent[] = [];
  const note = (what: string) => void done.push(what);
  const yard: Partial<ThreadYard> = {
    loadPermission: async (login) => permissions[login] ?? "none",
    loadThread: async () => thread,
    mayAnswer: () => true,
    listRuns: async () => runs,
    listRunsSeen: async () => runs,
    listOpenRunsOn: async () => onBranch,
    listCheckedRuns: async () => checked,
    findPullRequestOf: async () => 2,
    findRun: async (id) => [...runs, ...checked].find((run) => run.id === id) ?? null,
    listens: async () => listens,
    listSources: async () => ["review_submitted", "review_commented", "check_failed"],
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
    finishBranch: async (branch, commit) => note(`finish ${branch} at ${commit}`),
    loadQueue: async () => ({ running: [], waiting: [], halted: null, pauses: scene.pauses ?? new Map() }),
    leaveBranch: async (branch) => note(`leave ${branch}`),
    reply: async ({ thread: number, key, body }) => note(`reply #${number} ${key}: ${body}`),
    remark: async (number, text) => note(`remark #${number}: ${text}`),
  };
  return { yard: yard as ThreadYard, done, events };
}
