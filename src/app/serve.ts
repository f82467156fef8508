// Starts and stops a server: lease, strays of dead workers, runtime, clean-up; and tells when it has nothing left to do.
import type { Agent } from "../agents/agent.ts";
import type { Problem } from "../core/errors.ts";
import { type EffectId, type RunId, toRunId } from "../core/ids.ts";
import type { Issue } from "../core/issue.ts";
import type { RunState } from "../core/run/state.ts";
import type { TaskOrder } from "../core/run/task-order.ts";
import { holdsSlot } from "../core/scheduler/state.ts";
import { type Board, toBoard } from "../core/views/board.ts";
import { toQueue } from "../core/views/explanation.ts";
import { COOKIE_VARIABLE } from "../core/workflow/step-variables.ts";
import { engines } from "../engine/index.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import { createAgentDesk } from "../runtime/agents/agent-desk.ts";
import { createAgentWorkLoader } from "../runtime/agents/load-agent-work.ts";
import { settleAgents } from "../runtime/agents/settle-agents.ts";
import type { StepOutput } from "../runtime/deps.ts";
import { createRetention } from "../runtime/events/retention.ts";
import type { HostPlaces } from "../runtime/places.ts";
import { createRuntime, type Runtime } from "../runtime/runtime.ts";
import { toWorkspaceName } from "../runtime/workspace-name.ts";
import { isAlive, type ProcessIdentity, processIdentity } from "../std/process-identity.ts";
import type { Workspaces } from "../workspaces/workspace.ts";
import { createControl } from "./create-control.ts";
import { createDesk } from "./create-desk.ts";
import { createDeclaredRooms } from "./declared-rooms.ts";
import { parseEnvironment } from "./environment.ts";
import type { CommittedWorkflowFile } from "./live/follow-committed-file.ts";
import { type Following, followConfiguration } from "./live/follow-configuration.ts";
import { toTrouble } from "./live/to-troubles.ts";
import { createLog } from "./log.ts";
import { type HostedTrackers, type Opened, openConfigured } from "./open-configured.ts";
import { newWorkerId, type OpenParts } from "./open-yard.ts";
import type { Surroundings } from "./place.ts";
import { openRenderer } from "./rooms.ts";
import { createSeen } from "./seen.ts";
import { acquireServerLease, type ServerLease } from "./server-lease.ts";
import { createRepositorySource } from "./sources/repository-source.ts";
import type { Source } from "./sources/source.ts";
import { endForgottenStrays, endStraysOf } from "./strays.ts";
import { createUpkeepClock } from "./upkeep-clock.ts";
import { openFileWatch } from "./watch-file.ts";

export interface ServerOptions {
  /** Overrides the file's number of agents at work at once. */
  readonly workers: number | null;
  /** This run alone is done, without being the data directory's server. Null: everything, as its only server. */
  readonly only: RunId | null;
  /** Instead of the one that the workflow file names. */
  readonly agent?: Agent;
  /** Runs are declared workflows', which bring their own agents: the workflow file's is not asked for. @defaultValue never */
  bringsAgents?(configuration: LoadedWorkflowFile): boolean;
  /** For a server of many repositories: how their trackers are opened, and how often they are asked. */
  readonly trackers?: HostedTrackers;
  /** The files that configure it are followed while it runs, with this workflow file instead of the usual ones. Left out: what held at the start holds. */
  readonly follow?: {
    readonly workflowFile: string | null;
    /** Instead of the person's own repository: where the manifests of the default branch are read. */
    openRepository?(workspaces: Pick<Workspaces, "refresh">): Source;
    /** The default branch's workflow file, instead of one on the disk. */
    readonly committed?: CommittedWorkflowFile;
    /** Where manifests are read that hold for all repositories of its owner. @defaultValue nowhere */
    readonly organisation?: Source;
    /** Ends what is being fetched, and what would be. @defaultValue nothing does */
    readonly ending?: AbortSignal | undefined;
  };
  /** What runs of the tracker's issues are asked for as. @defaultValue nothing */
  toOrder?(issue: Issue, workflow: string): TaskOrder | null;
  /** For runs, of a host that several servers share. @defaultValue any number */
  readonly places?: HostPlaces;
  /** In whose name commits are made. @defaultValue Yardmaster on this machine */
  readonly author?: CommitAuthor;
  /** A run as it is after a commit. */
  onRun?(run: RunState): void;
  onChange(): void;
  onOutput(output: StepOutput): void;
}

