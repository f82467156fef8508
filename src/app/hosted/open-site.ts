// One repository of the App: its yard, what is shown of its runs, and who listens to what happens in it.
import { createHearing, type Hearing } from "../../bot/hear/create-hearing.ts";
import { checkAsked } from "../../bot/proposals/check-asked.ts";
import { hasEnded, type RunState } from "../../core/run/state.ts";
import { toTriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { Forge, ForgeRepository } from "../../forge/forge.ts";
import { createAgentDesk } from "../../runtime/agents/agent-desk.ts";
import type { Log } from "../../runtime/deps.ts";
import type { HostPlaces } from "../../runtime/places.ts";
import { createPresenter } from "../../runtime/presence/presenter.ts";
import { createAnswers } from "../../runtime/threads/answers.ts";
import { createConfigurationChecks } from "../../runtime/threads/configuration-checks.ts";
import { createThreadYard } from "../../runtime/threads/create-thread-yard.ts";
import { createFinishedBranches } from "../../runtime/threads/finished-branches.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { findNextDue } from "../../runtime/triggers/due-slot.ts";
import { systemClock } from "../../std/clock.ts";
import { createDesk } from "../create-desk.ts";
import type { Judge } from "../create-judge.ts";
import { findFirstPreset } from "../find-presets.ts";
import type { Surroundings } from "../place.ts";
import { openRenderer } from "../rooms.ts";
import type { CommitAuthor } from "../serve.ts";
import { createTaskPlanner } from "../task-planner.ts";
import { createProposals } from "./create-proposals.ts";
import type { IssueAccess } from "./issue-access.ts";
import { loadManners } from "./load-manners.ts";
import { type HostedYard, openHostedYard } from "./open-hosted-yard.ts";
import { createOrganisationSource, type OrganisationFiles } from "./organisation-source.ts";
import { spareTracked } from "./spare-tracked.ts";

export interface SiteOptions {
  readonly surroundings: Surroundings;
  /** Of the whole host. */
  readonly directory: string;
  readonly repository: ForgeRepository;
  readonly forge: Forge;
  readonly issues: IssueAccess;
  /** By its login; the address is looked up. */
  readonly author: CommitAuthor;
  /** How commands begin, without the slash. */
  readonly verb: string;
  /** Of the server's variables those that the repository may name for its steps. */
  readonly lentVariables: readonly string[];
  /** The App's name, as it is mentioned; null: not at all. */
  readonly mention: string | null;
  readonly log: Log;
  /** Of the whole host. */
  readonly judge: Judge;
  /** When the App was taken out of it, should it just be back. @defaultValue it was not */
  readonly awaySince?: number | null;
  /** For runs, of the whole host. @defaultValue any number */
  readonly places?: HostPlaces;
  /** Ends what is being fetched: the App stops. @defaultValue nothing does */
  readonly ending?: AbortSignal | undefined;
  /** What the owner declares for all repositories; null: nothing, or we are not let in there. Cheap: it is asked often. @throws forge.*, workspace.* */
  loadOrganisation(): Promise<OrganisationFiles | null>;
}

export interface Site {
  readonly hear: Hearing["hear"];
  /** Manifests of the default branch, as they were fetched last. @throws workspace.* */
  readFiles: HostedYard["readFiles"];
  /** Sources of events that its triggers wait for. */
  readonly listSources: ThreadYard["listSources"];
  /** Takes over what the owner declares now. */
  follow(): Promise<void>;
  /** Runs that have not ended, whatever else is under way, and a list of issues that is to be looked at. */
  isBusy(): Promise<boolean>;
  /** When a schedule is due next, in milliseconds since the epoch; null: there is none that is kept. */
  loadNextDue(): Promise<number | null>;
  /** Shows every run as it is now, and writes answers, where that was given up. */
  showAgain(): Promise<void>;
  /**
   * Ends the runs that are under way: the repository is gone, or no longer ours to work on. From now on nothing is shown: what people there
   * have not seen by then, they see once it is opened again.
   */
  stopRuns(reason: string): Promise<void>;
  /** Rejects when it cannot go on: its store is not where it was any more, or another server has it. */
  readonly lost: Promise<never>;
  close(graceMs: number): Promise<void>;
}

const OPEN = ["created", "queued", "running"];
const MOST_RUNS = 10_000;
/** The App may be taken out that long before it hears of it. */
const UNHEARD_MS = 60 * 60_000;

/** @throws app.*, store.*, forge.* */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { surroundings, repository, forge, log, author } = options;
  const { url } = await forge.openRemote();
  let onRun: (run: RunState) => void = () => {};
  let onChange: () => void = () => {};
  const hosted = await openHostedYard({
    surroundings,
    directory: options.directory,
    repository,
    forge,
    remote: {
      address: url,
      authorize: async (wasRefused) => (await forge.openRemote(wasRefused)).authorization,
      variables: options.lentVariables,
    },
    author: { ...author, email: (await forge.fetchAddress(author.name)) ?? author.email },
    onRun: (run) => onRun(run),
    onChange: () => onChange(),
    places: options.places,
    organisation: createOrganisationSource(options.loadOrganisation),
    issues: options.issues,
    ending: options.ending,
  });
  const { parts, control, server } = hosted;
  const { store, logs, clock, yard } = parts;
  async function look(): Promise<void> {
    await server.runtime.tick().catch((error: unknown) => log.error({ err: error }, "looking at the queue"));
  }
  const loadRenderer = once(openRenderer);
  const proposals = createProposals({
    forge,
    clock,
    judge: options.judge,
    rules: hosted.rules,
    lentVariables: options.lentVariables,
    readFiles: async () => (await hosted.readFiles()).files ?? [],
    loadDeclared: createDesk(parts, store, surroundings.variables).desk.load,
  });
  const presenter = createPresenter({
    store,
    logs,
    forge,
    clock,
    log,
    loadRun: server.runtime.loadRun,
    // What is asked for now is shown with its reason before the scheduler has looked at it.
    async loadScheduler() {
      const state = await server.runtime.loadScheduler();
      return options.places?.isFull() ? { ...state, isCrowdedOut: true } : state;
    },
    loadRenderer,
    loadCommentMode: async () => (await loadManners(control.resources)).comments,
    verb: options.verb,
    checkConfiguration: (pullRequest, run) => configuration.ask({ pullRequest, asked: run, pushed: null }),
  });
  const finished = createFinishedBranches({
    store,
    forge,
    clock,
    log,
    isInUse: async (branch) => (await threads.listOpenRunsOn(branch)).length > 0,
    removeWorkspace: server.removeWorkspace,
    retire: server.retireBranch,
  });
  const answers = createAnswers({ store, forge, clock, log });
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
      repository: parts.repository,
      restingAgents: agentDesk.loadUnavailable,
      findFirstPreset: () => findFirstPreset(surroundings.variables, "guest"),
    }),
    resources: control.resources,
    loadManners: () => loadManners(control.resources),
    loadOrigin: hosted.loadOrigin,
    finished,
    answers,
    onIssueEvent: spareTracked({
      clock,
      isTracking: hosted.isTracking,
      look,
      loadScheduler: server.runtime.loadScheduler,
      onIssueEvent: hosted.onIssueEvent,
    }),
    refresh: hosted.refresh,
    listProblems: hosted.listErrors,
    listLimits: hosted.listLimits,
    isCrowdedOut: () => options.places?.isFull() ?? false,
    verb: options.verb,
    look,
  });
  const configuration = createConfigurationChecks({
    store,
    clock,
    log,
    check: (ask) => checkAsked(ask, { yard: threads, proposals, loadRenderer }),
  });
  const hearing = createHearing({ yard: threads, configuration, verb: options.verb, mention: options.mention, loadRenderer });
  let settling: Promise<void> = Promise.resolve();
  onRun = (run) => {
    presenter.onRun(run);
    if (hasEnded(run)) settling = settling.then(finished.settle).catch((error: unknown) => log.error({ err: error }, "clearing branches"));
  };
  onChange = presenter.onQueue;
  const stopTalking = () => Promise.all([presenter.stop(), answers.stop(), configuration.stop()]);
  const { awaySince = null } = options;
  const refusedSince = awaySince && awaySince - UNHEARD_MS;
  await presenter.start(refusedSince);
  await answers.start(refusedSince);
  await configuration.start();
  await finished.settle();
  return {
    async hear(knock, isLate) {
      await hosted.ready();
      const nothing = await hearing.hear(knock, isLate);
      if (!hosted.isTracking() || !knock.type.startsWith("issue.")) return nothing;
      void look();
      return null;
    },
    readFiles: hosted.readFiles,
    listSources: threads.listSources,
    follow: hosted.follow,
    isBusy: async () =>
      hosted.isTracking() ||
      (await yard.listRuns({ statuses: OPEN, limit: 1 })).length > 0 ||
      !(await server.isIdle()) ||
      !presenter.isDone() ||
      !answers.isDone() ||
      !configuration.isDone(),
    async loadNextDue() {
      const listed = await control.resources.list({ project: null, kind: "Trigger", name: null, revealSecrets: false });
      return findNextDue(
        listed.map(({ resource }) => toTriggerDeclaration(resource)),
        clock.now(),
      );
    },
    async showAgain() {
      await presenter.start(clock.now() - UNHEARD_MS);
      await answers.start(clock.now() - UNHEARD_MS);
    },
    lost: server.lost,
    async stopRuns(reason) {
      await stopTalking();
      for (const { id } of await yard.listRuns({ statuses: OPEN, limit: MOST_RUNS }))
        await threads.cancel(id, { reason, login: null, isOurs: true });
    },
    async close(graceMs) {
      // What it has not shown yet it shows at the next start.
      await stopTalking();
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
