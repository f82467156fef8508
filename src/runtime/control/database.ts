// Operations on the store as a whole.
import type { SchemaStep } from "../../store/store.ts";
import type { Age, EventCleanup } from "./events.ts";

export interface DatabaseStatus {
  readonly path: string;
  readonly schema_version: number;
  readonly pending_migrations: number;
  readonly events: number;
  readonly pending_effects: number;
  /** With what is not yet moved from its log. */
  readonly db_size_bytes: number;
  readonly logs_size_bytes: number;
  readonly archive_size_bytes: number;
}

export interface DatabaseVacuum {
  readonly before_bytes: number;
  readonly after_bytes: number;
  readonly freed_bytes: number;
}

export interface DatabaseControl {
  status(request: object): Promise<DatabaseStatus>;
  migrations(request: object): Promise<readonly SchemaStep[]>;
  /** @throws store.busy when a server works on a store so large that it would wait for long */
  vacuum(request: object): Promise<DatabaseVacuum>;
  /** Forgets old tasks, as cleaning up events does. */
  cleanup(request: Age & { readonly dryRun: boolean }): Promise<EventCleanup>;
}
