// The whole yard of one repository that lives on a forge: its own store, mirror, workspaces, triggers and loop.
import type { Problem } from "../../core/errors.ts";
import type { RunState } from "../../core/run/state.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import { toTrackedOrder } from "../../core/run/tracked-order.ts";
import { RUNS, type RunSummary } from "../../core/views/run-summary.ts";
import type { Forge, ForgeRepository } from "../../forge/forge.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import type { Control } from "../../runtime/control/control.ts";
import type { HostPlaces } from "../../runtime/places.ts";
import { createRemarks } from "../../runtime/threads/remarks.ts";
import type { Limit } from "../../runtime/threads/thread-yard.ts";
import { createTriggerBranches } from "../../runtime/triggers/trigger-branches.ts";
import type { Tracker } from "../../trackers/tracker.ts";
import { toBuiltInConfiguration } from "../configuration.ts";
import { createControl } from "../create-control.ts";
import { parseEnvironment } from "../environment.ts";
import { type OpenParts, openParts } from "../open-yard.ts";
import type { Surroundings } from "../place.ts";
import type { RemoteRepository } from "../repository.ts";
import { type CommitAuthor, type RunningServer, startServer } from "../serve.ts";
import type { Source } from "../sources/source.ts";
import { openTriggerDoor, type TriggerDoor } from "../trigger-door.ts";
import { openHostedPlace } from "./hosted-place.ts";
import { createHostedSource, type HostedSource } from "./hosted-source.ts";
import { openHostedWorkflowFile } from "./hosted-workflow-file.ts";
import type { IssueAccess } from "./issue-access.ts";
import type { WorkflowFileRules } from "./judge-workflow-file.ts";
import { listLimits } from "./list-limits.ts";
import { createThreadTracker, type ThreadRuns, toThreadRuns } from "./thread-tracker.ts";

export interface HostedYardOptions {
  readonly surroundings: Surroundings;
  /** Of the whole host. */
  readonly directory: string;
  readonly repository: ForgeRepository;
  readonly remote: RemoteRepository;
  readonly forge: Pick<Forge, "fetchPullRequestOf">;
  readonly author: CommitAuthor;
  onRun(run: RunState): void;
  /** A run changed, or the scheduler looked at its queue. */
  onChange(): void;
  /** For runs, of the whole host. @defaultValue any number */
  readonly places?: HostPlaces | undefined;
  /** What holds for all repositories of the owner. */
  readonly organisation: Source;
  /** The repository's issues, for a workflow file that has them listed. */
  readonly issues: IssueAccess;
  /** Ends what is being fetched of the default branch. @defaultValue nothing does */
  readonly ending?: AbortSignal | undefined;
}

export interface HostedYard {
  readonly parts: OpenParts;
  readonly control: Control;
  readonly server: RunningServer;
  readonly onIssueEvent: TriggerDoor["onIssueEvent"];
  /** Of what a trigger begins where nobody asks. @throws forge.* */
  loadOrigin(trigger: { readonly project: string; readonly name: string }): Promise<TaskOrigin>;
  /** Whether a workflow file has issues listed: then work may begin without any event. */
  isTracking(): boolean;
  /** By what a workflow file is judged. */
  readonly rules: WorkflowFileRules;
  /** Takes over what the default branch declares now. @throws workspace.* when it cannot be fetched */
  refresh(): Promise<void>;
  /** What is not taken over of what the default branch declares, or the owner. */
  listErrors(): readonly Problem[];
  /** What bounds the work in it, the host's places among it. */
  listLimits(): readonly Limit[];
  /** Takes over what is declared where nothing has to be fetched. */
  follow(): Promise<void>;
  /** The manifests of the default branch, as they were fetched last. @throws workspace.* */
  readFiles: HostedSource["readFiles"];
  /** What the default branch declares has been read: nobody is told that there is nothing. @throws workspace.*, forge.* when it cannot be */
  ready(): Promise<void>;
  close(graceMs: number): Promise<void>;
}

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
/** Webhooks tell of most changes at once; a look at a repository in which nothing happened costs nothing. */
const POLL_MS = 5 * 60_000;
const MOST_RUNS = 2_000;

