// A repository on a forge in memory, runs in a real store, and as many presenters as a test wants, on a clock turned by hand.
import { fileURLToPath } from "node:url";
import { type RunId, runStream, schedulerStream, toRunId } from "../../../src/core/ids.ts";
import { createIssue } from "../../../src/core/issue.ts";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import type { RunState } from "../../../src/core/run/state.ts";
import type { Halt } from "../../../src/core/scheduler/state.ts";
import type { StepSpec } from "../../../src/core/workflow/workflow-spec.ts";
import type { Forge } from "../../../src/forge/forge.ts";
import { createMemoryForge, createMemoryRepository, type MemoryRepository } from "../../../src/forge/memory/index.ts";
import { createRenderer } from "../../../src/rendering/create-renderer.ts";
import { runAggregate, schedulerAggregate } from "../../../src/runtime/aggregates.ts";
import { createStream } from "../../../src/runtime/dispatch.ts";
import { createPresenter, type Presenter, type PresenterDeps } from "../../../src/runtime/presence/presenter.ts";
import type { Store } from "../../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";
import { aStep, begin, done, finished, ORDER } from "../../core/run/past.ts";
import { sqliteHarness } from "../../support/store-fixture.ts";

export interface PresenceScene {
  readonly repository: MemoryRepository;
  readonly store: Store;
  readonly clock: HandClock;
  readonly log: readonly string[];
  /** What steps printed, by step. */
  readonly printed: Map<string, string>;
  /** Another process that shows runs; it hears of every commit. */
  open(options?: Partial<PresenterDeps>): Presenter;
  /** A process that is gone without a word. */
  lose(presenter: Presenter): void;
  /** Ana asks for a run in a thread. */
  ask(run: string, thread: number, options?: AskOptions): Promise<void>;
  /** The scheduler gives out its slots. */
  admit(): Promise<void>;
  tell(run: string, ...commands: readonly RunCommand[]): Promise<void>;
  /** Its workspace is there, on the thread's branch. */
  prepare(run: string): Promise<void>;
  /** Pushes a change to the thread's branch, as a step's result. */
  work(run: string, step: string, files?: Readonly<Record<string, string>>): Promise<void>;
  load(run: string): Promise<RunState>;
  /** Nothing begins any more: somebody wants it so, or without a `by` the scheduler found that nothing can. Null: it does again. */
  halt(reason: string | null, by?: string): Promise<void>;
  settle(): Promise<void>;
  /** Lets time pass, second by second. */
  pass(ms: number): Promise<void>;
  /** The whole life of a run that changes something; its steps take a minute each. */
  live(run: string): Promise<void>;
  /** How many writes people saw, in all or by one call. */
  writes(call?: string): number;
  /** A forge that counts what it is asked, also where there was nothing to write. */
  counting(): { readonly forge: Forge; readonly calls: ReadonlyMap<string, number> };
  /** First lines of the App's comments in a thread, folded ones marked. */
  comments(thread: number): readonly string[];
  dispose(): Promise<void>;
}

