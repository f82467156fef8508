// What a workflow file is short for: resources that hold by themselves, each value with its line.
import { describe, expect, it } from "vitest";
import { decideResources } from "../../../src/core/resources/decide.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { applyResourceEvents, NO_RESOURCES } from "../../../src/core/resources/state.ts";
import { BUILTIN_RESOURCES } from "../../../src/resources/builtin/builtin-resources.ts";
import { referencesOf } from "../../../src/resources/check/references-of.ts";
import { validateResource } from "../../../src/resources/check/validate-resource.ts";
import { renderDescription } from "../../../src/resources/describe/render-description.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { parseWorkflowFile } from "../../../src/resources/workflow-file/parse-workflow-file.ts";
import { toResources } from "../../../src/resources/workflow-resources/to-resources.ts";

const ENV = { ROOT: "/looked-up/root", BOT_TOKEN: "looked-up-token", KEY: "looked-up-key" };

function compile(text: string, file = "/site/workflow.yaml"): readonly Resource[] {
  const parsed = parseWorkflowFile(text, file, { env: ENV });
  if (!parsed.ok) throw new TypeError(`the file does not hold: ${parsed.problems[0]?.message}`);
  return toResources({ ...parsed.value, written: parsed.written, warnings: [] }, file.replace("/site/", ""));
}

function show(resources: readonly Resource[]): string {
  return resources
    .flatMap((resource) => ["---", ...renderDescription({ resource, overrides: [] }, "/site").map(({ text, comment }) => text + comment)])
    .filter((line) => !line.includes("# default: "))
    .join("\n");
}

function find(resources: readonly Resource[], kind: string): Resource {
  const found = resources.find((resource) => resource.kind === kind);
  if (found === undefined) throw new TypeError(`there is no ${kind}`);
  return found;
}

const FULL = `---
name: Build & test
tracker:
  file_path: $ROOT
  api_key: $KEY
  provider: { token: literal-secret }
polling:
  interval_ms: 5000
workspace: { root: $ROOT }
hooks:
  after_create: npm ci
agent:
  backend: command
  command: [coder, --yes, "two words", "{prompt}"]
  prompt_delivery: arg
  env:
    - SSH_AUTH_SOCK
    - { CI: "true", GH_TOKEN: $BOT_TOKEN }
    - { name: HTTPS_PROXY, value: $HTTPS_PROXY }
  max_concurrent_agents: 2
  turn_timeout_ms: 90500
steps:
  - id: plan
    prompt: |
      Plan {{ issue.title }}.
    timeout: 5m
    retry: { max_attempts: 2 }
  - id: qa
  - id: self_test
    command: npm test
    continue_on_error: true
  - id: lint
    command: [npm, run, lint]
---
Do {{ issue.title }}.
`;

