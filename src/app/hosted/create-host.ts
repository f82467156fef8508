// All repositories of the App: each is opened when something happens in it, and closed when nothing has for a while. Where the App may be at
// work at all, is followed elsewhere.
import { couldBegin } from "../../bot/knock/could-begin.ts";
import type { Knock, KnockRepository } from "../../bot/knock/knock.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Log } from "../../runtime/deps.ts";
import type { ActivityPlace } from "../../runtime/inbox/activity-look.ts";
import { createHostPlaces } from "../../runtime/places.ts";
import type { Clock } from "../../std/clock.ts";
import { createLimit } from "../../std/limit-concurrency.ts";
import type { Store } from "../../store/store.ts";
import { createJudge } from "../create-judge.ts";
import { type FollowingDeps, followInstallations } from "./follow-installations.ts";
import type { IssueAccess } from "./issue-access.ts";
import { createLeftRepositories } from "./left-repositories.ts";
import type { Site, SiteOptions } from "./open-site.ts";
import { ORGANISATION_REPOSITORY, type OrganisationFiles } from "./organisation-source.ts";
import { createOrganisations } from "./organisations.ts";
import { createSiteRecords } from "./site-records.ts";

type FromSite = Pick<SiteOptions, "surroundings" | "directory" | "author" | "lentVariables" | "verb" | "mention" | "ending">;

export interface HostOptions extends FromSite, Pick<FollowingDeps, "findInstallation" | "findStanding" | "listDeclaring"> {
  /** Runs at work at once, in all repositories together. */
  readonly maxAgents: number;
  /** Of the App itself: remembers where it is at work. */
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** @throws app.*, store.*, forge.* */
  openSite(options: SiteOptions): Promise<Site>;
  /** @throws forge.* */
  openForge(installation: number, repository: number): Promise<{ readonly forge: Forge; readonly issues: IssueAccess }>;
  /** Its number; null: there is none, or it is not among the installation's. @throws forge.* */
  findRepository(installation: number, owner: string, name: string): Promise<number | null>;
  /** Where the App could be at work. @throws forge.* */
  listInstalled(): Promise<readonly ActivityPlace[]>;
}

export interface Host {
  /** Takes up what is under way in any repository. */
  start(): Promise<void>;
  /**
   * @param isLate it may have been taken back since. @defaultValue false
   * @returns why it led to nothing; null when it led to something
   * @throws what may go better next time
   */
  hear(knock: Knock, isLate?: boolean): Promise<string | null>;
  /** Where the App is at work; where it could be, as long as it has never been told of any repository. @throws forge.* */
  listPlaces(): Promise<readonly ActivityPlace[]>;
  /** Repositories that are to be open and cannot be: they are tried again and again. */
  countUnopened(): number;
  close(graceMs: number): Promise<void>;
}

interface OpenSite {
  readonly installation: number;
  readonly opening: Promise<Site>;
  inUse: number;
  usedAt: number;
}

interface Where {
  readonly repository: KnockRepository;
  readonly installation: number;
  readonly isLate: boolean;
}

/** A repository that is closed until a schedule of its is due. */
interface Waking {
  readonly installation: number;
  readonly at: number;
}

const IDLE_MS = 10 * 60_000;
const LOOK_MS = 60_000;
/** A repository that goes away is given so long to end what is under way. */
const GRACE_MS = 10_000;
/** Repositories that are opened at once at the start. */
const AT_ONCE = 4;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const GONE = "the repository is gone";

