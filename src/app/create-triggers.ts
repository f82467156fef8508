// The triggers of a repository, put together: its resources, its store, its tasks, and CEL.
import { resolve } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import { toRunId } from "../core/ids.ts";
import type { Resource } from "../core/resources/resource.ts";
import type { ResourceControl } from "../runtime/control/resources.ts";
import type { TaskControl } from "../runtime/control/tasks.ts";
import type { TriggerControl } from "../runtime/control/triggers.ts";
import type { Log } from "../runtime/deps.ts";
import { createRunTasks } from "../runtime/triggers/run-tasks.ts";
import { createTriggerControl } from "../runtime/triggers/trigger-control.ts";
import { createTriggerDesk, type TriggerDesk, type TriggerDeskDeps } from "../runtime/triggers/trigger-desk.ts";
import { systemClock } from "../std/clock.ts";
import type { IdSource } from "../std/ids.ts";
import type { LogStore } from "../store/log-store.ts";
import type { Store } from "../store/store.ts";
import { isDirectory } from "./is-directory.ts";
import type { Place } from "./place.ts";

export interface TriggerParts {
  readonly place: Place;
  readonly store: Store;
  readonly logs: Pick<LogStore, "remove">;
  readonly log: Log;
  readonly newId: IdSource;
  readonly resources: Pick<ResourceControl, "list" | "apply">;
  readonly tasks: Pick<TaskControl, "create">;
  readonly loadOrigin?: TriggerDeskDeps["loadOrigin"];
}

export interface Triggers {
  readonly desk: TriggerDesk;
  readonly control: TriggerControl;
  readonly facts: TriggerFacts;
}

/** What those who keep watch and take deliveries ask. */
export interface TriggerFacts {
  loadTriggers(): Promise<readonly Resource[]>;
  /** Another whenever a trigger was declared, changed or deleted. */
  loadRevision(): Promise<string>;
  loadSecretValues(project: string, store: string): Promise<readonly string[]>;
  loadWorkspaceRoot(project: string, workspace: string): Promise<string | null>;
  evaluateFilter(condition: string, payload: unknown): Promise<boolean>;
}

export function createTriggers({ place, store, logs, log, newId, resources, tasks: { create }, loadOrigin }: TriggerParts): Triggers {
  const newRunId = () => toRunId(newId("run"));
  const tasks = createRunTasks({
    store,
    logs,
    clock: systemClock,
    repository: place.repository.key,
    newRunId,
    create: async (request) => void (await create({ ...request, assembly: null, steps: [] })),
  });
  const desk = createTriggerDesk({ store, clock: systemClock, log, tasks, newTaskId: newRunId, loadOrigin });
  const facts = createFacts({ place, log, resources });
  const control = createTriggerControl({
    desk,
    loadTriggers: facts.loadTriggers,
    async applyResource(resource) {
      const { project } = resource.metadata;
      const applied = { ...resource, source: { ...resource.source, origin: "apply" as const } };
      const request = { project, resources: [applied], prune: false, dryRun: false, expected: null };
      const [obstacle] = (await resources.apply(request)).obstacles;
      if (obstacle) throw new YardmasterError("resource.refused", `changing ${obstacle.label}: ${obstacle.message}`);
    },
  });
  return { desk, control, facts };
}

function createFacts({ place, log, resources }: Pick<TriggerParts, "place" | "log" | "resources">): TriggerFacts {
  const root = place.repository.root;
  const list = (project: string | null, kind: string, name: string | null, revealSecrets = false) =>
    resources.list({ project, kind, name, revealSecrets });

  return {
    loadTriggers: async () => (await list(null, "Trigger", null)).map(({ resource }) => resource),
    async loadRevision() {
      const listed = await list(null, "Trigger", null);
      return listed.map(({ resource, revision }) => `${resource.metadata.project}/${resource.metadata.name}@${revision}`).join(" ");
    },
    async loadSecretValues(project, name) {
      const [found] = await list(project, "SecretStore", name, true);
      const values = Object.values((found?.resource.spec["data"] ?? {}) as Readonly<Record<string, unknown>>);
      return values.filter((value) => typeof value === "string");
    },
    async loadWorkspaceRoot(project, name) {
      const [found] = await list(project, "Workspace", name);
      const path = found?.resource.spec["root_path"];
      const directory = resolve(root, typeof path === "string" ? path : ".");
      return found !== undefined && (await isDirectory(directory)) ? directory : null;
    },
    async evaluateFilter(condition, payload) {
      const { evaluateTriggerFilter } = await import("../resources/cel/trigger-filter.ts");
      const outcome = evaluateTriggerFilter(condition, payload);
      if (!outcome.ok) log.info({ condition, trouble: outcome.message }, "a filter could not be evaluated, and lets nothing through");
      return outcome.ok && outcome.value;
    },
  };
}
