// What somebody asked for by the name of a declared workflow. Kept on the run as it was asked; what follows from it is the plan.

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
}
