// EnvStore and SecretStore: named values for agents' environments.
import { defineKind } from "./kind-entry.ts";
import { required, secretMap, section } from "./section.ts";

const EnvStoreSpec = section({ data: required(secretMap(), "The variables: names and texts.") }, { unknownKeys: "error", secret: true });

const SecretStoreSpec = section(
  { data: required(secretMap(), "The secrets: names and texts. Kept encrypted, masked wherever they would be shown.") },
  { unknownKeys: "error", secret: true },
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
