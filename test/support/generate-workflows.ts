// Specs of workflows, valid by construction: agents' steps ask for the capability `work`, which every generated agent has.
import fc from "fast-check";
import { anyText, filledText, textMap, toMap } from "./generate-text.ts";

/** Of the resources beside the workflow. */
export interface Names {
  readonly workflows: readonly string[];
  readonly templates: readonly string[];
  readonly profiles: readonly string[];
  readonly agents: readonly string[];
  readonly stores: readonly string[];
}

const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => fc.integer({ min, max });
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const texts = fc.array(anyText, { maxLength: 2 });
const CONDITIONS = ["cycle > 1", "qa_failed && !is_last_cycle", 'goal.contains("\u00e9")', "active_ticket_count == 0"];
const condition = fc.constantFrom(...CONDITIONS);

function behavior(names: Names): fc.Arbitrary<object> {
  const inherit = fc.record({ workspace: fc.boolean(), project: fc.boolean(), target_files: fc.boolean() }, { requiredKeys: [] });
  const workflow = fc.constantFrom(...names.workflows);
  const action = fc.oneof(
    fc.record({ type: fc.constantFrom("create_ticket", "scan_tickets") }),
    fc.record({ type: fc.constant("store_put"), store: fc.constantFrom(...names.stores), key: filledText, from_var: filledText }),
    fc.record(
      {
        type: fc.constant("generate_items"),
        from_var: filledText,
        json_path: filledText,
        mapping: fc.record({ item_id: filledText, label: anyText, vars: textMap }, { requiredKeys: [] }),
        replace: fc.boolean(),
      },
      { requiredKeys: ["type", "from_var"] },
    ),
    fc.record({ type: fc.constant("spawn_task"), goal: filledText, workflow, inherit }, { requiredKeys: ["type", "goal"] }),
    fc.record(
      {
        type: fc.constant("spawn_tasks"),
        from_var: filledText,
        json_path: filledText,
        mapping: fc.record({ goal: filledText, workflow: anyText, name: anyText }, { requiredKeys: ["goal"] }),
        workflow,
        inherit,
        max_tasks: wholeNumber(1),
        queue: fc.boolean(),
      },
      { requiredKeys: ["type", "from_var", "mapping"] },
    ),
  );
  const capture = fc.oneof(
    fc.record({ var: filledText, source: fc.constantFrom("stdout", "stderr"), json_path: filledText }, { requiredKeys: ["var", "source"] }),
    fc.record({ var: filledText, source: fc.constantFrom("exit_code", "failed_flag", "success_flag") }),
  );
  const reaction = fc.oneof(
    fc.record({ action: fc.constant("continue"), status: anyText }, { requiredKeys: ["action"] }),
    fc.record({ action: fc.constant("set_status"), status: anyText }),
  );
  return fc.record(
    {
      captures: fc.array(capture, { maxLength: 2 }),
      on_failure: reaction,
      on_success: reaction,
      post_actions: fc.array(action, { maxLength: 2 }),
      collect_artifacts: fc.boolean(),
      execution: fc.record({ type: fc.constantFrom("agent", "builtin", "chain"), name: anyText }, { requiredKeys: ["type"] }),
    },
    { requiredKeys: [] },
  );
}

const itemSelect = fc.oneof(
  fc.record(
    { strategy: fc.constantFrom("min", "max"), metric_var: filledText, top_k: wholeNumber(1) },
    { requiredKeys: ["strategy", "metric_var"] },
  ),
  fc.record({ strategy: fc.constant("threshold"), metric_var: filledText, threshold: anyNumber }),
  fc.record({ strategy: fc.constant("weighted"), weights: toMap(anyNumber), tie_break: fc.constantFrom("first", "last", "random") }),
);

