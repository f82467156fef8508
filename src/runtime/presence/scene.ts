// What one look at a run is made with: the run, the facts of the moment, and where it is written.
import type { RunState } from "../../core/run/state.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import type { StepLog } from "../../core/views/log-annotations.ts";
import type { CardFacts } from "../../core/views/run-card.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import type { CommentMode } from "./comment-mode.ts";
import type { Shown } from "./shown.ts";

export interface ShowDeps {
  readonly store: Store;
  readonly forge: Forge;
  readonly log: Log;
  readonly renderer: Renderer;
  readonly comments: CommentMode;
  /** Looks at what a pull request changes of the configuration, on behalf of a run. @throws forge.*, workspace.* */
  checkConfiguration(pullRequest: number, run: string): Promise<unknown>;
}

export interface Scene {
  readonly run: RunState;
  readonly origin: TaskOrigin;
  readonly facts: Omit<CardFacts, "result" | "calls">;
  /** Of its steps, once it has ended. */
  readonly logs: readonly StepLog[];
  /** Keeps what was shown so far. */
  keep(shown: Shown): Promise<void>;
}

/** Whether there is something to bring to a pull request. */
export function hasWork({ status, commit, workspace }: RunState): boolean {
  return status === "completed" && commit !== null && workspace !== null;
}
