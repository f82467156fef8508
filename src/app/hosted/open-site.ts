// One repository of the App: its yard, what is shown of its runs, and who listens to what happens in it.
import { createHearing, type Hearing } from "../../bot/hear/create-hearing.ts";
import { hasEnded, type RunState } from "../../core/run/state.ts";
import type { Forge, ForgeRepository } from "../../forge/forge.ts";
import { createAgentDesk } from "../../runtime/agents/agent-desk.ts";
import type { Log } from "../../runtime/deps.ts";
import { createPresenter } from "../../runtime/presence/presenter.ts";
import { createThreadYard } from "../../runtime/threads/create-thread-yard.ts";
import { createFinishedBranches } from "../../runtime/threads/finished-branches.ts";
import { systemClock } from "../../std/clock.ts";
import { findFirstPreset } from "../find-presets.ts";
import type { Surroundings } from "../place.ts";
import { openRenderer } from "../rooms.ts";
import type { CommitAuthor } from "../serve.ts";
import { createTaskPlanner } from "../task-planner.ts";
import { createProposals } from "./create-proposals.ts";
import { type HostedYard, openHostedYard } from "./open-hosted-yard.ts";
import { createOrganisationSource, type OrganisationFiles } from "./organisation-source.ts";
import { createOwnProposals } from "./own-proposals.ts";

export interface SiteOptions {
  readonly surroundings: Surroundings;
  /** Of the whole host. */
  readonly directory: string;
  readonly repository: ForgeRepository;
  readonly forge: Forge;
  readonly author: CommitAuthor;
  /** How commands begin, without the slash. */
  readonly verb: string;
  /** The App's name, as it is mentioned; null: not at all. */
  readonly mention: string | null;
  readonly log: Log;
  /** What the owner declares for all repositories; null: nothing, or we are not let in there. Cheap: it is asked often. @throws forge.*, workspace.* */
  loadOrganisation(): Promise<OrganisationFiles | null>;
}

export interface Site {
  readonly hear: Hearing["hear"];
  /** Manifests of the default branch, as they were fetched last. @throws workspace.* */
  readFiles: HostedYard["readFiles"];
  /** Takes over what the owner declares now. */
  follow(): Promise<void>;
  /** Runs that have not ended, and whatever else is under way. */
  isBusy(): Promise<boolean>;
  /** Ends the runs that are under way: the repository is gone, or no longer ours to work on. */
  stopRuns(reason: string): Promise<void>;
  close(graceMs: number): Promise<void>;
}

const OPEN = ["created", "queued", "running"];
const MOST_RUNS = 10_000;

/** @throws app.*, store.*, forge.* */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { surroundings, repository, forge, log } = options;
  const { url } = await forge.openRemote();
  let onRun: (run: RunState) => void = () => {};
  const hosted = await openHostedYard({
    surroundings,
    directory: options.directory,
    repository,
    remote: { address: url, authorize: async (wasRefused) => (await forge.openRemote(wasRefused)).authorization },
    author: options.author,
    onRun: (run) => onRun(run),
    organisation: createOrganisationSource(options.loadOrganisation),
  });
  const { parts, control, server } = hosted;
  const { store, logs, clock, yard } = parts;
  const loadRenderer = once(openRenderer);
  const proposals = createProposals({ forge, readFiles: async () => (await hosted.readFiles()).files ?? [], surroundings, parts });
  const own = createOwnProposals({ forge, log, check: (number, asked) => hearing.checkConfiguration(number, asked) });
  const presenter = createPresenter({
    store,
    logs,
    forge: own.forge,
    clock,
    log,
    loadRun: server.runtime.loadRun,
    loadScheduler: server.runtime.loadScheduler,
    loadRenderer,
    verb: options.verb,
  });
  const finished = createFinishedBranches({
    store,
    forge,
    clock,
    log,
    isInUse: async (branch) => (await threads.listOpenRunsOn(branch)).length > 0,
    retire: server.retireBranch,
  });
  const agentDesk = createAgentDesk({ store, clock: systemClock, repository: parts.repository.key });
  const threads = createThreadYard({
    store,
    clock,
    repository: parts.repository.key,
    repositoryId: repository.id,
    log,
    forge,
    yard,
    tasks: control.tasks,
    planner: createTaskPlanner({
      resources: control.resources,
      repository: parts.repository.root,
      restingAgents: agentDesk.loadUnavailable,
      findFirstPreset: () => findFirstPreset(surroundings.variables),
    }),
    resources: control.resources,
    finished,
    onIssueEvent: hosted.onIssueEvent,
    refresh: hosted.refresh,
    look() {
      server.runtime.tick().catch((error: unknown) => log.error({ err: error }, "looking at the queue"));
    },
  });
  const hearing = createHearing({ yard: threads, proposals, verb: options.verb, mention: options.mention, shortVerbs: [], loadRenderer });
  let settling: Promise<void> = Promise.resolve();
  onRun = (run) => {
    presenter.onRun(run);
    own.onRun(run);
    if (hasEnded(run)) settling = settling.then(finished.settle).catch((error: unknown) => log.error({ err: error }, "clearing branches"));
  };
  await presenter.start();
  await finished.settle();
  return {
    async hear(knock) {
      await hosted.ready();
      return await hearing.hear(knock);
    },
    readFiles: hosted.readFiles,
    follow: hosted.follow,
    isBusy: async () => (await yard.listRuns({ statuses: OPEN, limit: 1 })).length > 0 || !(await server.isIdle()) || !presenter.isDone(),
    async stopRuns(reason) {
      for (const { id } of await yard.listRuns({ statuses: OPEN, limit: MOST_RUNS })) await threads.cancel(id, { reason, login: null });
    },
    async close(graceMs) {
      // What it has not shown yet it shows at the next start.
      await presenter.stop();
      await own.idle();
      await settling;
      await hosted.close(graceMs);
    },
  };
}

/** Asks once; everyone gets the same answer. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
