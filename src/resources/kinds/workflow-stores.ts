// WorkflowStore and StoreBackendProvider: what workflows remember, and the shell commands that may keep it.
// Whether a store's schema compiles is asked elsewhere.
import { anyMap, flag, wholeNumber } from "../words.ts";
import { defineKind, refer } from "./kind-entry.ts";
import { anyText, filled, optional, required, section } from "./section.ts";

const SECONDS_PER_DAY = 86_400;
const BUILTIN_PROVIDERS = ["local", "file"];
/** The store's own commands. */
const COMMAND = "command";

const Commands = section({
  get: required(filled("command 'get' cannot be empty"), "Prints the value of `KEY`, or nothing when there is none."),
  put: required(filled("command 'put' cannot be empty"), "Keeps `VALUE` under `KEY`."),
  delete: required(filled("command 'delete' cannot be empty"), "Forgets `KEY`."),
  list: required(
    filled("command 'list' cannot be empty"),
    "Prints a JSON array of `{key, value, updated_at}`, at most `LIMIT` from `OFFSET` on.",
  ),
  prune: optional(
    filled("command 'prune' cannot be empty"),
    "Removes what `MAX_ENTRIES` and `TTL_SECONDS` do not keep; may print how many it removed.",
  ),
});

const WorkflowStoreSpec = section(
  {
    provider: optional(
      filled("workflowstore.spec.provider cannot be empty"),
      "Where entries are kept: `local`, `file`, `command`, or the name of a StoreBackendProvider.",
      "local",
    ),
    commands: optional(Commands, "The shell commands that keep entries, for the provider `command`."),
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

const StoreBackendProviderSpec = section({
  builtin: optional(flag(), "Whether it is one of those that need no commands: `local` and `file`.", false),
  commands: optional(Commands, "The shell commands that keep entries; required unless it is a built-in one."),
});

export const WorkflowStore = defineKind({
  kind: "WorkflowStore",
  summary: "What workflows remember from one task to the next. A store that is not declared works with the defaults.",
  spec: WorkflowStoreSpec,
  check({ provider, commands }, _name, tell) {
    if (provider === COMMAND && commands === undefined) {
      tell.error(["provider"], "a store with the provider 'command' needs commands", "add commands with get, put, delete and list");
    }
    if (provider !== COMMAND && commands !== undefined) {
      tell.error(["commands"], "commands are used by the provider 'command' alone", "add provider: command");
    }
  },
  references: ({ provider }) => (isNamed(provider) ? refer("StoreBackendProvider", "provider", provider) : []),
});

export const StoreBackendProvider = defineKind({
  kind: "StoreBackendProvider",
  summary: "Shell commands that keep the entries of WorkflowStores.",
  spec: StoreBackendProviderSpec,
  check({ builtin = false, commands }, name, tell) {
    if (builtin && !BUILTIN_PROVIDERS.includes(name)) {
      tell.error(["builtin"], `'${name}' is no built-in provider`, `built-in ones are ${BUILTIN_PROVIDERS.join(" and ")}`);
    }
    if (!builtin && (BUILTIN_PROVIDERS.includes(name) || name === COMMAND)) {
      tell.error([], `'${name}' means something else as a store's provider`, "give it another name");
    }
    if (!builtin && commands === undefined) tell.error(["commands"], "is missing", "add commands with get, put, delete and list");
    if (builtin && commands !== undefined) tell.error(["commands"], "a built-in provider has no commands");
  },
});

function isNamed(provider: string | undefined): boolean {
  return provider !== undefined && provider !== COMMAND && !BUILTIN_PROVIDERS.includes(provider);
}
