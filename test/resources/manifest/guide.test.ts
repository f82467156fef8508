// The published guide's own examples are read as written, each in the document that it is a fragment of.
import { describe, expect, it } from "vitest";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { GUIDE } from "./guide-manifests.ts";

function specOf(manifest: string): unknown {
  const { manifests, problems } = readManifests(manifest, "guide.yaml");
  expect(problems).toEqual([]);
  return manifests[0]?.spec;
}

describe("the guide's chapter on advanced features", () => {
  it("defines a kind of one's own, with an instance", () => {
    expect(specOf(GUIDE.definition)).toMatchObject({
      kind: "PromptLibrary",
      short_names: ["pl"],
      versions: [{ name: "v1", served: true }],
    });
    expect(specOf(GUIDE.instance)).toMatchObject({ prompts: [{ name: "code-review", tags: ["qa", "review"] }] });
  });

  it("declares stores", () => {
    expect(specOf(GUIDE.variables)).toEqual({ data: { DATABASE_URL: "postgres://localhost/mydb", LOG_LEVEL: "debug" } });
    expect(specOf(GUIDE.secrets)).toEqual({ data: { OPENAI_API_KEY: "sk-..." } });
  });

  it("gives agents variables of stores", () => {
    const spec = specOf(GUIDE.agent);
    expect(spec).toEqual({
      command: "coder {prompt}",
      env: [{ fromRef: "shared-config" }, { name: "MY_API_KEY", refValue: { name: "api-keys", key: "OPENAI_API_KEY" } }],
    });
  });

  it("declares a workflow store with a backend and seconds", () => {
    const spec = specOf(GUIDE.store);
    expect(spec).toEqual({
      provider: "local",
      schema: { type: "object", properties: { value: { type: "string" } } },
      retention: { max_entries: 1000, ttl_seconds: 86_400 },
    });
  });

  it("has steps without a type, and store actions", () => {
    const spec = specOf(GUIDE.storeSteps);
    expect(spec).toMatchObject({
      steps: [
        { id: "plan", scope: "task" },
        { id: "implement", store_inputs: [{ as_var: "inherited_plan" }] },
      ],
    });
  });

  it("spawns one task, and many with the workflow beside the mapping", () => {
    const spec = specOf(GUIDE.spawning);
    expect(spec).toMatchObject({
      steps: [{}, { behavior: { post_actions: [{ workflow: "child_workflow", mapping: { goal: "$.description" } }] } }],
      safety: { max_spawned_tasks: 10, max_spawn_depth: 3, spawn_cooldown_seconds: 5 },
    });
  });

  it("generates items from a variable alone, and selects by metric_key", () => {
    const spec = specOf(GUIDE.items);
    expect(spec).toMatchObject({
      steps: [
        { behavior: { post_actions: [{ type: "generate_items", from_var: "candidates" }] } },
        { item_select_config: { metric_var: "quality_score", top_k: 3, weights: { confidence: 0.4 } } },
      ],
    });
  });

  it("has invariants with a check in a map of its own", () => {
    const spec = specOf(GUIDE.invariants);
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
    const spec = specOf(GUIDE.template);
    expect(spec).toEqual({
      prompt:
        "Fix the issue described in the following ticket.\nTicket path: {ticket_paths}\nProject goal: {goal}\nSource tree root: {source_tree}\n",
    });
  });
});
