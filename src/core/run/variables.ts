// What a step's prompt and command may mention, and what stands for it. Pure: what must be read from the world arrives as facts.
import type { StepSpec } from "../workflow/workflow-spec.ts";
import type { RunState } from "./state.ts";

export interface VariableFacts {
  readonly step: StepSpec;
  /** Absolute path of the directory that the step works in. */
  readonly root: string;
  /** What the steps before this one wrote to standard output, in their order. */
  readonly outputs: readonly StepText[];
  /** The task's changes so far. */
  readonly diff: string;
}

export interface StepText {
  readonly step: string;
  readonly text: string;
  /** The file with all of it. */
  readonly path: string;
}

/** What an item is called where a task has none: every task works on one thing, which need not be a file. */
const UNASSIGNED = "__UNASSIGNED__";
/** There is one cycle. */
const CYCLE = "1";

/**
 * Of two that share a name the later wins: what is known of the workspace, what the task was given, what earlier steps wrote, the
 * step's own, and last what the task is.
 */
export function toVariables(
  run: Pick<RunState, "id" | "task" | "plan">,
  { step, root, outputs, diff }: VariableFacts,
): Readonly<Record<string, string>> {
  const { task, plan } = run;
  const item = `${run.id}-1`;
  const file = task?.targetFiles[0] ?? UNASSIGNED;
  const previous = outputs.at(-1)?.text ?? "";
  return {
    project: task?.project ?? "",
    workflow: task?.workflow ?? "",
    workspace: task?.workspace ?? "",
    ticket_dir: plan.runner?.ticketDirectory ?? "",
    ticket_paths: "",
    qa_file_path: file,
    item_label: file,
    task_item_id: item,
    prev_stdout: previous,
    prev_stderr: "",
    build_output: previous,
    test_output: previous,
    build_errors: "[]",
    test_failures: "[]",
    ...task?.variables,
    ...Object.fromEntries(
      outputs.flatMap((output) => [
        [`${output.step}_output`, output.text],
        [`${output.step}_output_path`, output.path],
      ]),
    ),
    ...step.variables,
    task_id: run.id,
    item_id: item,
    cycle: CYCLE,
    phase: step.id,
    workspace_root: root,
    source_tree: root,
    rel_path: file,
    diff,
  };
}
