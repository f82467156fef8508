// Everything that may be asked of a repository's resources and of what belongs to them. Each operation takes one JSON value and answers
// one, so that a server's HTTP door and a process that opens the store itself offer the same thing. Knows no implementation.
import type { AgentControl } from "./agents.ts";
import type { DatabaseControl } from "./database.ts";
import type { EntryControl } from "./entries.ts";
import type { EventControl } from "./events.ts";
import type { ResourceControl } from "./resources.ts";
import type { SecretKeyControl } from "./secret-keys.ts";
import type { TaskControl } from "./tasks.ts";
import type { TriggerControl } from "./triggers.ts";

export interface Control {
  readonly resources: ResourceControl;
  readonly secretKeys: SecretKeyControl;
  readonly entries: EntryControl;
  readonly tasks: TaskControl;
  readonly triggers: TriggerControl;
  readonly agents: AgentControl;
  readonly events: EventControl;
  readonly database: DatabaseControl;
}

/** What a door may call, by name: what is not listed here cannot be reached over HTTP. */
export const CONTROL_OPERATIONS = {
  resources: ["apply", "list", "delete", "customKinds", "problems", "check"],
  secretKeys: ["status", "list", "rotate", "revoke", "bootstrap", "history"],
  entries: ["get", "put", "list", "delete", "prune"],
  tasks: ["create", "start"],
  triggers: ["suspend", "resume", "fire"],
  agents: ["list", "cordon", "uncordon", "drain"],
  events: ["list", "stats", "archive", "cleanup"],
  database: ["status", "migrations", "vacuum", "cleanup"],
} as const satisfies { readonly [Section in keyof Control]: readonly (keyof Control[Section])[] };
