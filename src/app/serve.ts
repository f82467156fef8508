// Starts and stops a server: lease, strays of dead workers, runtime, clean-up; and tells when it has nothing left to do.
import type { Agent } from "../agents/agent.ts";
import { YardmasterError } from "../core/errors.ts";
import { type EffectId, type RunId, toRunId } from "../core/ids.ts";
import { hasEnded, type RunState } from "../core/run/state.ts";
import { holdsSlot } from "../core/scheduler/state.ts";
import { type Board, toBoard } from "../core/views/board.ts";
import { toQueue } from "../core/views/explanation.ts";
import { COOKIE_VARIABLE } from "../core/workflow/step-variables.ts";
import { engines } from "../engine/index.ts";
import type { Look, StepOutput } from "../runtime/deps.ts";
import { createRuntime, type Runtime } from "../runtime/runtime.ts";
import { toWorkspaceName } from "../runtime/workspace-name.ts";
import { isAlive, type ProcessIdentity, processIdentity } from "../std/process-identity.ts";
import { checkPrompts } from "./check-prompts.ts";
import { toSchedulerSettings } from "./configuration.ts";
import { parseEnvironment } from "./environment.ts";
import { createLog } from "./log.ts";
import { newWorkerId, type OpenParts, type Surroundings } from "./open-yard.ts";
import { forgetOld } from "./retention.ts";
import { openAgent, openRenderer, openWorkspaces, toAgentEnvironment } from "./rooms.ts";
import { acquireServerLease, type ServerLease } from "./server-lease.ts";
import { endForgottenStrays, endStraysOf } from "./strays.ts";

export interface ServerOptions {
  /** Overrides the file's number of agents at work at once. */
  readonly workers: number | null;
  /** This run alone is done, without being the data directory's server. Null: everything, as its only server. */
  readonly only: RunId | null;
  /** Instead of the one that the workflow file names. */
  readonly agent?: Agent;
  onChange(): void;
  onOutput(output: StepOutput): void;
}

export interface RunningServer {
  readonly runtime: Runtime;
  board(): Promise<Board>;
  /** Nothing runs, waits or could start, and every report has been made. Under a halt: nothing runs. */
  isIdle(): Promise<boolean>;
  /** Rejects when it cannot go on. */
  readonly lost: Promise<never>;
  stop(graceMs: number): Promise<void>;
}

/** Effects performed at once besides agents' steps: reports, workspaces, ticks. */
const ENGINE_CONCURRENCY = 256;
const CLEAN_UP_MS = 3_600_000;
/** One run's effects are looked for among so many. */
const MOST_DUE = 10_000;
/** Ended runs that the board still shows. */
const SHOWN_ENDED = 200;