interface AskOptions {
  readonly steps?: readonly StepSpec[];
  /** False: not in a thread after all. @defaultValue true */
  readonly origin?: boolean;
  /** Not in a thread, but by this trigger. @defaultValue none */
  readonly trigger?: string | null;
  /** @defaultValue ana */
  readonly by?: string;
  /** @defaultValue none, as for a label */
  readonly comment?: number | null;
  /** @defaultValue false */
  readonly draft?: boolean;
  /** @defaultValue the thread's own */
  readonly branch?: string;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
const PROJECT = "p";
const renderer = createRenderer({ directory: fileURLToPath(new URL("../../../templates", import.meta.url)) });
export const toBranch = (thread: number) => `yardmaster/${thread}-login`;

/** Where branches are pushed to. */
export interface Remote {
  /** @returns the commit */
  push(branch: string, files: Readonly<Record<string, string>>): Promise<string>;
  branch(name: string): Promise<string | null>;
}

export interface SceneOptions {
  /** Runs at work at once. @defaultValue 2 */
  readonly slots?: number;
  /** @defaultValue the repository in memory */
  readonly remote?: Remote;
}

export async function createPresenceScene({ slots = 2, remote }: SceneOptions = {}): Promise<PresenceScene> {
  const harness = await sqliteHarness.open();
  const { store } = harness;
  const clock = createHandClock(Date.parse("2026-11-20T08:00:00Z"));
  const repository = createMemoryRepository();
  repository.push("main", { "README.md": "hello" });
  const { push, branch: findBranch }: Remote = remote ?? {
    push: async (branch, files) => repository.push(branch, files),
    branch: async (name) => repository.branch(name),
  };
  const lines: string[] = [];
  const printed = new Map<string, string>();
  const presenters = new Set<Presenter>();
  let halted: Halt | null = null;
  const facts = { now: () => clock.now(), newRunId: () => toRunId("none") };
  const deps = { store, onEffects() {} };
  const runs = createStream(runAggregate(facts), deps, (run) => {
    for (const presenter of presenters) if (run) presenter.onRun(run);
  });
  const scheduler = createStream(schedulerAggregate(facts, { maxConcurrentAgents: slots }), deps);
  const write = (facts: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push(`${message}: ${facts["err"] instanceof Error ? facts["err"].message : ""}`);

  async function load(run: string): Promise<RunState> {
    const state = await runs.load(runStream(toRunId(run)));
    if (!state) throw new Error(`there is no run ${run}`);
    return state;
  }

  async function settle(): Promise<void> {
    for (const presenter of presenters) await presenter.idle();
  }

  async function tell(run: string, ...commands: readonly RunCommand[]): Promise<void> {
    for (const command of commands) {
      const told = await runs.dispatch(runStream(toRunId(run)), command);
      if (told.outcome !== "done") throw new Error(`${command.type} was not done`);
      if (command.type !== "run.report-finish") continue;
      const { issue, id } = await load(run);
      const exit = { issueId: issue.id, runId: id, outcome: "completed", cause: null, message: "", retryAfterMs: null } as const;
      await scheduler.dispatch(schedulerStream(PROJECT), { type: "scheduler.report-exit", exit });
    }
    await settle();
  }

  async function ask(
    run: string,
    thread: number,
    {
      steps = [aStep("implement"), aStep("verify")],
      origin = true,
      trigger = null,
      by = "ana",
      comment = null,
      draft = false,
      branch = toBranch(thread),
    }: AskOptions = {},
  ): Promise<void> {
    const asked = trigger === null ? { thread, by, comment, branch } : { thread: null, trigger, by, comment, branch };
    const issue = createIssue(run, { branchName: branch });
    const variables = { ...ORDER.variables, ...(draft ? { draft: "true" } : {}) };
    const task = { ...ORDER, workflow: "fix", variables, ...(origin ? { origin: asked } : {}) };
    const plan = { name: "fix", steps };
    const created = { runId: toRunId(run), issue, source: "request", attempt: null, lastError: null, plan, held: true, task } as const;
    await tell(run, { type: "run.create", run: created });
    await scheduler.dispatch(schedulerStream(PROJECT), { type: "scheduler.request-run", issue, runId: toRunId(run) });
    await settle();
  }

  async function prepare(run: string): Promise<void> {
    const { issue } = await load(run);
    const branch = issue.branchName ?? "";
    const workspace = { key: run, path: `/yard/${run}`, branch, baseCommit: (await findBranch("main")) ?? "" };
    await tell(run, { type: "run.report-workspace", workspace });
  }

  async function admit(): Promise<void> {
    const told = await scheduler.dispatch(schedulerStream(PROJECT), { type: "scheduler.tick", candidates: [], refreshed: null });
    const claimed = told.outcome === "done" ? told.events.filter((event) => event.type === "issue.claimed") : [];
    for (const { runId } of claimed) {
      const { issue, plan } = await load(runId);
      const run = { runId, issue, source: "request", attempt: null, lastError: null, plan, held: false } as const;
      await tell(runId, { type: "run.create", run });
    }
  }

  async function work(run: string, step: string, files: Readonly<Record<string, string>> = { "login.ts": run }): Promise<void> {
    const { issue, steps } = await load(run);
    const commit = await push(issue.branchName ?? "", files);
    if (steps.find(({ id }) => id === step)?.status === "pending") await tell(run, begin(step));
    await tell(run, done(step, 1, commit));
  }

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SECOND) {
      clock.advance(Math.min(left, SECOND));
      await settle();
    }
  }

  return {
    repository,
    store,
    clock,
    log: lines,
    printed,
    open(options = {}) {
      const presenter = createPresenter({
        store,
        forge: createMemoryForge(repository),
        clock,
        log: { info: write, warn: write, error: write },
        logs: { read: async ({ step }, offset) => ({ text: offset === 0 ? (printed.get(step) ?? "") : "", next: 1 }) },
        loadRun: (run: RunId) => runs.load(runStream(run)),
        loadScheduler: async () => ({ ...(await scheduler.load(schedulerStream(PROJECT))), halted }),
        loadRenderer: async () => renderer,
        ...options,
      });
      presenters.add(presenter);
      return presenter;
    },
    lose: (presenter) => void presenters.delete(presenter),
    ask,
    admit,
    tell,
    prepare,
    work,
    load,
    async halt(reason, by) {
      halted = reason === null ? null : { reason, at: clock.now(), ...(by !== undefined && { by }) };
      for (const presenter of presenters) presenter.onQueue();
      await settle();
    },
    settle,
    pass,
    async live(run) {
      await admit();
      await prepare(run);
      await tell(run, begin("implement"));
      await pass(MINUTE);
      await work(run, "implement");
      await pass(MINUTE);
      await tell(run, begin("verify"));
      await pass(MINUTE);
      await tell(run, done("verify"), finished());
    },
    writes: (call) => repository.writes.filter((write) => call === undefined || write.call === call).length,
    counting() {
      const calls = new Map<string, number>();
      const forge = new Proxy(createMemoryForge(repository), {
        get(target, name) {
          calls.set(String(name), (calls.get(String(name)) ?? 0) + 1);
          return Reflect.get(target, name);
        },
      });
      return { forge, calls };
    },
    comments: (thread) =>
      repository
        .commentsOf(thread)
        .filter(({ author }) => author === repository.login)
        .map(({ body, isHidden }) => `${isHidden ? "(folded) " : ""}${body.split("\n")[0] ?? ""}`),
    async dispose() {
      for (const presenter of presenters) await presenter.stop();
      await harness.dispose();
    },
  };
}
