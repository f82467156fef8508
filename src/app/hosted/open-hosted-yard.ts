// The whole yard of one repository that lives on a forge: its own store, mirror, workspaces, triggers and loop.
import type { RunState } from "../../core/run/state.ts";
import type { ForgeRepository } from "../../forge/forge.ts";
import type { Control } from "../../runtime/control/control.ts";
import type { Tracker } from "../../trackers/tracker.ts";
import { toBuiltInConfiguration } from "../configuration.ts";
import { createControl } from "../create-control.ts";
import { type OpenParts, openParts } from "../open-yard.ts";
import type { Surroundings } from "../place.ts";
import type { RemoteRepository } from "../repository.ts";
import { type CommitAuthor, type RunningServer, startServer } from "../serve.ts";
import type { Source } from "../sources/source.ts";
import { openTriggerDoor, type TriggerDoor } from "../trigger-door.ts";
import { openHostedPlace } from "./hosted-place.ts";
import { createHostedSource, type HostedSource } from "./hosted-source.ts";

export interface HostedYardOptions {
  readonly surroundings: Surroundings;
  /** Of the whole host. */
  readonly directory: string;
  readonly repository: ForgeRepository;
  readonly remote: RemoteRepository;
  readonly author: CommitAuthor;
  onRun(run: RunState): void;
  /** What holds for all repositories of the owner. */
  readonly organisation: Source;
}

export interface HostedYard {
  readonly parts: OpenParts;
  readonly control: Control;
  readonly server: RunningServer;
  readonly onIssueEvent: TriggerDoor["onIssueEvent"];
  /** Takes over what the default branch declares now. @throws workspace.* when it cannot be fetched */
  refresh(): Promise<void>;
  /** Takes over what is declared where nothing has to be fetched. */
  follow(): Promise<void>;
  /** The manifests of the default branch, as they were fetched last. @throws workspace.* */
  readFiles: HostedSource["readFiles"];
  /** What the default branch declares has been read: nobody is told that there is nothing. @throws workspace.*, forge.* when it cannot be */
  ready(): Promise<void>;
  close(graceMs: number): Promise<void>;
}

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };

/** @throws app.*, store.* */
export async function openHostedYard(options: HostedYardOptions): Promise<HostedYard> {
  const { surroundings, repository } = options;
  const place = await openHostedPlace(options.directory, repository.id, options.remote);
  const configuration = toBuiltInConfiguration(place.repository.root, surroundings.variables);
  const parts = await openParts(surroundings, NOWHERE, { place, configuration, tracker: NO_TRACKER });
  let source: HostedSource | null = null;
  const server = await startServer(surroundings, parts, {
    workers: null,
    only: null,
    bringsAgents: true,
    author: options.author,
    follow: {
      workflowFile: null,
      organisation: options.organisation,
      openRepository(workspaces) {
        source = createHostedSource(workspaces, repository.defaultBranch);
        return source;
      },
    },
    onRun: options.onRun,
    onChange() {},
    onOutput() {},
  }).catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  const bind = { address: null, isNamed: false };
  const triggers = await openTriggerDoor({ surroundings, parts, bind, loadRun: server.runtime.loadRun }).catch(async (error: unknown) => {
    await server.stop(0);
    await parts.store.close();
    throw error;
  });
  async function refresh(): Promise<void> {
    await source?.refresh();
    await server.follow();
  }

  return {
    parts,
    control: createControl(parts, parts.store, surroundings.variables),
    server,
    onIssueEvent: triggers.onIssueEvent,
    refresh,
    async ready() {
      if (source?.isFetched() === false) await refresh();
    },
    follow: server.follow,
    readFiles: async () => (await source?.readFiles()) ?? { version: "", files: [] },
    async close(graceMs) {
      await triggers.close();
      await server.stop(graceMs);
      await parts.store.close();
    },
  };
}

/** What is to be done is told by events alone. */
const NO_TRACKER: Tracker = {
  kind: "none",
  fetchIssuesByStates: async () => ({ issues: [], problems: [] }),
  fetchIssuesByIds: async () => [],
  report: async () => {},
};
