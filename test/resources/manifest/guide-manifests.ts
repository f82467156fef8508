// The manifests of the published guide as its authors wrote them; a fragment stands in the document that it belongs to.
import { toManifest } from "./told.ts";

/** Everything that one of them refers to is in another, but for the workflows that they spawn and the agents that do the work. */
export const GUIDE = {
  definition: `apiVersion: orchestrator.dev/v2
kind: CustomResourceDefinition
metadata:
  name: promptlibraries.extensions.orchestrator.dev
spec:
  kind: PromptLibrary
  plural: promptlibraries
  short_names: [pl]
  group: extensions.orchestrator.dev
  versions:
    - name: v1
      served: true
      schema:
        type: object
        required: [prompts]
        properties:
          prompts:
            type: array
            minItems: 1
            items:
              type: object
              required: [name, template]
              properties:
                name:
                  type: string
                template:
                  type: string
                tags:
                  type: array
                  items:
                    type: string
      cel_rules:
        - rule: "size(self.prompts) > 0"
          message: "at least one prompt is required"
`,
  instance: `apiVersion: extensions.orchestrator.dev/v1
kind: PromptLibrary
metadata:
  name: qa-prompts
  labels:
    team: platform
spec:
  prompts:
    - name: code-review
      template: "Review the following code for {criteria}..."
      tags: [qa, review]
`,
  variables: toManifest("EnvStore", "shared-config", 'data:\n  DATABASE_URL: "postgres://localhost/mydb"\n  LOG_LEVEL: "debug"'),
  secrets: toManifest("SecretStore", "api-keys", 'data:\n  OPENAI_API_KEY: "sk-..."'),
  agent: toManifest(
    "Agent",
    "coder",
    `
command: coder {prompt}
env:
  - fromRef: shared-config              # import all keys from EnvStore
  - name: MY_API_KEY
    refValue:                           # import a single key from SecretStore
      name: api-keys
      key: OPENAI_API_KEY
`,
  ),
  store: toManifest(
    "WorkflowStore",
    "context",
    `
backend: local           # "local" (SQLite) or "command" (shell command)
schema:
  type: object
  properties:
    value:
      type: string
retention:
  max_entries: 1000
  ttl_seconds: 86400      # optional: auto-expire after 24h
`,
  ),
  storeSteps: workflow(
    "stores",
    `
- id: plan
  scope: task
  enabled: true
  command: "echo '{\\"confidence\\":0.95}'"
  behavior:
    post_actions:
      - type: store_put
        store: context
        key: plan_result
        from_var: plan_output

- id: implement
  scope: task
  enabled: true
  store_inputs:                # read from store before execution
    - store: context
      key: plan_result
      as_var: inherited_plan
`,
  ),
  spawning: workflow(
    "spawning",
    `
- id: plan
  scope: task
  enabled: true
  behavior:
    post_actions:
      - type: spawn_task
        goal: "verify-changes"
        workflow: verify_workflow
- id: split
  scope: task
  enabled: true
  behavior:
    post_actions:
      - type: spawn_tasks
        from_var: task_list        # pipeline variable containing JSON array of goals
        json_path: "$.goals"
        mapping:
          goal: "$.description"
        workflow: child_workflow
`,
    "safety:\n  max_spawned_tasks: 10      # max children per parent\n  max_spawn_depth: 3\n  spawn_cooldown_seconds: 5",
  ),
  items: workflow(
    "items",
    `
- id: generate
  scope: task
  enabled: true
  behavior:
    post_actions:
      - type: generate_items
        from_var: candidates       # pipeline variable with JSON array
- id: select_best
  scope: task
  builtin: item_select
  enabled: true
  item_select_config:
    strategy: weighted              # min | max | threshold | weighted
    metric_key: quality_score       # field to compare
    top_k: 3                        # select top N items
    threshold: 0.7                  # minimum score (for threshold strategy)
    weights:                        # field weights (for weighted strategy)
      confidence: 0.4
      quality_score: 0.6
`,
  ),
  invariants: workflow(
    "invariants",
    "- id: implement",
    `
safety:
  invariants:
    - id: main_branch_exists
      description: "The main branch must always exist"
      check:
        command: "git branch --list main | wc -l"
        expect: "1"
      on_violation: abort           # abort | warn | rollback
      protected_files:              # files that cannot be modified
        - ".github/workflows/*"
        - "Cargo.lock"
      checkpoint_filter:            # only check at specific points
        steps: [implement, self_test]
`,
  ),
  template: toManifest(
    "StepTemplate",
    "fix-ticket",
    `
prompt: |
  Fix the issue described in the following ticket.
  Ticket path: {ticket_paths}
  Project goal: {goal}
  Source tree root: {source_tree}
`,
  ),
};

function workflow(name: string, steps: string, rest = ""): string {
  const indented = steps
    .replace(/^\n/, "")
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return toManifest("Workflow", name, `steps:\n${indented}\n${rest}`);
}
