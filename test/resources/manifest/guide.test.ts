// The published guide's own examples are read as written, each in the document that it is a fragment of.
import { describe, expect, it } from "vitest";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { toManifest } from "./told.ts";

function specOf(manifest: string): unknown {
  const { manifests, problems } = readManifests(manifest, "guide.yaml");
  expect(problems).toEqual([]);
  return manifests[0]?.spec;
}

function workflow(steps: string, rest = ""): string {
  const indented = steps
    .replace(/^\n/, "")
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return toManifest("Workflow", "guide", `steps:\n${indented}\n${rest}`);
}

describe("the guide's chapter on advanced features", () => {
  it("declares stores", () => {
    expect(
      specOf(toManifest("EnvStore", "shared-config", 'data:\n  DATABASE_URL: "postgres://localhost/mydb"\n  LOG_LEVEL: "debug"')),
    ).toEqual({
      data: { DATABASE_URL: "postgres://localhost/mydb", LOG_LEVEL: "debug" },
    });
    expect(specOf(toManifest("SecretStore", "api-keys", 'data:\n  OPENAI_API_KEY: "sk-..."'))).toEqual({
      data: { OPENAI_API_KEY: "sk-..." },
    });
  });

  it("gives agents variables of stores", () => {
    const spec = specOf(
      toManifest(
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
    );
    expect(spec).toEqual({
      command: "coder {prompt}",
      env: [{ fromRef: "shared-config" }, { name: "MY_API_KEY", refValue: { name: "api-keys", key: "OPENAI_API_KEY" } }],
    });
  });

  it("declares a workflow store with a backend and seconds", () => {
    const spec = specOf(
      toManifest(
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
    );
    expect(spec).toEqual({
      provider: "local",
      schema: { type: "object", properties: { value: { type: "string" } } },
      retention: { max_entries: 1000, ttl_seconds: 86_400 },
    });
  });

  it("has steps without a type, and store actions", () => {
    const spec = specOf(
      workflow(`
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
`),
    );
    expect(spec).toMatchObject({
      steps: [
        { id: "plan", scope: "task" },
        { id: "implement", store_inputs: [{ as_var: "inherited_plan" }] },
      ],
    });
  });

  it("spawns one task, and many with the workflow beside the mapping", () => {
    const spec = specOf(
      workflow(
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
    );
    expect(spec).toMatchObject({
      steps: [{}, { behavior: { post_actions: [{ workflow: "child_workflow", mapping: { goal: "$.description" } }] } }],
      safety: { max_spawned_tasks: 10, max_spawn_depth: 3, spawn_cooldown_seconds: 5 },
    });
  });

  it("generates items from a variable alone, and selects by metric_key", () => {
    const spec = specOf(
      workflow(`
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
`),
    );
    expect(spec).toMatchObject({
      steps: [
        { behavior: { post_actions: [{ type: "generate_items", from_var: "candidates" }] } },
        { item_select_config: { metric_var: "quality_score", top_k: 3, weights: { confidence: 0.4 } } },
      ],
    });
  });

  it("has invariants with a check in a map of its own", () => {
    const spec = specOf(
      workflow(
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
    );
    expect(spec).toMatchObject({
      safety: {
        invariants: [
          {
            name: "main_branch_exists",
            description: "The main branch must always exist",
            command: "git branch --list main | wc -l",
            expect: "1",
            on_violation: "halt",
            protected_files: [".github/workflows/*", "Cargo.lock"],
            checkpoint_filter: { steps: ["implement", "self_test"] },
          },
        ],
      },
    });
  });
});

describe("the guide's page on running single steps", () => {
  it("declares a template", () => {
    const spec = specOf(
      toManifest(
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
    );
    expect(spec).toEqual({
      prompt:
        "Fix the issue described in the following ticket.\nTicket path: {ticket_paths}\nProject goal: {goal}\nSource tree root: {source_tree}\n",
    });
  });
});