export interface CommitAuthor {
  readonly name: string;
  readonly email: string;
}

export interface RunningServer {
  readonly runtime: Runtime;
  board(): Promise<Board>;
  /** Whether a tracker lists work for it now. */
  hasTracker(): boolean;
  /** Nothing runs, waits or could start, and every report has been made. Under a halt: nothing runs. */
  isIdle(): Promise<boolean>;
  /** What is declared is up to date when this resolves, where files are followed. */
  follow(): Promise<void>;
  /** What holds now. */
  configuration(): LoadedWorkflowFile;
  /** What does not quite hold in what is declared, as it was read last. */
  listProblems(): readonly Problem[];
  /** What of it is not taken over. */
  listErrors(): readonly Problem[];
  /** Nobody works on the branch for now: its workspace is removed, and the next one for it is made from the branch. @throws workspace.* */
  removeWorkspace(branch: string): Promise<void>;
  /** The work on a branch is done: its workspace is removed, and the next one for it starts anew. @throws workspace.* */
  retireBranch(branch: string): Promise<void>;
  /** Rejects when it cannot go on. */
  readonly lost: Promise<never>;
  stop(graceMs: number): Promise<void>;
}

/** Effects performed at once besides agents' steps: reports, workspaces, ticks. */
const ENGINE_CONCURRENCY = 256;
/** One run's effects are looked for among so many. */
const MOST_DUE = 10_000;