function step(names: Names, depth: number): fc.Arbitrary<object> {
  const store = fc.constantFrom(...names.stores);
  const common = {
    enabled: fc.boolean(),
    repeatable: fc.boolean(),
    is_guard: fc.boolean(),
    cost_preference: fc.constantFrom("performance", "quality", "balance"),
    prehook: fc.record(
      { engine: fc.constant("cel"), when: condition, reason: anyText, extended: fc.boolean() },
      { requiredKeys: ["when"] },
    ),
    tty: fc.boolean(),
    scope: fc.constantFrom("task", "item"),
    max_parallel: wholeNumber(1),
    stagger_delay_ms: wholeNumber(0),
    timeout_secs: wholeNumber(1),
    stall_timeout_secs: wholeNumber(1),
    template: fc.constantFrom(...names.templates),
    behavior: behavior(names),
    item_select_config: itemSelect,
    store_inputs: fc.array(
      fc.record({ store, key: filledText, as_var: filledText, required: fc.boolean() }, { requiredKeys: ["store", "key", "as_var"] }),
      { maxLength: 1 },
    ),
    store_outputs: fc.array(fc.record({ store, key: filledText, from_var: filledText }), { maxLength: 1 }),
    step_vars: textMap,
  };
  const chain = () => fc.record({ chain_steps: steps(names, depth - 1), ...common }, { requiredKeys: ["chain_steps"] });
  return fc.oneof(
    fc.record({ command: filledText, type: filledText, ...common }, { requiredKeys: ["command"] }),
    fc.record({ builtin: fc.constantFrom("self_test", "ticket_scan", "item_select"), ...common }, { requiredKeys: ["builtin"] }),
    fc.record(
      { required_capability: fc.constant("work"), execution_profile: fc.constantFrom(...names.profiles), ...common },
      { requiredKeys: ["required_capability"] },
    ),
    fc.record({ type: fc.constant("work"), ...common }, { requiredKeys: ["type"] }),
    ...(depth > 0 ? [chain()] : []),
  );
}

/** The first is enabled, and each has an id of its own. */
function steps(names: Names, depth: number): fc.Arbitrary<readonly object[]> {
  const made = fc.tuple(filledText, fc.array(step(names, depth), { minLength: 1, maxLength: 3 }));
  return made.map(([id, list]) => list.map((each, index) => ({ id: `${id}${index}`, ...each, ...(index === 0 ? { enabled: true } : {}) })));
}

export function workflowSpec(names: Names): fc.Arbitrary<object> {
  return fc.record(
    {
      steps: steps(names, 1),
      loop: fc.record(
        {
          mode: fc.constantFrom("once", "fixed", "infinite"),
          max_cycles: wholeNumber(1),
          enabled: fc.boolean(),
          stop_when_no_unresolved: fc.boolean(),
          agent_template: anyText,
          convergence_expr: fc.array(fc.record({ when: condition, reason: anyText }, { requiredKeys: ["when"] }), { maxLength: 2 }),
        },
        { requiredKeys: ["mode", "max_cycles"] },
      ),
      finalize: fc.record({
        rules: fc.array(
          fc.record({ id: filledText, when: condition, status: filledText, reason: anyText }, { requiredKeys: ["id", "when", "status"] }),
          {
            maxLength: 2,
          },
        ),
      }),
      dynamic_steps: fc.array(
        fc.record(
          {
            id: filledText,
            description: anyText,
            step_type: fc.constant("work"),
            agent_id: fc.constantFrom(...names.agents),
            template: fc.constantFrom(...names.templates),
            trigger: condition,
            priority: anyNumber,
            max_runs: wholeNumber(1),
          },
          { requiredKeys: ["id", "step_type"] },
        ),
        { maxLength: 2 },
      ),
      adaptive: fc.record(
        {
          enabled: fc.boolean(),
          planner_agent: fc.constantFrom(...names.agents),
          max_history: wholeNumber(0),
          temperature: anyNumber,
          fallback_mode: fc.constantFrom("soft_fallback", "fail_closed"),
        },
        { requiredKeys: ["planner_agent"] },
      ),
      safety,
      max_parallel: wholeNumber(1),
      stagger_delay_ms: wholeNumber(0),
      item_isolation: fc.record(
        {
          strategy: fc.constantFrom("none", "git_worktree"),
          branch_prefix: filledText,
          cleanup: fc.constantFrom("after_workflow", "never"),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["steps"] },
  );
}

const invariant = fc.record(
  {
    name: filledText,
    description: anyText,
    command: filledText,
    expect_exit: wholeNumber(0, 255),
    expect: anyText,
    check_at: fc.subarray(["before_cycle", "after_implement", "before_restart", "before_complete"]),
    checkpoint_filter: fc.record({ steps: texts }),
    on_violation: fc.constantFrom("halt", "rollback", "warn"),
    protected_files: texts,
    immutable: fc.boolean(),
  },
  { requiredKeys: ["name"] },
);

const safety = fc.record(
  {
    max_consecutive_failures: wholeNumber(0),
    auto_rollback: fc.boolean(),
    checkpoint_strategy: fc.constantFrom("none", "git_tag", "git_stash"),
    step_timeout_secs: wholeNumber(1),
    binary_snapshot: fc.boolean(),
    profile: fc.constantFrom("standard", "self_referential_probe"),
    invariants: fc.array(invariant, { maxLength: 2 }),
    max_spawned_tasks: wholeNumber(0),
    spawn_cooldown_seconds: wholeNumber(0),
  },
  { requiredKeys: [] },
);