/** @throws app.*, store.* */
export async function openHostedYard(options: HostedYardOptions): Promise<HostedYard> {
  const { surroundings, repository, issues } = options;
  const place = await openHostedPlace(options.directory, repository.id, options.remote);
  const builtIn = toBuiltInConfiguration(place.repository.root, surroundings.variables);
  const opened = await openParts(surroundings, NOWHERE, { place, configuration: builtIn, tracker: NO_TRACKER });
  const { store, clock } = opened;
  const rules: WorkflowFileRules = { repository: `${repository.owner}/${repository.name}`, mayReadBoards: issues.mayReadBoards };
  const remarks = createRemarks(store, clock);
  let source: HostedSource | null = null;

  async function openTracker({ tracker: { github, requiredLabels } }: LoadedWorkflowFile): Promise<Tracker> {
    if (github === null) return NO_TRACKER;
    return createThreadTracker(await issues.openTracker(github, requiredLabels), { loadRuns: loadThreadRuns, remark: remarks.keep });
  }

  async function loadThreadRuns(): Promise<ReadonlyMap<number, ThreadRuns>> {
    const listed = await store.listDocuments({ collection: RUNS, limit: MOST_RUNS });
    return toThreadRuns(listed.map(({ body }) => body as unknown as RunSummary));
  }

  async function start(): Promise<{ readonly parts: OpenParts; readonly server: RunningServer }> {
    const committed = await openHostedWorkflowFile({ store, clock, rules, builtIn, source: () => source ?? NO_SOURCE });
    const configuration = committed.held ?? builtIn;
    const parts = { ...opened, configuration, tracker: await openTracker(configuration) };
    const server = await startServer(surroundings, parts, {
      workers: null,
      only: null,
      bringsAgents: ({ tracker }) => tracker.github === null,
      trackers: {
        open: openTracker,
        toPollMs: ({ tracker, polling }) => (tracker.github === null ? builtIn.polling.intervalMs : Math.max(POLL_MS, polling.intervalMs)),
      },
      toOrder: (issue, workflow) => toTrackedOrder(issue, workflow, options.author.name),
      author: options.author,
      follow: {
        workflowFile: null,
        organisation: options.organisation,
        committed,
        ending: options.ending,
        openRepository(workspaces) {
          source = createHostedSource(workspaces, repository.defaultBranch);
          return source;
        },
      },
      onRun: options.onRun,
      ...(options.places && { places: options.places }),
      onChange: options.onChange,
      onOutput() {},
    });
    return { parts, server };
  }

  const { parts, server } = await start().catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const branches = createTriggerBranches({ store, forge: options.forge, clock });
  const loadOrigin = async (trigger: { readonly project: string; readonly name: string }) => {
    const branch = await branches.find(trigger);
    return { thread: null, trigger: trigger.name, by: options.author.name, comment: null, branch } as const;
  };
  const bind = { address: null, isNamed: false };
  const triggers = await openTriggerDoor({ surroundings, parts, bind, loadRun: server.runtime.loadRun, loadOrigin }).catch(
    async (error: unknown) => {
      await server.stop(0);
      await parts.store.close();
      throw error;
    },
  );
  async function refresh(): Promise<void> {
    await source?.refresh();
    await server.follow();
  }
  /** What was fetched when it was opened counts before anything is heard. */
  let readying: Promise<void> | null = null;

  return {
    parts,
    control: createControl(parts, parts.store, surroundings.variables),
    server,
    onIssueEvent: triggers.onIssueEvent,
    loadOrigin,
    refresh,
    isTracking: server.hasTracker,
    rules,
    async ready() {
      if (source?.isFetched() === false) return await refresh();
      readying ??= server.follow();
      await readying;
    },
    follow: server.follow,
    listErrors: server.listErrors,
    listLimits() {
      const isSet = parseEnvironment(surroundings.variables).YARDMASTER_MAX_AGENTS !== undefined;
      const places = options.places === undefined ? null : { limit: options.places.limit, isSet };
      const configuration = server.configuration();
      return listLimits(configuration, configuration.file === builtIn.file ? null : configuration.file, places);
    },
    readFiles: async () => (await source?.readFiles()) ?? { version: "", files: [] },
    async close(graceMs) {
      await triggers.close();
      await server.stop(graceMs);
      await parts.store.close();
    },
  };
}

const NO_SOURCE = { lookAtWorkflowFile: async () => ({ version: "", read: async () => null }) };

/** What is to be done is told by events alone. */
const NO_TRACKER: Tracker = {
  kind: "none",
  fetchIssuesByStates: async () => ({ issues: [], problems: [] }),
  fetchIssuesByIds: async () => [],
  report: async () => {},
};