/** @throws app.already-running, config.invalid, agent.not-found, tracker.*, store.* */
export async function startServer(surroundings: Surroundings, parts: OpenParts, options: ServerOptions): Promise<RunningServer> {
  const { repository, directory, store, logs, clock, newId } = parts;
  const { only } = options;
  const log = createLog(parseEnvironment(surroundings.variables));
  const worker = newWorkerId(newId);
  const open = (configuration: LoadedWorkflowFile, before: Opened | null) =>
    openConfigured(configuration, before, {
      ...parts,
      variables: surroundings.variables,
      workers: options.workers,
      agent: options.agent,
      bringsAgents: options.bringsAgents ?? (() => false),
      hosted: options.trackers ?? null,
      polls: only === null,
      newHookCookie: () => ({ name: COOKIE_VARIABLE, value: `${directory.key}.${worker}.${newId("hook")}` }),
      warn: (line) => log.warn({}, line),
    });
  let opened = await open(parts.configuration, null);
  const { createLocalEngine } = await engines.local();
  const seen = createSeen();
  const runtime = createRuntime({
    store,
    logs,
    current: () => opened.configured,
    declared: createDeclaredRooms(
      createControl(parts, parts.store, surroundings.variables).resources,
      surroundings.variables,
      parts.repository,
    ),
    loadRenderer: once(openRenderer),
    clock,
    log,
    newRunId: () => toRunId(newId("run")),
    ...(options.places && { places: options.places.join(lookAgain) }),
    toOrder: (issue) => options.toOrder?.(issue, opened.configured.workflow.name) ?? null,
    worker,
    project: parts.repository.key,
    author: options.author ?? { name: "Yardmaster", email: "yardmaster@localhost" },
    cookiePrefix: directory.key,
    endStraysOf: (dead) => endStraysOf(directory.key, dead),
    observer: {
      onRun(run) {
        seen.add(run);
        options.onRun?.(run);
        options.onChange();
      },
      onLook(look) {
        seen.onLook(look);
        options.onChange();
        if (only === null) settling = settle();
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
  });
  const drain = {
    desk: createAgentDesk({ store, clock, repository: repository.key }),
    loadWork: createAgentWorkLoader(store),
    cancelRun: runtime.cancelRun,
  };
  function lookAgain(): void {
    runtime.tick().catch((error: unknown) => log.error({ err: error }, "looking at the queue"));
  }
  let settling: Promise<void> = Promise.resolve();
  function settle(): Promise<void> {
    return settleAgents(drain).catch((error: unknown) => log.error({ err: error }, "settling agents that drain"));
  }
  const lease =
    only === null ? await acquireServerLease({ store, worker, clock, checkFile: await openFileWatch(directory.store) }) : NO_LEASE;

  const retention = createRetention({ store, logs, clock, archives: directory.archives, repository: repository.key });

  async function cleanUp(): Promise<void> {
    const claims = [...(await runtime.loadScheduler()).claims.values()];
    const keep = claims.map(({ runId, source, identifier, branch = null }) =>
      opened.configured.workspaces.keyFor(toWorkspaceName({ id: runId, source, issue: { identifier, branchName: branch } })),
    );
    const { maxAgeMs, maxBytes } = opened.configuration.workspace;
    const removed = await opened.configured.workspaces.cleanUp({ maxAgeMs, maxBytes, keep });
    const forgotten = await retention.forgetOld();
    if (removed.length + forgotten > 0) log.info({ removed, forgotten }, "cleaned up");
  }
  const upkeep = createUpkeepClock({ store, clock, work: cleanUp, onError: (error) => log.error({ err: error }, "cleaning up") });

  function tell(part: string, troubles: readonly string[]): void {
    if (!seen.tell(part, troubles)) return;
    for (const trouble of troubles) log.warn({}, trouble);
    options.onChange();
  }

  async function take(configuration: LoadedWorkflowFile): Promise<readonly string[]> {
    const before = opened;
    opened = await open(configuration, before);
    try {
      await runtime.reconfigure();
    } catch (error) {
      opened = before;
      throw error;
    }
    log.info({}, `${configuration.file} was read again`);
    for (const warning of configuration.warnings) log.warn({}, toTrouble(warning));
    return opened.later;
  }

  function follow(files: NonNullable<ServerOptions["follow"]>): Promise<Following> {
    const { workflowFile: named, openRepository, organisation, committed = null, ending } = files;
    const workspaces = { refresh: () => opened.configured.workspaces.refresh(ending) };
    return followConfiguration({
      repository: openRepository?.(workspaces) ?? createRepositorySource(parts.repository.root),
      committed,
      organisation,
      desk: createDesk(parts, store, surroundings.variables).desk,
      root: parts.repository.root,
      named,
      variables: surroundings.variables,
      clock,
      held: parts.configuration,
      take,
      tell,
      onError: (error) => log.error({ err: error }, "following the configuration"),
    });
  }

  async function removeWorkspace(branch: string): Promise<void> {
    const { workspaces } = opened.configured;
    await workspaces.remove(workspaces.keyFor(branch));
  }

  let following: Following | null = null;
  try {
    const known = new Set((await store.workers()).map(({ holder }) => holder));
    await endForgottenStrays(directory.key, known);
    for (const { id } of await parts.yard.listRuns({ statuses: ["queued", "running"], limit: 1000 })) {
      const run = await runtime.loadRun(toRunId(id));
      if (run) seen.add(run);
    }
    following = options.follow === undefined ? null : await follow(options.follow);
    await runtime.start();
    await upkeep.start();
    following?.start();
  } catch (error) {
    await following?.stop();
    // What stopped the start may stop these too; the first error is the one that helps.
    await runtime.stop(0).catch((cause: unknown) => log.error({ err: cause }, "stopping after a failed start"));
    await lease.release().catch((cause: unknown) => log.error({ err: cause }, "giving the server's lease back"));
    throw error;
  }

  return {
    runtime,
    async board() {
      return toBoard({ ...seen.facts(), scheduler: await runtime.loadScheduler(), now: clock.now() });
    },
    hasTracker: () => opened.configured.tracker.kind !== "none",
    async isIdle() {
      if (runtime.busy > 0 || (await store.status()).pendingEffects > 0) return false;
      const scheduler = await runtime.loadScheduler();
      const claims = [...scheduler.claims.values()];
      // Nothing else starts before a person has acted and a server starts anew.
      if (scheduler.halted) return !claims.some(holdsSlot);
      const open = claims.some(({ phase }) => phase !== "parked");
      return !open && scheduler.requests.size === 0 && toQueue(seen.facts().candidates, scheduler, clock.now()).length === 0;
    },
    follow: async () => await following?.now(),
    configuration: () => opened.configuration,
    listProblems: () => following?.listProblems() ?? [],
    listErrors: () => following?.listErrors() ?? [],
    removeWorkspace,
    async retireBranch(branch) {
      await removeWorkspace(branch);
      await opened.configured.workspaces.retire(branch);
    },
    lost: lease.lost,
    async stop(graceMs) {
      try {
        await following?.stop();
        await Promise.all([runtime.stop(graceMs), upkeep.stop(graceMs)]);
        await settling;
      } finally {
        await lease.release();
      }
    },
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
