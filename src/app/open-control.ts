// Everything that may be asked of a repository's resources: of the server that works on the data directory, or of the store itself.
import { resolve } from "node:path";
import type { OpenControl, Where } from "../cli/world.ts";
import { toRunId } from "../core/ids.ts";
import { isSecretStore } from "../core/resources/secret-values.ts";
import { toDeclarations } from "../core/resources/state.ts";
import { createControlClient } from "../http/control/client.ts";
import { findControl } from "../http/control/discovery.ts";
import { createAgentDesk } from "../runtime/agents/agent-desk.ts";
import type { Control } from "../runtime/control/control.ts";
import { createResourceControl } from "../runtime/resources/resource-control.ts";
import { createSecretKeyControl } from "../runtime/secrets/create-secret-key-control.ts";
import { createTaskControl } from "../runtime/tasks/task-control.ts";
import { systemClock } from "../std/clock.ts";
import { createIdSource } from "../std/ids.ts";
import { createFileLogStore } from "../store/files/index.ts";
import type { Store } from "../store/store.ts";
import { createDesk } from "./create-desk.ts";
import { createEntries } from "./create-entries.ts";
import { createTriggers } from "./create-triggers.ts";
import { createUpkeep } from "./create-upkeep.ts";
import { isDirectory } from "./is-directory.ts";
import { createLateLog } from "./late-log.ts";
import { findPlace, openStore, type Place, type Surroundings } from "./place.ts";
import { createSources } from "./sources/create-sources.ts";
import { createWorkflowFileSource } from "./sources/workflow-file-source.ts";
import { createTaskPlanner } from "./task-planner.ts";

/** @throws app.*, store.*, control.unreachable */
export async function openControl(surroundings: Surroundings, where: Where): Promise<OpenControl> {
  const place = await findPlace(surroundings, where);
  const about = { repository: place.repository.root, dataDirectory: place.directory.path, warnings: [] };
  const found = await findControl(place.directory.path);
  if (found !== null) return { ...about, ...createControlClient(found), server: { pid: found.server.pid }, async close() {} };
  const store = await openStore(place.directory);
  try {
    const { root } = place.repository;
    const sources = createSources({
      desk: createDesk(place, store, surroundings.variables).desk,
      root,
      workflowFile: createWorkflowFileSource({ root, named: where.workflowFile, variables: surroundings.variables }),
    });
    const warnings = await sources.sync();
    return { ...about, warnings, ...createControl(place, store, surroundings.variables), server: null, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The sections that this process offers by itself. */
export function createControl(place: Place, store: Store, variables: Surroundings["variables"]): Control {
  const { repository } = place;
  const { desk, vault, keys } = createDesk(place, store, variables);
  const newId = createIdSource();
  const resources = createResourceControl({
    desk,
    vault,
    async checkProject(question) {
      const { checkProject } = await import("../resources/check/check-project.ts");
      return await checkProject({ ...question, isDirectory: (path) => isDirectory(resolve(repository.root, path)) });
    },
  });
  const entries = createEntries({ place, store, variables, loadResources: desk.load });
  const secretKeys = createSecretKeyControl({
    ...keys,
    listSecretStores: async () => toDeclarations(await desk.load()).filter(isSecretStore),
    reseal: desk.reseal,
  });
  const agentDesk = createAgentDesk({ store, clock: systemClock, repository: repository.key });
  const planner = createTaskPlanner({ resources, repository: repository.root, restingAgents: agentDesk.loadUnavailable });
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
