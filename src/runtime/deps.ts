// What the loop is given: contracts and numbers, chosen by `app/`. It never learns which implementation it got.
import type { Agent } from "../agents/agent.ts";
import type { RunId, StepId, WorkerId } from "../core/ids.ts";
import type { Issue } from "../core/issue.ts";
import type { RunState } from "../core/run/state.ts";
import type { TaskOrder } from "../core/run/task-order.ts";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import type { DeclaredAgent, Runner, WorkflowSpec } from "../core/workflow/workflow-spec.ts";
import type { Renderer } from "../rendering/renderer.ts";
import type { Clock } from "../std/clock.ts";
import type { LogStore } from "../store/log-store.ts";
import type { Store } from "../store/store.ts";
import type { Tracker } from "../trackers/tracker.ts";
import type { Workspaces } from "../workspaces/workspace.ts";
import type { Places } from "./places.ts";

export interface RuntimeDeps {
  readonly store: Store;
  readonly logs: LogStore;
  /** What the configuration chooses now. Each piece of work asks once, when it begins: another choice may take this one's place meanwhile. */
  current(): Configured;
  readonly declared: DeclaredRooms;
  /** Loaded when the first sentence is needed: a server that waits has no use for it. */
  loadRenderer(): Promise<Renderer>;
  readonly clock: Clock;
  readonly log: Log;
  newRunId(): RunId;
  /** What a run of an issue that the tracker lists is asked for as, so that it is shown somewhere. @defaultValue nothing */
  toOrder?(issue: Issue): TaskOrder | null;
  /** This process, as the store knows it. */
  readonly worker: WorkerId;
  /** The namespace of the scheduler's stream: one per repository. */
  readonly project: string;
  /** Commits are made in this name. */
  readonly author: { readonly name: string; readonly email: string };
  /** Names this data directory in the cookies of processes, so that two servers never end each other's. */
  readonly cookiePrefix: string;
  /** Ends processes that a worker left behind; answers how many. */
  endStraysOf(worker: WorkerId): Promise<number>;
  readonly observer: Observer;
  /** Of the host that several yards share. @defaultValue any number */
  readonly places?: Places;
}

/** What steps of declared workflows are done with, looked up when they are performed. */
export interface DeclaredRooms {
  /** @throws config.invalid */
  openAgent(agent: DeclaredAgent, runner: Runner): Promise<Agent>;
  /** @throws resource.not-found and secret.* when what the agent's declaration names is not there or cannot be opened */
  resolveEnvironment(request: EnvironmentRequest): Promise<ResolvedEnvironment>;
  /** The secrets that agents are given, as they are now; of an agent that is gone, none. @throws secret.* when they cannot be opened */
  listSecrets(agents: readonly DeclaredAgent[]): Promise<readonly string[]>;
}

export interface EnvironmentRequest {
  /** Names of the server's own variables that are let through. */
  readonly names: readonly string[];
  /** Null for a command that no agent runs. */
  readonly agent: DeclaredAgent | null;
}

export interface ResolvedEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that must be shown nowhere. */
  readonly secrets: readonly string[];
}

/** What may change while a server runs. A run keeps the plan that it began with. */
export interface Configured {
  readonly tracker: Tracker;
  readonly agent: Agent;
  readonly workspaces: Workspaces;
  /** Of runs that begin. */
  readonly workflow: WorkflowSpec;
  readonly settings: Partial<SchedulerSettings>;
  readonly limits: StepLimits;
  /** The whole environment of agents and commands, before what a step adds. */
  readonly env: Readonly<Record<string, string>>;
  /** What agents alone are given besides, and which values of it must be shown nowhere. @defaultValue nothing */
  readonly agentEnv?: ResolvedEnvironment;
  /** Between looks at the tracker, in milliseconds; null: only when something happened here. */
  readonly pollMs: number | null;
}

export interface StepLimits {
  /** Silence after which a step counts as stalled; 0: never. */
  readonly stallMs: number;
  readonly outputLimitBytes: number;
}

/** What a board or a command line may watch. Whatever goes wrong in it is logged and harms no work. */
export interface Observer {
  /** A run as it is after a commit of this process. What another process commits shows with the next one. */
  onRun(run: RunState): void;
  onOutput(output: StepOutput): void;
  /** What a look at the tracker found. */
  onLook(look: Look): void;
}

export interface Look {
  /** What the tracker listed; null when it could not be read. */
  readonly candidates: readonly Issue[] | null;
  /** Entries that do not hold, and a tracker that could not be read, in words for people. */
  readonly troubles: readonly string[];
}

export interface StepOutput {
  readonly run: RunId;
  readonly step: StepId;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** pino's shape, as much of it as we use: facts first, then a sentence. */
export interface Log {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}
