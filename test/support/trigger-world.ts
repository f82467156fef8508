// A real store with triggers in it and a small maker of tasks on the same store; as many processes on them as a test wants.
// Its tasks begin and end when the test says so.
import { type RunId, type StreamId, toRunId } from "../../src/core/ids.ts";
import type { Resource } from "../../src/core/resources/resource.ts";
import type { TaskRequest } from "../../src/core/triggers/task-request.ts";
import { evaluateTriggerFilter } from "../../src/resources/cel/trigger-filter.ts";
import { toResource } from "../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../src/resources/manifest/read-manifests.ts";
import { renderProblems } from "../../src/resources/problems.ts";
import type { Log } from "../../src/runtime/deps.ts";
import { createTriggerDesk, type TriggerDesk, type TriggerDeskDeps } from "../../src/runtime/triggers/trigger-desk.ts";
import type { TriggerTasks } from "../../src/runtime/triggers/trigger-tasks.ts";
import type { Store } from "../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../src/testing/hand-clock.ts";
import { sqliteHarness } from "./store-fixture.ts";

export interface MadeTask extends TaskRequest {
  readonly status: "active" | "successful" | "failed" | "cancelled";
}

export interface TriggerProcess {
  readonly desk: TriggerDesk;
  readonly tasks: TriggerTasks;
}

export interface TriggerWorld {
  readonly store: Store;
  readonly clock: HandClock;
  readonly log: Log & { readonly lines: readonly string[] };
  /** Resources as they would be stored, from manifests without their envelope's first lines. */
  readonly resources: Resource[];
  /** Replaces what has the same name. */
  declare(kind: string, name: string, spec: string): Resource;
  loadTriggers(): Promise<readonly Resource[]>;
  loadSecretValues(project: string, store: string): Promise<readonly string[]>;
  evaluateFilter(condition: string, payload: unknown): Promise<boolean>;
  /** Another process on the same store. @param tasks instead of the usual ways @param loadOrigin of what no thread led to */
  open(tasks?: Partial<TriggerTasks>, loadOrigin?: TriggerDeskDeps["loadOrigin"]): Promise<TriggerProcess>;
  /** In the order in which they were created. */
  listTasks(): Promise<readonly MadeTask[]>;
  end(taskId: RunId, status: MadeTask["status"]): Promise<void>;
  dispose(): Promise<void>;
}

export const START = Date.parse("2026-11-20T08:00:00Z");
const MADE = "made-tasks";

export async function createTriggerWorld(): Promise<TriggerWorld> {
  const harness = await sqliteHarness.open();
  const clock = createHandClock(START);
  const lines: string[] = [];
  const write = (facts: Readonly<Record<string, unknown>>, message: string) => {
    lines.push(`${message} ${JSON.stringify({ ...facts, err: facts["err"] instanceof Error ? facts["err"].message : undefined })}`);
  };
  const resources: Resource[] = [];
  let made = 0;
  let ids = 0;

  function createTasks(store: Store): TriggerTasks {
    const write = (task: MadeTask, at: number) =>
      store.putDocument({ collection: MADE, id: task.taskId, tag: task.status, at, body: { ...task, at } });
    async function read(taskId: RunId): Promise<(MadeTask & { readonly at: number }) | null> {
      const found = await store.getDocument(MADE, taskId);
      return (found?.body as (MadeTask & { readonly at: number }) | undefined) ?? null;
    }
    return {
      async create(request) {
        const created = await store.append({
          stream: `made/${request.taskId}` as StreamId,
          expectedVersion: 0,
          events: [{ type: "made" }],
          effects: [],
          cancel: [],
          documents: [],
          under: null,
          completes: false,
        });
        if (created.outcome !== "appended") return;
        made += 1;
        await write({ ...request, status: "active" }, made);
      },
      async cancel(taskId) {
        const task = await read(taskId);
        if (task?.status === "active") await write({ ...task, status: "cancelled" }, task.at);
      },
      isActive: async (taskId) => (await read(taskId))?.status === "active",
      async forget(taskIds) {
        await store.forget({ streams: [], documents: taskIds.map((id) => ({ collection: MADE, id })) });
        return taskIds;
      },
    };
  }

  const tasks = createTasks(harness.store);
  const log = { lines, info: write, warn: write, error: write };
  return {
    store: harness.store,
    clock,
    log,
    resources,
    declare(kind, name, spec) {
      const text = `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata: { name: ${name} }\nspec:\n${spec.replaceAll(/^/gm, "  ")}`;
      const { manifests, problems } = readManifests(text, "m.yaml");
      const [manifest] = manifests;
      if (manifest === undefined) throw new Error(renderProblems(problems));
      const resource = toResource(manifest, "apply");
      const before = resources.findIndex((each) => each.kind === kind && each.metadata.name === name);
      resources.splice(before < 0 ? resources.length : before, before < 0 ? 0 : 1, resource);
      return resource;
    },
    loadTriggers: async () => resources.filter(({ kind }) => kind === "Trigger"),
    async loadSecretValues(_project, name) {
      const store = resources.find(({ kind, metadata }) => kind === "SecretStore" && metadata.name === name);
      return Object.values((store?.spec["data"] ?? {}) as Readonly<Record<string, string>>);
    },
    async evaluateFilter(condition, payload) {
      const outcome = evaluateTriggerFilter(condition, payload);
      return outcome.ok && outcome.value;
    },
    async open(own = {}, loadOrigin) {
      const store = await harness.openAnother();
      const ways = { ...createTasks(store), ...own };
      const newTaskId = () => {
        ids += 1;
        return toRunId(`task-${ids}`);
      };
      return { desk: createTriggerDesk({ store, clock, log, tasks: ways, newTaskId, loadOrigin }), tasks: ways };
    },
    async listTasks() {
      const found = await harness.store.listDocuments({ collection: MADE, limit: 1000 });
      return found.map(({ body }) => body as unknown as MadeTask).reverse();
    },
    async end(taskId, status) {
      if (status === "cancelled") return await tasks.cancel(taskId, "the test said so");
      const found = await harness.store.getDocument(MADE, taskId);
      if (found) await harness.store.putDocument({ ...found, tag: status, body: { ...found.body, status } });
    },
    dispose: harness.dispose,
  };
}
