// The custom kind of the published guide, as its YAML reads, for tests to vary.

export const TAKEN = {
  kinds: ["Workspace", "Agent", "Workflow", "EnvStore", "CustomResourceDefinition"],
  aliases: ["ws", "workspace", "workspaces", "wf", "env-store", "crd"],
};

export const PROMPT_LIBRARY = {
  kind: "PromptLibrary",
  plural: "promptlibraries",
  short_names: ["pl"],
  group: "extensions.orchestrator.dev",
  versions: [
    {
      name: "v1",
      served: true,
      schema: {
        type: "object",
        required: ["prompts"],
        properties: {
          prompts: {
            type: "array",
            minItems: 1,
            items: {
              type: "object",
              required: ["name", "template"],
              properties: { name: { type: "string" }, template: { type: "string" }, tags: { type: "array", items: { type: "string" } } },
            },
          },
        },
      },
      cel_rules: [{ rule: "size(self.prompts) > 0", message: "at least one prompt is required" }],
    },
  ],
};

/** The guide's kind with one version of this schema and these rules. */
export function withSchema(schema: unknown, rules: readonly { readonly rule: string; readonly message?: string }[] = []): object {
  return { ...PROMPT_LIBRARY, versions: [{ name: "v1", schema, cel_rules: rules }] };
}
