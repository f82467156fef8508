// What workflows of a repository remember, put together: its store, its declared stores, and surroundings for commands that keep entries.
import { DEFAULT_PROJECT, type Resource } from "../core/resources/resource.ts";
import { findResource, type ResourcesState, toResourceKey } from "../core/resources/state.ts";
import type { ValueSchemas } from "../resources/value-schemas.ts";
import type { EntryControl } from "../runtime/control/entries.ts";
import { createEntryControl } from "../runtime/entries/entry-control.ts";
import { systemClock } from "../std/clock.ts";
import type { Store } from "../store/store.ts";
import type { Place, Surroundings } from "./place.ts";
import { toProcessEnvironment } from "./process-environment.ts";

export interface EntryParts {
  readonly place: Place;
  readonly store: Store;
  readonly variables: Surroundings["variables"];
  loadResources(): Promise<ResourcesState>;
}

export function createEntries({ place: { repository, directory }, store, variables, loadResources }: EntryParts): EntryControl {
  let schemas: Promise<ValueSchemas> | null = null;

  /** A project that does not declare one has the default project's. */
  async function find(kind: string, project: string, name: string): Promise<Resource | null> {
    const state = await loadResources();
    return findResource(state, toResourceKey(project, kind, name)) ?? findResource(state, toResourceKey(DEFAULT_PROJECT, kind, name));
  }

  return createEntryControl({
    store,
    clock: systemClock,
    directory: directory.stores,
    commands: { cwd: repository.root, env: toProcessEnvironment(variables, [], {}) },
    loadStore: (project, name) => find("WorkflowStore", project, name),
    loadProvider: (project, name) => find("StoreBackendProvider", project, name),
    async validate(schema, value) {
      schemas ??= import("../resources/value-schemas.ts").then(({ createValueSchemas }) => createValueSchemas());
      return (await schemas).validate(schema, value);
    },
  });
}
