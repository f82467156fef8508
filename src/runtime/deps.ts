// What the loop is given: contracts and numbers, chosen by `app/`. It never learns which implementation it got.
import type { Agent } from "../agents/agent.ts";
import type { RunId, StepId, WorkerId } from "../core/ids.ts";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import type { WorkflowSpec } from "../core/workflow/workflow-spec.ts";
import type { Renderer } from "../rendering/renderer.ts";
import type { Clock } from "../std/clock.ts";
import type { LogStore } from "../store/log-store.ts";
import type { Store, StoredData } from "../store/store.ts";
import type { Tracker } from "../trackers/tracker.ts";
import type { Workspaces } from "../workspaces/workspace.ts";

export interface RuntimeDeps {
  readonly store: Store;
  readonly logs: LogStore;
  readonly tracker: Tracker;
  readonly agent: Agent;
  readonly workspaces: Workspaces;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly log: Log;
  newRunId(): RunId;
  /** This process, as the store knows it. */
  readonly worker: WorkerId;
  /** The namespace of the scheduler's stream: one per repository. */
  readonly project: string;
  readonly workflow: WorkflowSpec;
  readonly settings: Partial<SchedulerSettings>;
  readonly limits: StepLimits;
  /** The whole environment of agents and commands, before what a step adds. */
  readonly env: Readonly<Record<string, string>>;
  /** Commits are made in this name. */
  readonly author: { readonly name: string; readonly email: string };
  /** Names this data directory in the cookies of processes, so that two servers never end each other's. */
  readonly cookiePrefix: string;
  /** Ends processes that a worker left behind; answers how many. */
  endStraysOf(worker: WorkerId): Promise<number>;
  readonly observer: Observer;
}

export interface StepLimits {
  /** Silence after which a step counts as stalled; 0: never. */
  readonly stallMs: number;
  readonly outputLimitBytes: number;
}

/** What a board or a command line may watch. Calls never block the work and never throw into it. */
export interface Observer {
  onEvents(stream: string, events: readonly StoredData[]): void;
  onOutput(output: StepOutput): void;
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
