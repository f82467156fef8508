// The placeholders that every prompt has (`reference/manifests-and-cli.md` §7).

export const PROMPT_VARIABLES: readonly string[] = [
  ...["task_id", "item_id", "cycle", "phase", "workspace_root", "source_tree", "rel_path", "ticket_paths", "prompt", "prompt_file"],
  ...["goal", "item_label", "build_output", "test_output", "diff", "build_errors", "test_failures"],
  ...["project", "workflow", "workspace", "task_item_id", "qa_file_path", "ticket_dir", "prev_stdout", "prev_stderr"],
];
