// Where declarations are applied and deleted: load, decide, append, as for every stream, with the decision handed back to who asked.
// Secrets are sealed here, on the way in, so that no event ever holds one.
import { resourceStream } from "../../core/ids.ts";
import type { ResourceCommand, ResourceDecision, ResourceFacts } from "../../core/resources/decide.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { isSecretStore } from "../../core/resources/secret-values.ts";
import {
  applyResourceEvents,
  type DeclaredResource,
  keyOf,
  NO_RESOURCES,
  type ResourceEvent,
  type ResourceKey,
  type ResourcesState,
  toDeclarations,
} from "../../core/resources/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { Aggregate } from "../aggregate.ts";
import { createStream } from "../dispatch.ts";
import type { SecretVault } from "../secret-vault.ts";
import { decideSealed } from "./decide-sealed.ts";
import { loadOpenTasks } from "./load-open-tasks.ts";
import { loadShelfHead, toShelfChanges } from "./resource-shelf.ts";

export interface ResourceDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The repository that the declarations belong to. */
  readonly repository: string;
  readonly vault: SecretVault;
  /** For a decision that may ask about these and no others. What checks expressions and schemas is large, and most need neither. */
  loadRules(judged: readonly Resource[]): Promise<ResourceRules>;
}

export type ResourceRules = Omit<ResourceFacts, "now" | "openTasks">;

export interface ResourceDesk {
  load(): Promise<ResourcesState>;
  /** One of them, without loading the others; null: nothing is declared under the key. */
  find(key: ResourceKey): Promise<DeclaredResource | null>;
  loadSynced(): Promise<ResourcesState["synced"]>;
  /** Decides without storing anything, not even a first key for secrets. */
  preview(command: ResourceCommand): Promise<ResourceDecision>;
  /** Stores all of it, or nothing when there are obstacles. Two appliers at once: the second decides again on what the first left. */
  submit(command: ResourceCommand): Promise<ResourceDecision>;
  /**
   * Every declaration as it is made anew under other keys, in one commit, which has an event even when nothing changed: whoever read
   * the resources before meets a conflict. `open` is called anew for each attempt, after the resources were read.
   */
  reseal(open: () => Promise<(resource: Resource) => Resource>): Promise<void>;
}

/** Changes whenever the shape of the state does. */
const SCHEMA = "resources/3";

interface Ask {
  decide(state: ResourcesState): readonly ResourceEvent[];
}

export function createResourceDesk({ store, clock, repository, vault, loadRules }: ResourceDeskDeps): ResourceDesk {
  const id = resourceStream(repository);
  const shelf = { collection: id, schema: SCHEMA };
  const aggregate: Aggregate<ResourcesState, Ask, ResourceEvent> = {
    initial: NO_RESOURCES,
    decide: ({ decide }, state) => ({ events: decide(state) }),
    apply: (state, events) => ({ state: applyResourceEvents(state, events), effects: [] }),
    toDocuments: (state, events) => toShelfChanges(shelf, state, events),
    snapshot: {
      schema: SCHEMA,
      every: 200,
      toJson: ({ resources, version, synced }) => ({ version, synced, resources: [...resources.values()] }),
      fromJson(json) {
        const { version, synced, resources } = json as Omit<ResourcesState, "resources"> & {
          readonly resources: readonly DeclaredResource[];
        };
        return { version, synced, resources: new Map(resources.map((declared) => [keyOf(declared.declarations[0]), declared])) };
      },
    },
  };
  const stream = createStream(aggregate, { store, onEffects: () => {} });

  async function loadFacts(command: ResourceCommand, state: ResourcesState): Promise<Omit<ResourceFacts, "now">> {
    const removes = command.type === "resources.delete" || (command.type === "resources.apply" && command.prune);
    const given = command.type === "resources.delete" ? [] : command.resources;
    const judged = [...given, ...toDeclarations(state)];
    const [rules, openTasks] = await Promise.all([loadRules(judged), removes ? loadOpenTasks(store) : []]);
    return { ...rules, openTasks };
  }

  /** What is loaded after the resources were read, and used on nothing else: the order that `SecretVault` asks for. */
  async function decideOnWhatWasRead<Loaded>(
    load: (state: ResourcesState) => Promise<Loaded>,
    decide: (state: ResourcesState, loaded: Loaded) => readonly ResourceEvent[],
  ): Promise<void> {
    for (let isDecided = false; !isDecided; ) {
      const read = await stream.load(id);
      const loaded = await load(read);
      await stream.dispatch(id, {
        decide(state) {
          isDecided = state === read;
          return isDecided ? decide(state, loaded) : [];
        },
      });
    }
  }

  return {
    load: () => stream.load(id),
    async find(key) {
      if ((await loadShelfHead(store, shelf)) === null) return (await stream.load(id)).resources.get(key) ?? null;
      return ((await store.getDocument(id, key))?.body ?? null) as DeclaredResource | null;
    },
    loadSynced: async () => ((await loadShelfHead(store, shelf)) ?? (await stream.load(id))).synced,
    async preview(command) {
      const state = await stream.load(id);
      const facts = await loadFacts(command, state);
      const isSealed = toDeclarations(state).some(isSecretStore);
      const keys = isSealed && holdsSecrets(command) ? await vault.open() : null;
      return decideSealed(command, state, { ...facts, now: clock.now() }, keys);
    },
    async submit(command) {
      let last: ResourceDecision = { events: [], changes: [], obstacles: [], warnings: [], notRun: [] };
      const load = async (state: ResourcesState) => ({
        facts: await loadFacts(command, state),
        keys: holdsSecrets(command) ? await vault.open() : null,
      });
      await decideOnWhatWasRead(load, (state, { facts, keys }) => {
        last = decideSealed(command, state, { ...facts, now: clock.now() }, keys);
        return last.obstacles.length > 0 ? [] : last.events;
      });
      return last;
    },
    reseal: (open) =>
      decideOnWhatWasRead(open, (state, toResealed) => {
        const resealed = toDeclarations(state).flatMap((resource) => {
          const next = toResealed(resource);
          return next === resource ? [] : [next];
        });
        return [{ type: "resources.resealed", resources: resealed, at: clock.now() }];
      }),
  };
}

function holdsSecrets(command: ResourceCommand): boolean {
  return command.type !== "resources.delete" && command.resources.some(isSecretStore);
}
