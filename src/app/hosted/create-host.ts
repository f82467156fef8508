// All repositories of the App: each is opened when something happens in it, and closed when nothing has for a while. What happens to
// installations and repositories themselves is seen to here.
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
import type { IssueAccess } from "./issue-access.ts";
import { createLeftRepositories } from "./left-repositories.ts";
import type { Site, SiteOptions } from "./open-site.ts";
import { ORGANISATION_REPOSITORY, type OrganisationFiles } from "./organisation-source.ts";
import { createOrganisations } from "./organisations.ts";

export interface HostOptions extends Pick<SiteOptions, "surroundings" | "directory" | "author" | "lentVariables" | "verb" | "mention"> {
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
  /** @returns why it led to nothing; null when it led to something. @throws what may go better next time */
  hear(knock: Knock): Promise<string | null>;
  /** Where the App is at work; where it could be, as long as it has never been told of any repository. @throws forge.* */
  listPlaces(): Promise<readonly ActivityPlace[]>;
  close(graceMs: number): Promise<void>;
}

interface OpenSite {
  readonly installation: number;
  readonly opening: Promise<Site>;
  inUse: number;
  usedAt: number;
}

/** A repository that is closed until a schedule of its is due. */
interface Waking {
  readonly installation: number;
  readonly at: number;
}

interface SiteFacts {
  readonly installation: number;
  readonly name: string;
  readonly state: "busy" | "idle" | "asleep";
  /** Of one that is asleep; milliseconds since the epoch. */
  readonly wakeAt?: number;
  /** What its triggers wait for. @defaultValue not known */
  readonly sources?: readonly string[] | null;
}

/** Where the App is at work, by the repository's number. */
const SITES = "sites";
const MOST_SITES = 10_000;
const IDLE_MS = 10 * 60_000;
const LOOK_MS = 60_000;
/** Between looks for what is left of repositories that the App was taken out of. */
const CLEAR_MS = 60 * 60_000;
/** A repository that goes away is given so long to end what is under way. */
const GRACE_MS = 10_000;
/** Repositories that are opened at once at the start. */
const AT_ONCE = 4;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const GONE = "the repository is gone";

