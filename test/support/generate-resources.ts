// Manifests of every kind, valid by construction: every optional field is sometimes there, and what they refer to is among them.
import fc from "fast-check";
import { BUILTIN_API_VERSION, type BuiltinKind } from "../../src/core/resources/resource.ts";
import { anyJson, anyText, filledText, textMap, toMap } from "./generate-text.ts";
import { type Names, workflowSpec } from "./generate-workflows.ts";

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly spec: object;
}

/** Parts of a hundred. A project has one RuntimePolicy. */
const SHARES: Readonly<Record<Exclude<BuiltinKind, "RuntimePolicy">, number>> = {
  Project: 2,
  CustomResourceDefinition: 2,
  EnvStore: 8,
  SecretStore: 8,
  StoreBackendProvider: 3,
  WorkflowStore: 5,
  ExecutionProfile: 8,
  Workspace: 6,
  Agent: 14,
  StepTemplate: 12,
  Workflow: 14,
  Trigger: 10,
};
const INSTANCES = 8;

/** Some of each kind, `count` in all or a few more, in any order. */
export function manifests(count: number): fc.Arbitrary<readonly Manifest[]> {
  const number = (kind: keyof typeof SHARES) => Math.max(2, Math.round((count * SHARES[kind]) / 100));
  const named = (kind: keyof typeof SHARES) => Array.from({ length: number(kind) }, (_, index) => `${kind.toLowerCase()}-${index}`);
  const names: Names = {
    workflows: named("Workflow"),
    templates: named("StepTemplate"),
    profiles: named("ExecutionProfile"),
    agents: named("Agent"),
    stores: named("WorkflowStore"),
  };
  const all = (kind: keyof typeof SHARES, spec: (index: number) => fc.Arbitrary<object>) =>
    named(kind).map((name, index) => manifest(kind, name, spec(index)));
  const definitions = named("CustomResourceDefinition").length;
  const slots = [
    ...all("Project", () => fc.record({ description: anyText }, { requiredKeys: [] })),
    ...all("CustomResourceDefinition", toDefinition),
    ...all("EnvStore", () => fc.record({ data: textMap.map((data) => ({ ...data, KEY: "x" })) })),
    ...all("SecretStore", () => fc.record({ data: textMap.map((data) => ({ ...withoutMasks(data), KEY: "x" })) })),
    ...all("StoreBackendProvider", () => fc.record({ builtin: fc.constant(false), commands }, { requiredKeys: ["commands"] })),
    ...all("WorkflowStore", () => workflowStore(named("StoreBackendProvider"))),
    ...all("ExecutionProfile", () => executionProfile),
    ...all("Workspace", () => workspace),
    ...all("Agent", () => agent(named("EnvStore"), named("SecretStore"))),
    ...all("StepTemplate", () => fc.record({ prompt: filledText, description: anyText }, { requiredKeys: ["prompt"] })),
    ...all("Workflow", () => workflowSpec(names)),
    ...all("Trigger", () => trigger(names.workflows, named("Workspace"), named("SecretStore"), definitions)),
    manifest("RuntimePolicy", "runtime", runtimePolicy),
    ...Array.from({ length: Math.max(2, Math.round((count * INSTANCES) / 100)) }, (_, index) => instance(index, definitions)),
  ];
  return fc.tuple(...slots).chain((made) => fc.shuffledSubarray(made, { minLength: made.length }));
}

function manifest(kind: string, name: string, spec: fc.Arbitrary<object>, apiVersion = BUILTIN_API_VERSION): fc.Arbitrary<Manifest> {
  const metadata = fc.record({ name: fc.constant(name), labels: textMap, annotations: textMap }, { requiredKeys: ["name"] });
  return fc.record({ apiVersion: fc.constant(apiVersion), kind: fc.constant(kind), metadata, spec });
}

function withoutMasks(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value === "***" ? "x" : value]));
}

const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => fc.integer({ min, max });
const fraction = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const texts = fc.array(anyText, { maxLength: 3 });
const filledTexts = fc.array(filledText, { maxLength: 3 });

const commands = fc.record(
  { get: filledText, put: filledText, delete: filledText, list: filledText, prune: filledText },
  { requiredKeys: ["get", "put", "delete", "list"] },
);

