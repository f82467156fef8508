// Entries with real back ends in a directory of their own, stores declared by the test, and a clock that moves only when told.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { BUILTIN_API_VERSION, type Resource } from "../../../src/core/resources/resource.ts";
import { createValueSchemas } from "../../../src/resources/value-schemas.ts";
import type { EntryControl } from "../../../src/runtime/control/entries.ts";
import { createEntryControl } from "../../../src/runtime/entries/entry-control.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import { createManualClock, temporaryDirectory } from "../../support/store-fixture.ts";

export type Spec = Readonly<Record<string, unknown>>;

export interface EntryFixture {
  readonly entries: EntryControl;
  /** Of the test; the `file` provider keeps its entries in `stores` below it, and commands start in it. */
  readonly directory: string;
  /** Declares a store, or changes it. */
  declare(name: string, spec: Spec): void;
  declareProvider(name: string, spec: Spec): void;
  advance(milliseconds: number): void;
  now(): number;
}

export async function openEntries(env: Readonly<Record<string, string>> = {}): Promise<EntryFixture> {
  const directory = temporaryDirectory();
  const clock = createManualClock(Date.UTC(2026, 10, 20));
  const store = await openSqliteStore({ file: join(directory.path, "store.db"), clock });
  const schemas = createValueSchemas();
  const declared = new Map<string, Resource>();
  const providers = new Map<string, Resource>();
  onTestFinished(async () => {
    await store.close();
    directory.dispose();
  });
  return {
    directory: directory.path,
    entries: createEntryControl({
      store,
      clock,
      directory: join(directory.path, "stores"),
      commands: { cwd: directory.path, env: { PATH: process.env["PATH"] ?? "", ...env } },
      loadStore: async (_project, name) => declared.get(name) ?? null,
      loadProvider: async (_project, name) => providers.get(name) ?? null,
      validate: async (schema, value) => schemas.validate(schema, value),
    }),
    declare: (name, spec) => declared.set(name, toResource("WorkflowStore", name, spec)),
    declareProvider: (name, spec) => providers.set(name, toResource("StoreBackendProvider", name, spec)),
    advance: clock.advance,
    now: clock.now,
  };
}

function toResource(kind: string, name: string, spec: Spec): Resource {
  const metadata = { name, project: "default", labels: {}, annotations: {} };
  return { apiVersion: BUILTIN_API_VERSION, kind, metadata, spec, source: { origin: "apply", file: "-", line: 1 } };
}

/** Files in a directory, names encoded by the shell's own printf: what a script of someone's might look like. */
export const SCRIPT_COMMANDS = {
  get: 'f="kept/$STORE_NAME.$PROJECT_ID/$(printf %s "$KEY" | od -An -tx1 | tr -d " \\n")"; [ ! -f "$f" ] || cat "$f"',
  put: 'mkdir -p "kept/$STORE_NAME.$PROJECT_ID" && printf %s "$VALUE" > "kept/$STORE_NAME.$PROJECT_ID/$(printf %s "$KEY" | od -An -tx1 | tr -d " \\n")"',
  delete: 'rm -f "kept/$STORE_NAME.$PROJECT_ID/$(printf %s "$KEY" | od -An -tx1 | tr -d " \\n")"',
  list: "echo '[]'",
} as const;
