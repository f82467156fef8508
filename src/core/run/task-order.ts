// What somebody asked for by the name of a declared workflow. Kept on the run as it was asked; what follows from it is the plan.

/** Where somebody asked, when that was in a thread of a forge: who comes back there is answered there. Or what brings it to a forge by itself. */
export interface TaskOrigin {
  /** Number of the issue or pull request; null: nobody asked, and what comes of it is shown on its branch alone. */
  readonly thread: number | null;
  /** The trigger that began it where nobody asked. */
  readonly trigger?: string;
  /** Login of who asked, or of ourselves. */
  readonly by: string;
  /** By which the forge knows commits for theirs; absent or null: not known, or no person's. */
  readonly address?: string | null;
  /** The comment that asked; null for a label, a button and their like. */
  readonly comment: number | null;
  /** When they asked, as the forge tells: milliseconds since the epoch. Absent: when the run was made. */
  readonly askedAt?: number;
  /** The branch that carries the thread's work; runs on one branch go one after the other. */
  readonly branch: string;
}

export interface TaskOrder {
  /** For people; need not be unique. */
  readonly name: string;
  /** The namespace that workflow, agents and templates were looked up in. */
  readonly project: string;
  /** The workflow's name; `_ephemeral:<template>` for a step that was put together on the command line. */
  readonly workflow: string;
  /** The name of the workspace that was declared for it. */
  readonly workspace: string;
  /** What prompts and commands may mention: the goal, what was set by hand, what a trigger brought. Data, never shell text. */
  readonly variables: Readonly<Record<string, string>>;
  /** Only these of the workflow's steps; empty: all of them. */
  readonly steps: readonly string[];
  /** Relative to the workspace's root. */
  readonly targetFiles: readonly string[];
  /** Absent or null: it was not asked for in a thread. */
  readonly origin?: TaskOrigin | null;
}