function workflowStore(providers: readonly string[]): fc.Arbitrary<object> {
  const common = {
    base_path: anyText,
    schema: fc.constantFrom<object>(
      {},
      { type: "string", maxLength: 9 },
      { type: "object", properties: { "a b": { enum: ["no", 1, null] } } },
    ),
    retention: fc.record({ max_entries: wholeNumber(1), ttl_seconds: wholeNumber(1) }, { requiredKeys: [] }),
  };
  return fc.oneof(
    fc.record({ provider: fc.constantFrom("local", "file", ...providers), ...common }, { requiredKeys: [] }),
    fc.record({ provider: fc.constant("command"), commands, ...common }, { requiredKeys: ["provider", "commands"] }),
  );
}

const limits = {
  max_memory_mb: wholeNumber(1),
  max_cpu_seconds: wholeNumber(1),
  max_processes: wholeNumber(1),
  max_open_files: wholeNumber(1),
};
const executionProfile = fc.oneof(
  fc.record({ mode: fc.constant("host"), writable_paths: fc.constant([]) }, { requiredKeys: [] }),
  fc.record(
    {
      mode: fc.constant("sandbox"),
      fs_mode: fc.constantFrom("inherit", "workspace_readonly", "workspace_rw_scoped"),
      writable_paths: texts,
      readable_paths: texts,
      network_mode: fc.constant("allowlist"),
      network_allowlist: fc.constantFrom(["example.com"], ["10.0.0.1:443", "[::1]:80", "::1"]),
      ...limits,
    },
    { requiredKeys: ["mode", "network_mode", "network_allowlist"] },
  ),
);

const healthPolicy = fc.record(
  { disease_duration_hours: wholeNumber(0), disease_threshold: wholeNumber(1), capability_success_threshold: fraction },
  { requiredKeys: [] },
);

const workspace = fc.record(
  {
    root_path: filledText,
    qa_targets: filledTexts,
    ticket_dir: anyText,
    self_referential: fc.boolean(),
    health_policy: healthPolicy,
    artifacts_dir: anyText,
  },
  { requiredKeys: ["root_path"] },
);

