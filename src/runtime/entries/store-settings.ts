// What a WorkflowStore declares, as those who keep its entries need it. The resource was checked when it was applied.
import type { Resource } from "../../core/resources/resource.ts";
import type { EntryRetention } from "../../store/store.ts";
import type { Schema } from "./check-value.ts";

/** Shell commands that keep entries, by what is asked of them. */
export interface EntryCommands {
  readonly get: string;
  readonly put: string;
  readonly delete: string;
  readonly list: string;
  readonly prune?: string;
}

export interface StoreSettings {
  /** `local`, `file`, `command`, or the name of a StoreBackendProvider. */
  readonly provider: string;
  /** For `command`. */
  readonly commands: EntryCommands | null;
  readonly schema: Schema | null;
  readonly retention: EntryRetention;
}

const MS_PER_SECOND = 1000;

interface WorkflowStoreSpec {
  readonly provider?: string;
  readonly commands?: EntryCommands;
  readonly schema?: Schema;
  readonly retention?: { readonly max_entries?: number; readonly ttl_seconds?: number };
}

/** A store that nobody declared works with the defaults. */
export function toStoreSettings(resource: Resource | null): StoreSettings {
  const { provider = "local", commands, schema, retention = {} } = (resource?.spec ?? {}) as WorkflowStoreSpec;
  const { max_entries: maxEntries, ttl_seconds: ttlSeconds } = retention;
  return {
    provider,
    commands: commands ?? null,
    schema: schema ?? null,
    retention: { maxEntries: maxEntries ?? null, ttlMs: ttlSeconds === undefined ? null : ttlSeconds * MS_PER_SECOND },
  };
}