describe("the resources of a workflow file", () => {
  it("say what the file says, each value with the line that it follows from", () => {
    expect(show(compile(FULL, "/site/WORKFLOW.md"))).toMatchInlineSnapshot(`
      "---
      apiVersion: orchestrator.dev/v2  # WORKFLOW.md:17 (workflow file)
      kind: RuntimePolicy
      metadata:
        name: runtime
        project: default
      spec:
        runner:
          shell: /bin/sh               # WORKFLOW.md (workflow file)
          env_allowlist:
            - PATH                     # WORKFLOW.md (workflow file)
            - HOME                     # WORKFLOW.md (workflow file)
            - USER                     # WORKFLOW.md (workflow file)
            - LANG                     # WORKFLOW.md (workflow file)
            - TERM                     # WORKFLOW.md (workflow file)
            - SSH_AUTH_SOCK            # WORKFLOW.md:17 (workflow file)
            - HTTPS_PROXY              # WORKFLOW.md:19 (workflow file)
        resume:
          auto: true                   # WORKFLOW.md (workflow file)
      ---
      apiVersion: orchestrator.dev/v2               # WORKFLOW.md:9 (workflow file)
      kind: Workspace
      metadata:
        name: default
        project: default
        annotations:
          workflow-file/workspace.root: $ROOT       # WORKFLOW.md:9 (workflow file)
          workflow-file/hooks.after_create: npm ci  # WORKFLOW.md:11 (workflow file)
      spec:
        root_path: .                                # WORKFLOW.md (workflow file)
      ---
      apiVersion: orchestrator.dev/v2                     # WORKFLOW.md:14 (workflow file)
      kind: Agent
      metadata:
        name: default
        project: default
        annotations:
          workflow-file/agent.max_concurrent_agents: "2"  # WORKFLOW.md:20 (workflow file)
      spec:
        command: coder --yes 'two words' {prompt}         # WORKFLOW.md:14 (workflow file)
        promptDelivery: arg                               # WORKFLOW.md:15 (workflow file)
        capabilities:
          - work                                          # WORKFLOW.md (workflow file)
        env:
          - name: CI                                      # WORKFLOW.md:18 (workflow file)
            value: "true"                                 # WORKFLOW.md:18 (workflow file)
          - name: GH_TOKEN                                # WORKFLOW.md:18 (workflow file)
            value: $BOT_TOKEN                             # WORKFLOW.md:18 (workflow file)
      ---
      apiVersion: orchestrator.dev/v2             # WORKFLOW.md:35 (workflow file)
      kind: StepTemplate
      metadata:
        name: Build-test
        project: default
        annotations:
          yardmaster.dev/prompt-language: liquid  # WORKFLOW.md (workflow file)
      spec:
        prompt: Do {{ issue.title }}.             # WORKFLOW.md:35 (workflow file)
      ---
      apiVersion: orchestrator.dev/v2             # WORKFLOW.md:24 (workflow file)
      kind: StepTemplate
      metadata:
        name: Build-test.plan
        project: default
        annotations:
          yardmaster.dev/prompt-language: liquid  # WORKFLOW.md (workflow file)
      spec:
        prompt: |                                 # WORKFLOW.md:24 (workflow file)
          Plan {{ issue.title }}.
      ---
      apiVersion: orchestrator.dev/v2                     # WORKFLOW.md:4 (workflow file)
      kind: Workflow
      metadata:
        name: Build-test
        project: default
        annotations:
          workflow-file/tracker.file_path: $ROOT          # WORKFLOW.md:4 (workflow file)
          workflow-file/tracker.api_key: $KEY             # WORKFLOW.md:5 (workflow file)
          workflow-file/polling.interval_ms: "5000"       # WORKFLOW.md:8 (workflow file)
          workflow-file/steps[0].retry.max_attempts: "2"  # WORKFLOW.md:27 (workflow file)
      spec:
        steps:
          - id: plan                                      # WORKFLOW.md:23 (workflow file)
            scope: task                                   # WORKFLOW.md (workflow file)
            required_capability: work                     # WORKFLOW.md (workflow file)
            template: Build-test.plan                     # WORKFLOW.md:25 (workflow file)
            timeout_secs: 300                             # WORKFLOW.md:26 (workflow file)
          - id: qa                                        # WORKFLOW.md:28 (workflow file)
            scope: task                                   # WORKFLOW.md (workflow file)
            required_capability: work                     # WORKFLOW.md (workflow file)
            template: Build-test                          # WORKFLOW.md:35 (workflow file)
          - id: self_test                                 # WORKFLOW.md:29 (workflow file)
            scope: task                                   # WORKFLOW.md (workflow file)
            command: npm test                             # WORKFLOW.md:30 (workflow file)
            behavior:
              on_failure:
                action: continue                          # WORKFLOW.md:31 (workflow file)
          - id: lint                                      # WORKFLOW.md:32 (workflow file)
            scope: task                                   # WORKFLOW.md (workflow file)
            command: npm run lint                         # WORKFLOW.md:33 (workflow file)
        safety:
          step_timeout_secs: 91                           # WORKFLOW.md:21 (workflow file)
          stall_timeout_secs: 900                         # WORKFLOW.md (workflow file)"
    `);
  });

  it("are few for a file that says little, and those of no file at all are defaults", () => {
    expect(show(compile(""))).toMatchInlineSnapshot(`
      "---
      apiVersion: orchestrator.dev/v2  # workflow.yaml:1 (workflow file)
      kind: Agent
      metadata:
        name: default
        project: default
      spec:
        preset: claude                 # workflow.yaml (workflow file)
        capabilities:
          - work                       # workflow.yaml (workflow file)
      ---
      apiVersion: orchestrator.dev/v2  # workflow.yaml:1 (workflow file)
      kind: Workflow
      metadata:
        name: workflow
        project: default
      spec:
        steps:
          - id: implement              # workflow.yaml (workflow file)
            scope: task                # workflow.yaml (workflow file)
            required_capability: work  # workflow.yaml (workflow file)
        safety:
          step_timeout_secs: 3600      # workflow.yaml (workflow file)
          stall_timeout_secs: 900      # workflow.yaml (workflow file)"
    `);
  });

  it("never hold what stands in the environment, nor a secret that stands in the file", () => {
    const text = JSON.stringify(compile(FULL.replace("api_key: $KEY", "api_key: literal-secret")));
    expect(text).not.toMatch(/looked-up|literal-secret/);
    expect(text).toContain('"workflow-file/tracker.api_key":"***"');
  });

  it("have the agent that its backend comes nearest to", () => {
    const commandOf = (agent: string) => find(compile(`agent: ${agent}\n`), "Agent").spec;
    const capabilities = ["work"];
    expect(commandOf("{ model: opus, command: my-claude }")).toEqual({
      preset: "claude",
      program: "my-claude",
      model: "opus",
      capabilities,
    });
    expect(commandOf("{ command: [claude, --permission-mode, plan] }")).toEqual({
      preset: "claude",
      args: ["--permission-mode", "plan"],
      capabilities,
    });
    expect(commandOf("{ backend: codex }")).toEqual({ preset: "codex", capabilities });
    expect(commandOf("{ backend: command, command: it's }")).toMatchObject({ command: "it's {prompt}", promptDelivery: "arg" });
    expect(commandOf('{ backend: command, command: "run \\"$1\\"" }')["command"]).toBe('run "$1"');
    expect(commandOf("{ backend: command, command: [a, it's], prompt_delivery: env }")).toMatchObject({
      command: "a 'it'\\''s'",
      promptDelivery: "env",
    });
    expect(commandOf("{ backend: scripted, script: my agent.yaml }")["command"]).toBe(": plays 'my agent.yaml'");
  });

  it("have names that resources can have", () => {
    const nameOf = (name: string) => find(compile(`name: ${JSON.stringify(name)}\n`), "Workflow").metadata.name;
    expect([nameOf("Build & test"), nameOf("…"), nameOf("_x"), nameOf("a/b/".repeat(40)).length]).toEqual([
      "Build-test",
      "workflow",
      "x",
      99,
    ]);
  });

  it.each([
    ["of a full file", FULL],
    ["of an empty file", ""],
    ["of a file without limits", "agent: { turn_timeout_ms: 0, stall_timeout_ms: 0 }"],
  ])("hold as manifests would: those %s", (_, text) => {
    const resources = compile(text, text === FULL ? "/site/WORKFLOW.md" : undefined);
    const manifests = resources.map(({ source: _source, ...manifest }) => JSON.stringify(manifest)).join("\n---\n");
    const read = readManifests(manifests, "compiled");
    expect(read.problems).toEqual([]);
    expect(read.manifests.map(({ kind, metadata, spec }) => ({ kind, metadata, spec }))).toEqual(
      resources.map(({ kind, metadata, spec }) => ({ kind, metadata, spec })),
    );
  });

  it("hold together with what is built in", () => {
    const facts = { now: 0, referencesOf, validate: validateResource, openTasks: [] };
    const builtin = decideResources(
      { type: "resources.sync", origin: "builtin", version: "1", resources: BUILTIN_RESOURCES },
      NO_RESOURCES,
      facts,
    );
    const state = applyResourceEvents(NO_RESOURCES, builtin.events);
    const file = decideResources(
      { type: "resources.sync", origin: "workflow-file", version: "1", resources: compile(FULL, "/site/WORKFLOW.md") },
      state,
      facts,
    );
    expect([builtin.obstacles, builtin.warnings, file.obstacles, file.warnings]).toEqual([[], [], [], []]);
    expect(file.changes.map(({ label, change }) => `${label} ${change}`)).toEqual([
      "runtimepolicy/runtime created",
      "workspace/default created",
      "agent/default created",
      "steptemplate/Build-test created",
      "steptemplate/Build-test.plan created",
      "workflow/Build-test created",
    ]);
  });
});
