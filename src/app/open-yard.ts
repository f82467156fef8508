// Opens what belongs to one repository: its data directory, store, logs, tracker, and the yard that doors ask.
import type { OpenYard, Where } from "../cli/world.ts";
import { YardmasterError } from "../core/errors.ts";
import { toRunId, toWorkerId, type WorkerId } from "../core/ids.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import { createYard, type Yard } from "../runtime/yard.ts";
import { type Clock, systemClock } from "../std/clock.ts";
import { createIdSource, type IdSource } from "../std/ids.ts";
import { isAlive, type ProcessIdentity } from "../std/process-identity.ts";
import { logStores } from "../store/index.ts";
import type { LogStore } from "../store/log-store.ts";
import type { Store } from "../store/store.ts";
import type { Tracker } from "../trackers/tracker.ts";
import { loadConfiguration, toBuiltInConfiguration, toSchedulerSettings } from "./configuration.ts";
import { parseEnvironment } from "./environment.ts";
import { openDirectoryOf, openStore, type Place, type Surroundings } from "./place.ts";
import { findRepository } from "./repository.ts";
import { openTracker } from "./rooms.ts";

/** Everything opened, with its parts in hand. */
export interface OpenParts extends Place {
  readonly configuration: LoadedWorkflowFile;
  readonly store: Store;
  readonly logs: LogStore;
  readonly tracker: Tracker;
  readonly yard: Yard;
  readonly clock: Clock;
  readonly newId: IdSource;
}

/** The lease of the one server that works on a data directory. */
export const SERVER_LEASE = "server";

/** Parts that the caller has already, instead of those that the files would give. */
export interface Given {
  /** With the data directory made. */
  readonly place?: Place;
  readonly configuration?: LoadedWorkflowFile;
  readonly tracker?: Tracker;
}

/** @throws app.*, config.*, store.* */
export async function openParts({ variables, cwd }: Surroundings, where: Where, given: Given = {}): Promise<OpenParts> {
  parseEnvironment(variables);
  const repository = given.place?.repository ?? (await findRepository(where.directory ?? cwd));
  // A configuration that does not hold leaves no trace in the data directory.
  const configuration = given.configuration ?? (await loadConfiguration(repository.root, where.workflowFile, variables));
  const directory = given.place?.directory ?? (await openDirectoryOf(repository, variables, where));
  const tracker = given.tracker ?? (await openTracker(configuration, variables));
  const { createFileLogStore } = await logStores.files();
  const store = await openStore(directory);
  const logs = createFileLogStore({ directory: directory.logs });
  const newId = createIdSource();
  const newRunId = () => toRunId(newId("run"));
  const settings = toSchedulerSettings(configuration, null);
  const yard = createYard({ store, logs, tracker, clock: systemClock, project: repository.key, settings, newRunId });
  return { repository, directory, configuration, store, logs, tracker, yard, clock: systemClock, newId };
}

export async function openYard(surroundings: Surroundings, where: Where): Promise<OpenYard> {
  const parts = await openParts(surroundings, where).catch(async (error: unknown) => {
    if (!(error instanceof YardmasterError) || error.code !== "config.invalid") throw error;
    return await openParts(surroundings, where, { configuration: await toSubstitute(error, surroundings, where) });
  });
  const holder = await findServer(parts.store).catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  return {
    ...parts.yard,
    repository: parts.repository.root,
    dataDirectory: parts.directory.path,
    server: holder && { pid: holder.info.pid, host: holder.info.host },
    warnings: parts.configuration.warnings,
    close: () => parts.store.close(),
  };
}

export interface ServerHolder {
  readonly worker: WorkerId;
  readonly info: ProcessIdentity;
}

/** The server that holds the lease and, as far as can be told, lives. */
export async function findServer(store: Store): Promise<ServerHolder | null> {
  const lease = await store.readLease(SERVER_LEASE);
  if (!lease) return null;
  const info = lease.info as unknown as ProcessIdentity;
  const alive = isAlive(info);
  return alive === false || (alive === "unknown" && lease.expired) ? null : { worker: lease.holder, info };
}

export function newWorkerId(newId: IdSource): WorkerId {
  return toWorkerId(newId("wrk"));
}

/** Who asks what became of a task needs no workflow file that holds: what is wrong with it is a warning then. */
async function toSubstitute(error: YardmasterError, { variables, cwd }: Surroundings, where: Where): Promise<LoadedWorkflowFile> {
  const { root } = await findRepository(where.directory ?? cwd);
  const warnings = error.problems.map((problem) => ({ ...problem, severity: "warning" as const }));
  return { ...toBuiltInConfiguration(root, variables), warnings };
}
