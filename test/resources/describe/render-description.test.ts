// What a person reads about a resource: its values, where each comes from, and what it overrides.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Resource, ResourceSource } from "../../../src/core/resources/resource.ts";
import { renderDescription } from "../../../src/resources/describe/render-description.ts";
import { toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";

function read(text: string, file: string, origin: ResourceSource["origin"]): Resource {
  const { manifests, problems } = readManifests(text, file);
  expect(problems).toEqual([]);
  const [manifest] = manifests;
  if (manifest === undefined) throw new TypeError("no manifest was read");
  return toResource(manifest, origin);
}

function render(resource: Resource, ...overrides: readonly Resource[]): string {
  return renderDescription({ resource, overrides }, "/site")
    .map(({ text, comment }) => `${text}${comment}\n`)
    .join("");
}

const AGENT = `apiVersion: orchestrator.dev/v2
kind: Agent
metadata:
  name: coder
  labels: { team: platform }
spec:
  capabilities: [implement, fix]
  command: |
    set -e
    coder {prompt}
  promptDelivery: arg
`;

describe("the description of a resource", () => {
  it("says of each value where it was written, and of what is left out what holds", () => {
    expect(render(read(AGENT, ".yardmaster/agents.yaml", "repository"))).toMatchInlineSnapshot(`
      "apiVersion: orchestrator.dev/v2  # .yardmaster/agents.yaml:1 (repository)
      kind: Agent
      metadata:
        name: coder
        project: default
        labels:
          team: platform               # .yardmaster/agents.yaml:5 (repository)
      spec:
        command: |                     # .yardmaster/agents.yaml:8 (repository)
          set -e
          coder {prompt}
        capabilities:
          - implement                  # .yardmaster/agents.yaml:7 (repository)
          - fix                        # .yardmaster/agents.yaml:7 (repository)
        promptDelivery: arg            # .yardmaster/agents.yaml:11 (repository)
        # default: enabled: true
      "
    `);
  });

  it("says which values override which", () => {
    const applied = read(AGENT, "coder.yaml", "apply");
    const file = read(
      AGENT.replace("[implement, fix]", "[implement, review]").replace("promptDelivery: arg", "promptDelivery: stdin\n  enabled: false"),
      ".yardmaster/agents.yaml",
      "repository",
    );
    const other = read(AGENT.replace("team: platform", "team: tools"), "workflow.yaml", "workflow-file");
    expect(render(applied, file, other)).toMatchInlineSnapshot(`
      "apiVersion: orchestrator.dev/v2  # coder.yaml:1 (apply)
      kind: Agent
      metadata:
        name: coder
        project: default
        labels:
          team: platform               # coder.yaml:5 (apply), overrides workflow.yaml:5 (workflow file): "tools"
      spec:
        command: |                     # coder.yaml:8 (apply)
          set -e
          coder {prompt}
        capabilities:
          - implement                  # coder.yaml:7 (apply)
          - fix                        # coder.yaml:7 (apply), overrides .yardmaster/agents.yaml:7 (repository): "review"
        promptDelivery: arg            # coder.yaml:11 (apply), overrides .yardmaster/agents.yaml:11 (repository): "stdin"
        # default: enabled: true
      # overridden: .yardmaster/agents.yaml:1 (repository)
      #   spec.enabled: false (line 12)
      # overridden: workflow.yaml:1 (workflow file)
      "
    `);
  });

  it("shows defaults where they belong, in lists and sections too", () => {
    const text = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: build }
spec:
  steps:
    - id: plan
      behavior:
        post_actions:
          - { type: spawn_tasks, from_var: tasks, mapping: { goal: $.goal } }
    - { id: test, command: npm test, enabled: true }
  loop: { mode: fixed, max_cycles: 3 }
  safety: {}
`;
    expect(render(read(text, "build.yaml", "apply"))).toMatchInlineSnapshot(`
      "apiVersion: orchestrator.dev/v2  # build.yaml:1 (apply)
      kind: Workflow
      metadata:
        name: build
        project: default
      spec:
        steps:
          - id: plan                   # build.yaml:6 (apply)
            behavior:
              post_actions:
                - type: spawn_tasks    # build.yaml:9 (apply)
                  from_var: tasks      # build.yaml:9 (apply)
                  mapping:
                    goal: $.goal       # build.yaml:9 (apply)
                  # default: json_path: $, max_tasks: 5, queue: true
              # default: on_success: { action: continue }, collect_artifacts: false
            # default: enabled: true, repeatable: true, is_guard: false, tty: false
          - id: test                   # build.yaml:10 (apply)
            command: npm test          # build.yaml:10 (apply)
            enabled: true              # build.yaml:10 (apply)
            # default: repeatable: true, is_guard: false, tty: false
        loop:
          mode: fixed                  # build.yaml:11 (apply)
          max_cycles: 3                # build.yaml:11 (apply)
          # default: enabled: true, stop_when_no_unresolved: true
        safety: {}                     # build.yaml:12 (apply)
          # default: max_consecutive_failures: 3, auto_rollback: false, checkpoint_strategy: none
          # default: step_timeout_secs: 1800, binary_snapshot: false, profile: standard
          # default: spawn_cooldown_seconds: 0, max_item_step_failures: 3, min_cycle_interval_secs: 60
          # default: stall_timeout_secs: 900, inflight_wait_timeout_secs: 300, inflight_heartbeat_grace_secs: 60
        # default: max_parallel: 1, stagger_delay_ms: 0
      "
    `);
  });

  it("shows variables and masks secrets, whatever they are stored as, in what is overridden too", () => {
    const store = (kind: string) =>
      `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata: { name: keys }\nspec:\n  data:\n    TOKEN: hunter2\n`;
    expect(render(read(store("EnvStore"), "env.yaml", "apply"))).toMatch(/TOKEN: hunter2 +# env.yaml:6 \(apply\)/);
    const secret = read(store("SecretStore"), "keys.yaml", "apply");
    const sealed = { ...secret, spec: { data: { TOKEN: { $sealed: "v1:hunter2", $fingerprint: "hunter2" } } } };
    const other = read(store("SecretStore").replace("TOKEN", "OLD_TOKEN"), ".github/yardmaster.yml", "repository");
    for (const shown of [render(secret, sealed, other), render(sealed, secret, other)]) {
      expect(shown).not.toContain("hunter2");
      expect(shown.replaceAll(/^.*metadata.*$\n|^ {2}(?:name|project).*$\n/gm, "")).toMatchInlineSnapshot(`
        "apiVersion: orchestrator.dev/v2  # keys.yaml:1 (apply)
        kind: SecretStore
        spec:
          data:
            TOKEN: "***"                 # keys.yaml:6 (apply), overrides keys.yaml:6 (apply)
        # overridden: keys.yaml:1 (apply)
        # overridden: .github/yardmaster.yml:1 (repository)
        #   spec.data.OLD_TOKEN: "***" (line 6)
        "
      `);
    }
  });

  it("says only what it knows of values that nobody wrote and of what is built in", () => {
    const applied = read(AGENT, "coder.yaml", "apply");
    const { origin: _, ...source } = applied.source;
    const compiled: Resource = {
      ...applied,
      source: { ...source, origin: "workflow-file", file: "WORKFLOW.md", lines: { "spec.command": 9 } },
    };
    expect(render(compiled)).toMatch(/promptDelivery: arg +# WORKFLOW.md \(workflow file\)/);
    expect(render(compiled)).toMatch(/command: \| +# WORKFLOW.md:9 \(workflow file\)/);
    expect(render({ ...applied, source: { ...applied.source, file: "/site/a/coder.yaml" } })).toMatch(
      /promptDelivery: arg +# a\/coder.yaml:11 \(apply\)/,
    );
    expect(render({ ...applied, source: { ...source, origin: "builtin" } })).toMatch(/promptDelivery: arg +# built in\n/);
  });

  it("is YAML that says what the resource says, and one line for each line of it, whatever is in it", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom("a\nb\n", " a\n\n  b", "# x", "- x", "null", "\u001b[2J", "a # b", "\u2028", "\r\n", "\u0001", "\n", "x".repeat(100)),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(text, tie("value"), { maxKeys: 4 }),
      ),
    }));
    const spec = fc.dictionary(text, value, { maxKeys: 5, minKeys: 1 });
    fc.assert(
      fc.property(spec, spec, text, (one, other, file) => {
        const base = {
          apiVersion: "a/v1",
          kind: "Any",
          metadata: { name: "a", project: "default", labels: {}, annotations: { [file]: file } },
          source: { origin: "apply", file, line: 1, lines: {} },
        } as const;
        const shown = render({ ...base, spec: one }, { ...base, spec: other });
        expect(parse(shown)).toEqual({
          apiVersion: "a/v1",
          kind: "Any",
          metadata: { name: "a", project: "default", annotations: { [file]: file } },
          spec: one,
        });
        expect(shown).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
      { numRuns: 300 },
    );
  });
});
