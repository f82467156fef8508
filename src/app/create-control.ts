// What a process that has the store open offers: every section of the control contract, on one store.
import type { Problem } from "../core/errors.ts";
import { toRunId } from "../core/ids.ts";
import { isSecretStore } from "../core/resources/secret-values.ts";
import { toDeclarations } from "../core/resources/state.ts";
import { createAgentDesk } from "../runtime/agents/agent-desk.ts";
import type { Control } from "../runtime/control/control.ts";
import { createSecretKeyControl } from "../runtime/secrets/create-secret-key-control.ts";
import { createTaskControl } from "../runtime/tasks/task-control.ts";
import { systemClock } from "../std/clock.ts";
import { createIdSource } from "../std/ids.ts";
import { createFileLogStore } from "../store/files/index.ts";
import type { Store } from "../store/store.ts";
import { createDesk, type Desk } from "./create-desk.ts";
import { createEntries } from "./create-entries.ts";
import { createResources } from "./create-resources.ts";
import { createTriggers } from "./create-triggers.ts";
import { createUpkeep } from "./create-upkeep.ts";
import { findFirstPreset } from "./find-presets.ts";
import { createKeyringDeps } from "./keyring-deps.ts";
import { createLateLog } from "./late-log.ts";
import type { Place, Surroundings } from "./place.ts";
import { createTaskPlanner } from "./task-planner.ts";

export interface ControlParts {
  /** Where declarations are looked up, if someone has opened it already. */
  readonly opened?: Desk;
  /** @defaultValue none */
  listProblems?(): readonly Problem[];
}

export function createControl(place: Place, store: Store, variables: Surroundings["variables"], parts: ControlParts = {}): Control {
  const { repository } = place;
  const { desk, vault } = parts.opened ?? createDesk(place, store, variables);
  const newId = createIdSource();
  const resources = createResources(place, { desk, vault }, parts.listProblems);
  const entries = createEntries({ place, store, variables, loadResources: desk.load });
  const secretKeys = createSecretKeyControl({
    ...createKeyringDeps(place, store, variables),
    listSecretStores: async () => toDeclarations(await desk.load()).filter(isSecretStore),
    reseal: desk.reseal,
  });
  const agentDesk = createAgentDesk({ store, clock: systemClock, repository: repository.key });
  const planner = createTaskPlanner({
    resources,
    repository,
    restingAgents: agentDesk.loadUnavailable,
    findFirstPreset: () => findFirstPreset(variables, repository.remote === null ? "operator" : "guest"),
  });
  const tasks = createTaskControl({ store, clock: systemClock, newRunId: () => toRunId(newId("run")), planner });
  const triggers = createTriggers({
    place,
    store,
    logs: createFileLogStore({ directory: place.directory.logs }),
    log: createLateLog(variables),
    newId,
    resources,
    tasks,
  }).control;
  return { resources, entries, secretKeys, tasks, triggers, ...createUpkeep({ place, store, resources, agentDesk }) };
}