export function createHost(options: HostOptions): Host {
  const { store, clock, log } = options;
  const sites = new Map<number, OpenSite>();
  const places = createHostPlaces(options.maxAgents);
  const judge = createJudge({ clock, log });
  const closing = new Map<number, Promise<void>>();
  const limited = createLimit(AT_ONCE);
  const asleep = new Map<number, Waking>();
  /** Cancel the tries to come of repositories that could not be opened at the start. */
  const takingUp = new Set<() => void>();
  const left = createLeftRepositories(options);
  let clearedAt = Number.NEGATIVE_INFINITY;
  let cancelLook: () => void = () => {};
  let stopped = false;
  /** Of each installation, as the repositories that were opened say. */
  const owners = new Map<number, string>();
  const organisations = createOrganisations(clock, readOrganisation);

  async function open(installation: number, id: number): Promise<Site> {
    const { forge, issues } = await options.openForge(installation, id);
    const repository = await forge.fetchRepository();
    await remember(id, { installation, name: `${repository.owner}/${repository.name}`, state: "busy" });
    await left.takeBack(id);
    log.info({ repository: `${repository.owner}/${repository.name}` }, "opening a repository");
    owners.set(installation, repository.owner);
    const isOrganisation = repository.name === ORGANISATION_REPOSITORY;
    // What it declares holds in it as its own.
    const loadOrganisation = async () => (isOrganisation ? null : await organisations.load(installation));
    const site = await options.openSite({ ...options, places, judge, repository, forge, issues, loadOrganisation });
    asleep.delete(id);
    return site;
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
    const idle = await store.listDocuments({ collection: SITES, tags: ["idle", "asleep"], limit: MOST_SITES });
    // What those that are closed wait for is seen when they are opened again.
    for (const site of idle.filter(({ body }) => body["installation"] === installation)) {
      await store.putDocument({ ...site, body: { ...site.body, sources: null } });
    }
    for (const [id, entry] of [...sites]) {
      if (entry.installation !== installation) continue;
      const follow = () => use(installation, id, (site) => site.follow());
      await follow().catch((error: unknown) => log.error({ err: error, repository: id }, "taking over what the owner declares"));
    }
  }

  async function remember(id: number, { state, sources = null, ...facts }: SiteFacts): Promise<void> {
    const body = { ...facts, sources: sources === null ? null : [...sources] };
    await store.putDocument({ collection: SITES, id: String(id), tag: state, at: clock.now(), body });
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

  /** What was under way there cannot go on, and nobody there can be told. @param isForGood what is kept of it goes too, after a while */
  async function leave(id: number, reason: string, isForGood = true): Promise<void> {
    const entry = sites.get(id);
    const site = await entry?.opening.catch(() => null);
    await site?.stopRuns(reason);
    await shut(id, GRACE_MS);
    asleep.delete(id);
    const installation = entry?.installation ?? (await store.getDocument(SITES, String(id)))?.body["installation"];
    await left.note(id, { installation: typeof installation === "number" ? installation : null, isForGood });
    await store.forget({ streams: [], documents: [{ collection: SITES, id: String(id) }] });
  }

  async function leaveAll(installation: number, reason: string, isForGood: boolean): Promise<void> {
    const found = await store.listDocuments({ collection: SITES, limit: MOST_SITES });
    for (const { id, body } of found) if (body["installation"] === installation) await leave(Number(id), reason, isForGood);
  }

  async function clearLeft(): Promise<void> {
    if (clock.now() - clearedAt < CLEAR_MS) return;
    clearedAt = clock.now();
    for (const id of await left.listDue()) {
      if (sites.has(id) || closing.has(id)) continue;
      // Whoever wants to open it meanwhile waits.
      const removal = left.remove(id).finally(() => closing.delete(id));
      closing.set(id, removal);
      await removal;
    }
  }

  async function closeIdle(): Promise<void> {
    for (const [id, { inUse, usedAt, opening, installation }] of [...sites]) {
      if (inUse > 0 || clock.now() - usedAt < IDLE_MS) continue;
      const site = await opening;
      if (await site.isBusy()) continue;
      const wakeAt = await site.loadNextDue();
      if (wakeAt !== null && wakeAt - clock.now() < IDLE_MS) continue;
      const name = String((await store.getDocument(SITES, String(id)))?.body["name"] ?? "");
      const facts = { installation, name, sources: await site.listSources() };
      if (wakeAt === null) await remember(id, { ...facts, state: "idle" });
      else {
        await remember(id, { ...facts, state: "asleep", wakeAt });
        asleep.set(id, { installation, at: wakeAt });
      }
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
        if (isGone(error)) await leave(id, GONE);
      });
    }
  }

  /** What is under way there goes on whatever it takes: nobody may knock there for days. Never rejects. */
  async function takeUp(installation: number, id: number, tries: number): Promise<void> {
    try {
      await use(installation, id, async () => {});
    } catch (error) {
      if (isGone(error)) {
        return await leave(id, GONE).catch((cause: unknown) => log.error({ err: cause, repository: id }, "leaving a repository"));
      }
      const saidMs = error instanceof YardmasterError ? error.retryAfterMs : null;
      const retryInMs = Math.max(saidMs ?? 0, Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS));
      log.error({ err: error, repository: id, retryInMs }, "opening a repository again");
      takeUpLater(installation, id, tries + 1, retryInMs);
    }
  }

  function takeUpLater(installation: number, id: number, tries: number, ms: number): void {
    if (stopped) return;
    const cancel = clock.after(ms, () => {
      takingUp.delete(cancel);
      // Somebody knocked there meanwhile, or the App is gone from there.
      const isBusy = async () => (await store.getDocument(SITES, String(id)))?.tag === "busy";
      const work = isBusy().then((busy) => (busy && !stopped ? takeUp(installation, id, tries) : undefined));
      work.catch((error: unknown) => log.error({ err: error, repository: id }, "opening a repository again"));
    });
    takingUp.add(cancel);
  }

  async function look(): Promise<void> {
    await wakeDue();
    await closeIdle();
    await clearLeft();
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
    const kept = await store.getDocument(SITES, String(id));
    const sources = (kept?.body["sources"] ?? null) as readonly string[] | null;
    return kept?.tag === "busy" || couldBegin(knock, { isKnown: kept !== null, sources, mention: options.mention });
  }

  async function hearIn(knock: Knock, repository: KnockRepository, installation: number): Promise<string | null> {
    switch (knock.type) {
      case "repository.deleted":
        await leave(repository.id, "the repository was deleted");
        return null;
      case "repository.archived":
        await leave(repository.id, "the repository was archived", false);
        return null;
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
        return await use(installation, repository.id, (site) => site.hear(knock));
    }
  }

  return {
    async start() {
      const busy = await store.listDocuments({ collection: SITES, tags: ["busy"], limit: MOST_SITES });
      await Promise.all(busy.map(({ id, body }) => limited(() => takeUp(Number(body["installation"]), Number(id), 1))));
      for (const { id, body } of await store.listDocuments({ collection: SITES, tags: ["asleep"], limit: MOST_SITES })) {
        asleep.set(Number(id), { installation: Number(body["installation"]), at: Number(body["wakeAt"]) });
      }
      await wakeDue();
      places.open();
      lookLater();
    },
    async hear(knock) {
      switch (knock.type) {
        case "installation.deleted":
          await leaveAll(knock.installation, "the App was uninstalled", true);
          await left.noteEnd(knock.installation);
          return null;
        case "installation.suspended":
          await leaveAll(knock.installation, "the App was suspended", false);
          return null;
        case "installation.repositories-changed":
          for (const { id } of knock.removed) await leave(id, "the App was taken out of the repository");
          if ([...knock.added, ...knock.removed].some(isOrganisation)) await renewOrganisation(knock.installation);
          return null;
        case "ping":
        case "installation.created":
        case "installation.unsuspended":
          return `nothing follows from ${knock.type}`;
        default:
          break;
      }
      const { repository, installation } = knock;
      if (repository === null || installation === null) return "it concerns no repository";
      try {
        const nothing = await hearIn(knock, repository, installation);
        if (changesOrganisation(knock)) await renewOrganisation(installation);
        return nothing;
      } catch (error) {
        if (!isGone(error)) throw error;
        await leave(repository.id, GONE);
        return error.message;
      }
    },
    async listPlaces() {
      const found = await store.listDocuments({ collection: SITES, limit: MOST_SITES });
      if (found.length === 0) return await options.listInstalled();
      return found.map(({ id, body }) => ({ installation: Number(body["installation"]), repository: Number(id) }));
    },
    async close(graceMs) {
      stopped = true;
      cancelLook();
      for (const cancel of takingUp) cancel();
      await Promise.all([...sites.keys()].map((id) => shut(id, graceMs)));
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