/** @throws app.already-running, config.invalid, agent.not-found, tracker.*, store.* */
export async function startServer(surroundings: Surroundings, parts: OpenParts, options: ServerOptions): Promise<RunningServer> {
  const { repository, directory, configuration, store, logs, tracker, clock, newId } = parts;
  const { only } = options;
  const log = createLog(parseEnvironment(surroundings.variables));
  const env = toAgentEnvironment(configuration, surroundings.variables);
  const problems = checkPrompts(configuration.workflow, await openRenderer());
  if (problems.length > 0) {
    throw new YardmasterError("config.invalid", `reading ${configuration.file}: its prompts do not hold`, { problems });
  }
  const agent = options.agent ?? (await openAgent(configuration, env));
  const probe = await agent.probe();
  if (!probe.available) {
    throw new YardmasterError("agent.not-found", `looking for the agent: ${probe.detail}`, {
      hint: "install it, or name another under agent: in workflow.yaml",
    });
  }
  if (only === null) await tracker.fetchIssuesByStates(configuration.tracker.activeStates);
  const worker = newWorkerId(newId);
  const workspaces = await openWorkspaces(configuration, {
    directory,
    repository,
    env,
    newHookCookie: () => ({ name: COOKIE_VARIABLE, value: `${directory.key}.${worker}.${newId("hook")}` }),
    warn: (line) => log.warn({}, line),
  });
  const { createLocalEngine } = await engines.local();
  const seen = createSeen();
  const runtime = createRuntime({
    store,
    logs,
    tracker,
    agent,
    workspaces,
    loadRenderer: once(openRenderer),
    clock,
    log,
    newRunId: () => toRunId(newId("run")),
    worker,
    project: repository.key,
    workflow: configuration.workflow,
    settings: toSchedulerSettings(configuration, options.workers),
    limits: { stallMs: configuration.agent.stallTimeoutMs, outputLimitBytes: configuration.agent.outputLimitBytes },
    env,
    author: { name: "Yardmaster", email: "yardmaster@localhost" },
    cookiePrefix: directory.key,
    endStraysOf: (dead) => endStraysOf(directory.key, dead),
    observer: {
      onRun(run) {
        seen.add(run);
        options.onChange();
      },
      onLook(look) {
        seen.onLook(look);
        options.onChange();
      },
      onOutput: options.onOutput,
    },
    info: { ...processIdentity() },
    isDead: (info) => isAlive(info as unknown as ProcessIdentity) === false,
    createEngine: (perform) =>
      createLocalEngine({
        perform: (effect) => (isWanted(effect, only) ? perform(effect) : Promise.resolve()),
        clock,
        concurrency: ENGINE_CONCURRENCY,
        dueEffects: async (limit) => (await store.dueEffects(only === null ? limit : MOST_DUE)).filter((effect) => isWanted(effect, only)),
        nextDueAt: () => store.nextDueAt(),
        onChange: (listener) => store.onChange(listener),
        onError: (error) => log.error({ err: error }, "looking at the outbox"),
      }),
    only,
    pollMs: only === null ? configuration.polling.intervalMs : null,
  });
  const lease = only === null ? await acquireServerLease(store, worker, clock) : NO_LEASE;

  let stopped = false;
  let cancelCleanUp: () => void = () => {};
  async function cleanUp(): Promise<void> {
    const claims = [...(await runtime.loadScheduler()).claims.values()];
    const keep = claims.map(({ runId, source, identifier }) =>
      workspaces.keyFor(toWorkspaceName({ id: runId, source, issue: { identifier } })),
    );
    const { maxAgeMs, maxBytes } = configuration.workspace;
    const removed = await workspaces.cleanUp({ maxAgeMs, maxBytes, keep });
    const forgotten = await forgetOld(parts);
    if (removed.length + forgotten > 0) log.info({ removed, forgotten }, "cleaned up");
  }
  function cleanUpLater(): void {
    if (stopped) return;
    cancelCleanUp = clock.after(CLEAN_UP_MS, () => {
      cleanUp()
        .catch((error: unknown) => log.error({ err: error }, "cleaning up"))
        .finally(cleanUpLater);
    });
  }

  try {
    const known = new Set((await store.workers()).map(({ holder }) => holder));
    await endForgottenStrays(directory.key, known);
    for (const { id } of await parts.yard.listRuns({ statuses: ["queued", "running"], limit: 1000 })) {
      const run = await runtime.loadRun(toRunId(id));
      if (run) seen.add(run);
    }
    await runtime.start();
  } catch (error) {
    // What stopped the start may stop these too; the first error is the one that helps.
    await runtime.stop(0).catch((cause: unknown) => log.error({ err: cause }, "stopping after a failed start"));
    await lease.release().catch((cause: unknown) => log.error({ err: cause }, "giving the server's lease back"));
    throw error;
  }
  cleanUpLater();

  return {
    runtime,
    async board() {
      return toBoard({ ...seen.facts(), scheduler: await runtime.loadScheduler(), now: clock.now() });
    },
    async isIdle() {
      if (runtime.busy > 0 || (await store.status()).pendingEffects > 0) return false;
      const scheduler = await runtime.loadScheduler();
      const claims = [...scheduler.claims.values()];
      // Nothing else starts before a person has acted and a server starts anew.
      if (scheduler.halted) return !claims.some(holdsSlot);
      const open = claims.some(({ phase }) => phase !== "parked");
      return !open && scheduler.requests.size === 0 && toQueue(seen.facts().candidates, scheduler, clock.now()).length === 0;
    },
    lost: lease.lost,
    async stop(graceMs) {
      stopped = true;
      cancelCleanUp();
      try {
        await runtime.stop(graceMs);
      } finally {
        await lease.release();
      }
    },
  };
}

/** The runs this server has seen as they were committed last, and what the tracker listed last. */
function createSeen() {
  const runs = new Map<RunId, RunState>();
  let look: Look = { candidates: [], troubles: [] };
  return {
    add(run: RunState): void {
      runs.set(run.id, run);
      const ended = [...runs.values()].filter(hasEnded);
      for (const { id } of ended.slice(0, Math.max(0, ended.length - SHOWN_ENDED))) runs.delete(id);
    },
    onLook(next: Look): void {
      look = { candidates: next.candidates ?? look.candidates, troubles: next.troubles };
    },
    facts: () => ({ runs: runs.values(), candidates: look.candidates ?? [], troubles: look.troubles }),
  };
}

/** Asks once; everyone gets the same answer. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** Ids of effects name the run that they are about. */
function isWanted(effect: EffectId, only: RunId | null): boolean {
  return only === null || effect.includes(only);
}

const NO_LEASE: ServerLease = { lost: new Promise<never>(() => {}), release: async () => {} };
