// The variables that every prehook has, whatever the steps before it capture (`reference/manifests-and-cli.md` §6).

export const PREHOOK_VARIABLES: ReadonlySet<string> = new Set([
  ...["context", "task_id", "task_item_id", "goal", "cycle", "max_cycles", "is_last_cycle", "step", "qa_file_path"],
  ...["item_status", "task_status", "qa_exit_code", "fix_exit_code", "retest_exit_code", "build_exit_code", "test_exit_code"],
  ...["self_test_exit_code", "self_test_passed", "active_ticket_count", "new_ticket_count", "qa_failed", "fix_required"],
  ...["qa_confidence", "qa_quality_score", "fix_has_changes", "build_errors", "test_failures", "last_sandbox_denied"],
  ...["sandbox_denied_count", "last_sandbox_denial_reason", "self_referential_safe", "self_referential_safe_scenarios"],
]);
