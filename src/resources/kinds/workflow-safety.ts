// The safety part of a workflow: limits, checkpoints and invariants.
import { flag, wholeNumber } from "../words.ts";
import { anyText, filled, list, optional, required, section, word } from "./section.ts";

const Invariant = section(
  {
    name: required(filled("invariant name cannot be empty"), "The invariant's name."),
    description: optional(anyText(), "What must hold, for people."),
    command: optional(filled("invariant command cannot be empty"), "A shell command that checks it."),
    expect_exit: optional(wholeNumber(0, 255), "The exit code that the command must have.", 0),
    expect: optional(anyText(), "What the command must print, blanks at both ends aside."),
    assert_expr: optional(anyText(), "`exit_code == N` or `exit_code != N`, instead of `expect_exit`."),
    capture_as: optional(anyText(), "The variable that the output goes into."),
    check_at: optional(list(word(["before_cycle", "after_implement", "before_restart", "before_complete"])), "When it is checked.", [
      "after_implement",
      "before_complete",
    ]),
    checkpoint_filter: optional(
      section({ steps: optional(list(anyText()), "After these steps.", []) }),
      "Further moments at which it is checked.",
    ),
    on_violation: optional(
      word(["halt", "rollback", "warn"], { abort: "halt" }),
      "What happens when it does not hold. `abort` is read as `halt`.",
      "halt",
    ),
    protected_files: optional(list(anyText()), "Files that must not change: a path, or a pattern that begins or ends with *.", []),
    immutable: optional(flag(), "Accepted for compatibility: every invariant is pinned when the task starts.", true),
  },
  {
    aliases: { id: { of: "name" }, "check.command": { of: "command" }, "check.expect": { of: "expect" } },
    inert: ["immutable"],
  },
);

export const Safety = section({
  max_consecutive_failures: optional(wholeNumber(0), "How many failed cycles in a row lead to a rollback.", 3),
  auto_rollback: optional(flag(), "Whether the workspace goes back to the checkpoint before the failures.", false),
  checkpoint_strategy: optional(word(["none", "git_tag", "git_stash"]), "What is kept of the workspace when a cycle starts.", "none"),
  step_timeout_secs: optional(wholeNumber(1), "How long a step may take, in seconds.", 1800),
  binary_snapshot: optional(flag(), "Whether the release binary is kept when a cycle starts.", false),
  profile: optional(word(["standard", "self_referential_probe"]), "Further rules for work on Yardmaster itself.", "standard"),
  invariants: optional(list(Invariant), "What must always hold; pinned when the task starts.", []),
  max_spawned_tasks: optional(wholeNumber(0), "How many children a task may start; no limit when left out."),
  max_spawn_depth: optional(wholeNumber(0), "How deep children of children may go; no limit when left out."),
  spawn_cooldown_seconds: optional(wholeNumber(0), "The least time between two spawns, in seconds.", 0),
  max_item_step_failures: optional(wholeNumber(1), "How many failures of one step on one item in a row block the item.", 3),
  min_cycle_interval_secs: optional(wholeNumber(0), "Three cycles in a row shorter than this, in seconds, pause the task.", 60),
  stall_timeout_secs: optional(wholeNumber(1), "How long a step may be silent, in seconds.", 900),
  inflight_wait_timeout_secs: optional(
    wholeNumber(0),
    "How long the end of a task waits for runs without a sign of life, in seconds.",
    300,
  ),
  inflight_heartbeat_grace_secs: optional(wholeNumber(0), "How old a sign of life may be, in seconds.", 60),
});
