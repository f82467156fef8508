// What workflows remember, for the command line and for steps: finds a store's declaration, checks what is put, asks its back end.
// Remembers nothing itself; a store that was never declared is a local one.
import { YardmasterError } from "../../core/errors.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { EntryControl, EntryPlace } from "../control/entries.ts";
import type { EntryBackend } from "./backend.ts";
import { checkEntry, checkKey, checkPage, checkPlace } from "./check-request.ts";
import { checkValue, type ValidateValue } from "./check-value.ts";
import { createCommandBackend } from "./command-backend.ts";
import { createFileBackend } from "./file-backend.ts";
import { createStoreBackend } from "./store-backend.ts";
import { type EntryCommands, type StoreSettings, toStoreSettings } from "./store-settings.ts";

export interface EntryControlDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Where the `file` provider keeps entries; made on first use. */
  readonly directory: string;
  /** What commands of stores are started in and with; nothing else is inherited. */
  readonly commands: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  /** The WorkflowStore of this name; null: it was never declared. */
  loadStore(project: string, name: string): Promise<Resource | null>;
  /** The StoreBackendProvider of this name. */
  loadProvider(project: string, name: string): Promise<Resource | null>;
  /** What validates is large: loaded when a store has a schema. */
  readonly validate: ValidateValue;
}

export function createEntryControl(deps: EntryControlDeps): EntryControl {
  const { store, clock, directory, loadStore, loadProvider, validate } = deps;
  const local = createStoreBackend(store);
  const file = createFileBackend({ directory, clock });

  async function openBackend({ project, store: name }: EntryPlace, settings: StoreSettings): Promise<EntryBackend> {
    const { provider } = settings;
    if (provider === "local") return local;
    if (provider === "file") return file;
    const commands = provider === "command" ? settings.commands : await loadCommands(project, provider);
    if (commands !== null) return createCommandBackend({ ...deps.commands, commands, clock });
    throw new YardmasterError("entry.backend-failed", `opening the store '${name}': its provider '${provider}' declares no commands`, {
      hint: "apply a StoreBackendProvider of that name with commands, or set the store's provider to local",
    });
  }

  async function loadCommands(project: string, provider: string): Promise<EntryCommands | null> {
    const { commands } = ((await loadProvider(project, provider))?.spec ?? {}) as { readonly commands?: EntryCommands };
    return commands ?? null;
  }

  async function open(place: EntryPlace) {
    checkPlace(place);
    const settings = toStoreSettings(await loadStore(place.project, place.store));
    const shelf = { project: place.project, store: place.store };
    return { shelf, ...settings, backend: await openBackend(place, settings) };
  }

  return {
    async get({ key, ...place }) {
      checkKey(key);
      const { backend, shelf, retention } = await open(place);
      return await backend.get(shelf, key, retention);
    },
    async put({ key, value, taskId, ...place }) {
      checkEntry({ key, value, taskId });
      const { backend, shelf, schema, retention } = await open(place);
      if (schema !== null) await checkValue(value, schema, validate);
      return await backend.put(shelf, { key, value, taskId }, retention);
    },
    async list({ limit, offset, ...place }) {
      checkPage({ limit, offset });
      const { backend, shelf, retention } = await open(place);
      return await backend.list(shelf, { limit, offset }, retention);
    },
    async delete({ key, ...place }) {
      checkKey(key);
      const { backend, shelf, retention } = await open(place);
      return await backend.delete(shelf, key, retention);
    },
    async prune(place) {
      const { backend, shelf, retention } = await open(place);
      return await backend.prune(shelf, retention);
    },
  };
}
