// EnvStore, SecretStore and WorkflowStore: named values, for agents' environments and for workflows to remember.
import { anyMap, wholeNumber } from "../words.ts";
import { defineKind } from "./kind-entry.ts";
import { anyText, filled, optional, required, secretMap, section } from "./section.ts";

const SECONDS_PER_DAY = 86_400;

const EnvStoreSpec = section({ data: required(secretMap(), "The variables: names and texts.") }, { unknownKeys: "error", secret: true });

const SecretStoreSpec = section(
  { data: required(secretMap(), "The secrets: names and texts. Kept encrypted, masked wherever they would be shown.") },
  { unknownKeys: "error", secret: true },
);

const WorkflowStoreSpec = section(
  {
    provider: optional(
      filled("workflowstore.spec.provider cannot be empty"),
      "Where entries are kept: `local`, `file`, or the name of a StoreBackendProvider.",
      "local",
    ),
    base_path: optional(anyText(), "Accepted for compatibility; changes nothing."),
    schema: optional(anyMap(), "The JSON Schema of every value; checked on writing."),
    retention: optional(
      section(
        {
          max_entries: optional(wholeNumber(1), "How many entries are kept; the oldest go first."),
          ttl_seconds: optional(wholeNumber(1), "How many seconds an entry is kept after it was last written."),
        },
        { aliases: { ttl_days: { of: "ttl_seconds", times: SECONDS_PER_DAY } } },
      ),
      "How long entries are kept; forever when left out.",
    ),
  },
  { aliases: { backend: { of: "provider" } }, inert: ["base_path"] },
);

export const EnvStore = defineKind({
  kind: "EnvStore",
  summary: "Variables for agents' environments.",
  spec: EnvStoreSpec,
});

export const SecretStore = defineKind({
  kind: "SecretStore",
  summary: "Secret variables for agents' environments and keys for webhooks.",
  spec: SecretStoreSpec,
  hasSecrets: true,
});

export const WorkflowStore = defineKind({
  kind: "WorkflowStore",
  summary: "What workflows remember from one task to the next. A store that is not declared works with the defaults.",
  spec: WorkflowStoreSpec,
});