/** Every second agent has every capability that a workflow asks for. */
function agent(variables: readonly string[], secrets: readonly string[]): fc.Arbitrary<object> {
  const variable = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
  const store = fc.constantFrom(...variables, ...secrets);
  const entry = fc.oneof(
    fc.record({ name: variable, value: anyText }),
    fc.record({ fromRef: store }),
    fc.record({ name: variable, refValue: fc.record({ name: store, key: fc.constant("KEY") }) }),
  );
  const rule = fc.record({ when: fc.constantFrom("cycle > 1", 'goal == "x"'), command: anyText.map((text) => `${text}{prompt}`) });
  return fc.record(
    {
      command: filledText,
      command_rules: fc.array(rule, { maxLength: 2 }),
      enabled: fc.boolean(),
      capabilities: filledTexts.map((capabilities) => [...capabilities, "work", "loop_guard", "adaptive_plan"]),
      metadata: fc.record({ cost: wholeNumber(0, 255), description: anyText }, { requiredKeys: [] }),
      selection: fc.record(
        {
          strategy: fc.constantFrom("cost_based", "adaptive", "load_balanced"),
          weights: fc.record({ cost: fraction, success_rate: fraction, performance: fraction, load: fraction }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
      ),
      env: fc.array(entry, { maxLength: 3 }),
      promptDelivery: fc.constantFrom("arg", "stdin", "file", "env"),
      health_policy: healthPolicy,
    },
    { requiredKeys: ["command", "capabilities"] },
  );
}

function trigger(
  workflows: readonly string[],
  workspaces: readonly string[],
  secrets: readonly string[],
  definitions: number,
): fc.Arbitrary<object> {
  const common = {
    action: fc.record(
      {
        workflow: fc.constantFrom(...workflows),
        workspace: fc.constantFrom(...workspaces),
        args: toMap(texts),
        start: fc.boolean(),
      },
      { requiredKeys: ["workflow", "workspace"] },
    ),
    concurrencyPolicy: fc.constantFrom("Allow", "Forbid", "Replace"),
    suspend: fc.boolean(),
    historyLimit: fc.record({ successful: wholeNumber(0), failed: wholeNumber(0) }, { requiredKeys: [] }),
    throttle: fc.record({ minInterval: wholeNumber(0) }, { requiredKeys: [] }),
  };
  const filter = fc.record(
    { workflow: fc.constantFrom(...workflows), condition: fc.constantFrom('payload_action == "x"', "payload.a.b > 3") },
    { requiredKeys: [] },
  );
  const webhook = fc.record(
    {
      secret: fc.record({ fromRef: fc.constantFrom(...secrets) }),
      signatureHeader: fc.constantFrom("X-Hub-Signature-256", "X-Other"),
      crdRef: fc.nat({ max: definitions - 1 }).map((index) => `Kind${index}`),
    },
    { requiredKeys: [] },
  );
  const filesystem = fc.record(
    {
      paths: fc.array(filledText, { minLength: 1, maxLength: 2 }),
      events: fc.constantFrom([], ["create", "delete"]),
      debounce_ms: wholeNumber(0, 60_000),
    },
    { requiredKeys: ["paths"] },
  );
  const cron = fc.record(
    { schedule: fc.constantFrom("0 2 * * *", "@daily", "*/5 0 2 * * 1-5"), timezone: fc.constantFrom("UTC", "Europe/Berlin") },
    { requiredKeys: ["schedule"] },
  );
  const event = fc.oneof(
    fc.record({ source: fc.constantFrom("task_completed", "task_failed"), filter }, { requiredKeys: ["source"] }),
    fc.record({ source: fc.constant("webhook"), filter, webhook }, { requiredKeys: ["source"] }),
    fc.record({ source: fc.constant("filesystem"), filter, filesystem }, { requiredKeys: ["source", "filesystem"] }),
  );
  return fc.oneof(
    fc.record({ cron, ...common }, { requiredKeys: ["cron", "action"] }),
    fc.record({ event, ...common }, { requiredKeys: ["event", "action"] }),
  );
}

const runtimePolicy = fc.record(
  {
    runner: fc.record(
      {
        shell: filledText,
        shell_arg: filledText,
        policy: fc.constantFrom("allowlist", "unsafe"),
        executor: fc.constant("shell"),
        allowed_shells: texts.map((shells) => [...shells, "/bin/sh"]),
        allowed_shell_args: texts.map((words) => [...words, "-c"]),
        env_allowlist: texts,
        redaction_patterns: texts,
      },
      { requiredKeys: ["shell"] },
    ),
    resume: fc.record({ auto: fc.boolean() }),
    observability: anyJson(2).filter((value) => value !== null),
  },
  { requiredKeys: ["runner", "resume"] },
);

const SCHEMA = { type: "object", properties: { text: { type: "string" }, count: { type: "integer" } }, required: ["text"] };

function toDefinition(index: number): fc.Arbitrary<object> {
  const version = fc.record(
    {
      name: fc.constant("v1"),
      schema: fc.constant(SCHEMA),
      served: fc.constant(true),
      cel_rules: fc.array(fc.record({ rule: fc.constant("size(self.text) >= 0"), message: filledText }), { maxLength: 2 }),
    },
    { requiredKeys: ["name", "schema"] },
  );
  return fc.record(
    {
      kind: fc.constant(`Kind${index}`),
      plural: fc.constant(`kind${index}s`),
      short_names: fc.constant([`k${index}`]),
      group: fc.constant("generated.dev"),
      versions: fc.tuple(version).map((versions) => [...versions, { name: "v0", served: false }]),
      scope: fc.constantFrom("namespaced", "cluster"),
      hooks: fc.record({ on_create: anyText, on_update: anyText, on_delete: anyText }, { requiredKeys: [] }),
      plugins: fc.constantFrom<readonly object[]>([], [{ name: "p", type: "interceptor", phase: "webhook.authenticate", command: "true" }]),
    },
    { requiredKeys: ["kind", "plural", "group", "versions"] },
  );
}

function instance(index: number, definitions: number): fc.Arbitrary<Manifest> {
  const spec = fc.record({ text: anyText, count: wholeNumber(-5), more: anyJson(3), map: toMap(anyJson(1)) }, { requiredKeys: ["text"] });
  return manifest(`Kind${index % definitions}`, `instance-${index}`, spec, "generated.dev/v1");
}