export function createHost(options: HostOptions): Host {
  const { clock, log } = options;
  const sites = new Map<number, OpenSite>();
  const places = createHostPlaces(options.maxAgents);
  const judge = createJudge({ clock, log });
  const closing = new Map<number, Promise<void>>();
  const limited = createLimit(AT_ONCE);
  const asleep = new Map<number, Waking>();
  /** Cancel the tries to come of repositories that could not be opened at the start. */
  const takingUp = new Set<() => void>();
  const records = createSiteRecords(options);
  const left = createLeftRepositories(options);
  const installed = followInstallations({ ...options, records, left, stopRuns, close: closeFor, remove, takeUp: takeUpSoon, showAgain });
  let cancelLook: () => void = () => {};
  let stopped = false;
  /** Of each installation, as the repositories that were opened say. */
  const owners = new Map<number, string>();
  const organisations = createOrganisations(clock, readOrganisation);

  async function open(installation: number, id: number): Promise<Site> {
    const { forge, issues } = await options.openForge(installation, id);
    const repository = await forge.fetchRepository();
    const name = `${repository.owner}/${repository.name}`;
    const awaySince = (await records.find(id))?.awaySince ?? (await left.find(id))?.since ?? null;
    await records.write({ id, installation, name, state: "busy", wakeAt: null, sources: null, awaySince });
    await left.takeBack(id);
    log.info({ repository: name }, "opening a repository");
    owners.set(installation, repository.owner);
    const isOrganisation = repository.name === ORGANISATION_REPOSITORY;
    // What it declares holds in it as its own.
    const loadOrganisation = async () => (isOrganisation ? null : await organisations.load(installation));
    const site = await options.openSite({ ...options, places, judge, repository, forge, issues, loadOrganisation, awaySince });
    asleep.delete(id);
    site.lost.catch((error: unknown) => meetLoss(installation, id, site, error));
    return site;
  }

  /** It works on a store that nobody else sees: what stands there now is gone on with. Never rejects. */
  async function meetLoss(installation: number, id: number, site: Site, error: unknown): Promise<void> {
    const opened = await sites.get(id)?.opening.catch(() => null);
    if (opened !== site || stopped) return;
    log.error(
      { err: error, repository: id },
      "a repository cannot go on with its data; it is closed, and opened again with what is there now",
    );
    await shut(id, GRACE_MS);
    takeUpLater(installation, id, 2, FIRST_RETRY_MS);
  }

  async function readOrganisation(installation: number): Promise<OrganisationFiles | null> {
    const owner = owners.get(installation);
    // Nothing would mean that nothing is declared any more.
    if (owner === undefined || stopped) throw new YardmasterError("forge.unavailable", "reading what the owner declares: the App stops");
    const id = await options.findRepository(installation, owner, ORGANISATION_REPOSITORY);
    if (id === null) return null;
    const found = await use(installation, id, (site) => site.readFiles());
    return { ...found, name: `${owner}/${ORGANISATION_REPOSITORY}` };
  }

  /** Takes over in every open repository of the installation what its owner declares now. */
  async function renewOrganisation(installation: number): Promise<void> {
    organisations.forget(installation);
    // What those that are closed wait for is seen when they are opened again.
    for (const record of await records.list("idle", "asleep")) {
      if (record.installation === installation) await records.write({ ...record, sources: null });
    }
    for (const [id, entry] of [...sites]) {
      if (entry.installation !== installation) continue;
      const follow = () => use(installation, id, (site) => site.follow());
      await follow().catch((error: unknown) => log.error({ err: error, repository: id }, "taking over what the owner declares"));
    }
  }

  /** Opened once, however many ask; a site that is being closed is waited for. */
  async function use<T>(installation: number, id: number, work: (site: Site) => Promise<T>): Promise<T> {
    await closing.get(id);
    const before = sites.get(id);
    if (before !== undefined && before.installation !== installation) await shut(id, GRACE_MS);
    let entry = sites.get(id);
    if (entry === undefined) {
      const opened: OpenSite = { installation, opening: open(installation, id), inUse: 0, usedAt: clock.now() };
      opened.opening.catch(() => {
        if (sites.get(id) === opened) sites.delete(id);
      });
      sites.set(id, opened);
      entry = opened;
    }
    entry.inUse += 1;
    try {
      return await work(await entry.opening);
    } finally {
      entry.inUse -= 1;
      entry.usedAt = clock.now();
    }
  }

  async function shut(id: number, graceMs: number): Promise<void> {
    const entry = sites.get(id);
    if (entry === undefined) return await closing.get(id);
    sites.delete(id);
    const closed = entry.opening
      .then((site) => site.close(graceMs))
      .catch((error: unknown) => log.error({ err: error, repository: id }, "closing a repository"))
      .finally(() => closing.delete(id));
    closing.set(id, closed);
    await closed;
  }

  async function stopRuns(id: number, reason: string): Promise<void> {
    const site = await sites.get(id)?.opening.catch(() => null);
    await site?.stopRuns(reason);
  }

  async function closeFor(id: number): Promise<void> {
    asleep.delete(id);
    await shut(id, GRACE_MS);
  }

  async function remove(id: number): Promise<void> {
    if (sites.has(id) || closing.has(id)) return;
    // Whoever wants to open it meanwhile waits.
    const removal = left.remove(id).finally(() => closing.delete(id));
    closing.set(id, removal);
    await removal;
  }

  async function showAgain(installation: number): Promise<void> {
    for (const entry of [...sites.values()].filter((each) => each.installation === installation)) {
      const site = await entry.opening.catch(() => null);
      await site?.showAgain();
    }
  }

  async function closeIdle(): Promise<void> {
    for (const [id, { inUse, usedAt, opening, installation }] of [...sites]) {
      if (inUse > 0 || clock.now() - usedAt < IDLE_MS) continue;
      const site = await opening;
      if (await site.isBusy()) continue;
      const wakeAt = await site.loadNextDue();
      if (wakeAt !== null && wakeAt - clock.now() < IDLE_MS) continue;
      const name = (await records.find(id))?.name ?? "";
      const state = wakeAt === null ? "idle" : "asleep";
      await records.write({ id, installation, name, sources: await site.listSources(), wakeAt, state, awaySince: null });
      if (wakeAt !== null) asleep.set(id, { installation, at: wakeAt });
      await shut(id, GRACE_MS);
    }
  }

  /** Opens what has a schedule that is due; opening it fires it. */
  async function wakeDue(): Promise<void> {
    for (const [id, { installation, at }] of [...asleep]) {
      if (at > clock.now()) continue;
      // One that cannot be opened now is tried again with the next look.
      await use(installation, id, async () => {}).catch(async (error: unknown) => {
        log.error({ err: error, repository: id }, "opening a repository whose schedule is due");
        if (isGone(error))
          await leaveKnown(id).catch((cause: unknown) => log.error({ err: cause, repository: id }, "looking whether it is there"));
      });
    }
  }

  /** @throws forge.* */
  async function leaveKnown(id: number): Promise<boolean> {
    const record = await records.find(id);
    const [owner = "", name = ""] = record?.name.split("/") ?? [];
    return record !== null && (await installed.leaveIfGone({ id, owner, name }, record.installation, GONE));
  }

  /** What is under way there goes on whatever it takes: nobody may knock there for days. Never rejects. */
  async function takeUp(installation: number, id: number, tries: number): Promise<void> {
    if (stopped) return;
    try {
      await use(installation, id, async () => {});
    } catch (error) {
      if (isGone(error) && (await leaveKnown(id).catch(() => false))) return;
      const saidMs = error instanceof YardmasterError ? error.retryAfterMs : null;
      const retryInMs = Math.max(saidMs ?? 0, Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS));
      log.error({ err: error, repository: id, retryInMs }, "opening a repository again");
      takeUpLater(installation, id, tries + 1, retryInMs);
    }
  }

  function takeUpSoon(installation: number, id: number): void {
    void limited(() => takeUp(installation, id, 1));
  }

  function takeUpLater(installation: number, id: number, tries: number, ms: number): void {
    if (stopped) return;
    const cancel = clock.after(ms, () => {
      takingUp.delete(cancel);
      // Somebody knocked there meanwhile, or the App is gone from there.
      const isBusy = async () => (await records.find(id))?.state === "busy";
      const work = isBusy().then((busy) => (busy ? takeUp(installation, id, tries) : undefined));
      work.catch((error: unknown) => log.error({ err: error, repository: id }, "opening a repository again"));
    });
    takingUp.add(cancel);
  }

  async function look(): Promise<void> {
    await wakeDue();
    await closeIdle();
    await installed.lookAtLeft();
  }

  function lookLater(): void {
    if (stopped) return;
    const soonest = Math.min(...[...asleep.values()].map(({ at }) => at - clock.now()).filter((ms) => ms > 0), LOOK_MS);
    cancelLook = clock.after(soonest, () => {
      look()
        .catch((error: unknown) => log.error({ err: error }, "looking after the repositories"))
        .finally(lookLater);
    });
  }

  /** Opening a repository for the first time is fetching all of it. */
  async function isWorthOpening(knock: Knock, id: number): Promise<boolean> {
    if (sites.has(id)) return true;
    const record = await records.find(id);
    if (record?.state === "busy") return true;
    return couldBegin(knock, { isKnown: record !== null, sources: record?.sources ?? null, mention: options.mention });
  }

  async function hearIn(knock: Knock, { repository, installation, isLate }: Where): Promise<string | null> {
    switch (knock.type) {
      case "repository.deleted":
        return (await installed.leaveAsTold(repository, installation, "the repository was deleted")) ? null : "the repository is there";
      case "repository.archived":
        return (await installed.leaveAsTold(repository, installation, GONE)) ? null : "the repository is not archived";
      case "repository.renamed":
      case "repository.transferred":
      case "repository.publicized":
      case "repository.privatized":
      case "repository.unarchived":
        // What is under way goes on where the repository is now.
        await shut(repository.id, GRACE_MS);
        return await use(installation, repository.id, async () => null);
      default:
        if (!(await isWorthOpening(knock, repository.id))) return "nothing in it is for Yardmaster";
        return await use(installation, repository.id, (site) => site.hear(knock, isLate));
    }
  }

  return {
    async start() {
      await Promise.all((await records.list("busy")).map(({ installation, id }) => limited(() => takeUp(installation, id, 1))));
      for (const { id, installation, wakeAt } of await records.list("asleep")) asleep.set(id, { installation, at: wakeAt ?? 0 });
      await wakeDue();
      places.open();
      lookLater();
    },
    async hear(knock, isLate = false) {
      switch (knock.type) {
        case "installation.created":
        case "installation.deleted":
        case "installation.suspended":
        case "installation.unsuspended":
          return await installed.hear(knock);
        case "installation.repositories-changed": {
          const nothing = await installed.hear(knock);
          if (![...knock.added, ...knock.removed].some(isOrganisation)) return nothing;
          await renewOrganisation(knock.installation);
          return null;
        }
        case "ping":
          return `nothing follows from ${knock.type}`;
        default:
          break;
      }
      const { repository, installation } = knock;
      if (repository === null || installation === null) return "it concerns no repository";
      try {
        const nothing = await hearIn(knock, { repository, installation, isLate });
        if (changesOrganisation(knock)) await renewOrganisation(installation);
        return nothing;
      } catch (error) {
        if (!isGone(error)) throw error;
        if (await installed.leaveIfGone(repository, installation, GONE)) return error.message;
        throw new YardmasterError("forge.unavailable", error.message, { cause: error });
      }
    },
    async listPlaces() {
      const found = await records.list();
      if (found.length === 0) return await options.listInstalled();
      return found.map(({ id, installation }) => ({ installation, repository: id }));
    },
    countUnopened: () => takingUp.size,
    async close(graceMs) {
      stopped = true;
      cancelLook();
      for (const cancel of takingUp) cancel();
      await Promise.all([installed.stop(), ...[...sites.keys()].map((id) => shut(id, graceMs))]);
      await Promise.all(closing.values());
    },
  };
}

function isGone(error: unknown): error is YardmasterError {
  return error instanceof YardmasterError && error.code === "forge.gone";
}

function isOrganisation({ name }: { readonly name: string }): boolean {
  return name === ORGANISATION_REPOSITORY;
}

function changesOrganisation(knock: Knock): boolean {
  if (knock.repository === null) return false;
  if (knock.type === "repository.renamed" && knock.from === ORGANISATION_REPOSITORY) return true;
  if (!isOrganisation(knock.repository)) return false;
  return knock.type === "push" ? knock.push.branch === knock.repository.defaultBranch : knock.type.startsWith("repository.");
}
