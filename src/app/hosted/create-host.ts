// All repositories of the App: each is opened when something happens in it, and closed when nothing has for a while. What happens to
// installations and repositories themselves is seen to here.
import type { Knock, KnockRepository } from "../../bot/knock/knock.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Log } from "../../runtime/deps.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import { openSite, type Site, type SiteOptions } from "./open-site.ts";
import { ORGANISATION_REPOSITORY, type OrganisationFiles } from "./organisation-source.ts";
import { createOrganisations } from "./organisations.ts";

export interface HostOptions extends Pick<SiteOptions, "surroundings" | "directory" | "author" | "verb" | "mention"> {
  /** Of the App itself: remembers where it is at work. */
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** @throws forge.* */
  openForge(installation: number, repository: number): Promise<Forge>;
  /** Its number; null: there is none, or it is not among the installation's. @throws forge.* */
  findRepository(installation: number, owner: string, name: string): Promise<number | null>;
}

export interface Host {
  /** Takes up what is under way in any repository. */
  start(): Promise<void>;
  /** @returns why it led to nothing; null when it led to something. @throws what may go better next time */
  hear(knock: Knock): Promise<string | null>;
  close(graceMs: number): Promise<void>;
}

interface OpenSite {
  readonly installation: number;
  readonly opening: Promise<Site>;
  inUse: number;
  usedAt: number;
}

/** Where the App is at work, by the repository's number. */
const SITES = "sites";
const MOST_SITES = 10_000;
const IDLE_MS = 10 * 60_000;
const LOOK_MS = 60_000;
/** A repository that goes away is given so long to end what is under way. */
const GRACE_MS = 10_000;

export function createHost(options: HostOptions): Host {
  const { store, clock, log } = options;
  const sites = new Map<number, OpenSite>();
  const closing = new Map<number, Promise<void>>();
  let cancelLook: () => void = () => {};
  let stopped = false;
  /** Of each installation, as the repositories that were opened say. */
  const owners = new Map<number, string>();
  const organisations = createOrganisations(clock, readOrganisation);

  async function open(installation: number, id: number): Promise<Site> {
    const forge = await options.openForge(installation, id);
    const repository = await forge.fetchRepository();
    await remember(id, { installation, name: `${repository.owner}/${repository.name}`, isBusy: true });
    log.info({ repository: `${repository.owner}/${repository.name}` }, "opening a repository");
    owners.set(installation, repository.owner);
    const isOrganisation = repository.name === ORGANISATION_REPOSITORY;
    // What it declares holds in it as its own.
    const loadOrganisation = async () => (isOrganisation ? null : await organisations.load(installation));
    return await openSite({ ...options, repository, forge, loadOrganisation });
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
    for (const [id, entry] of [...sites]) {
      if (entry.installation !== installation) continue;
      const follow = () => use(installation, id, (site) => site.follow());
      await follow().catch((error: unknown) => log.error({ err: error, repository: id }, "taking over what the owner declares"));
    }
  }

  async function remember(id: number, facts: { readonly installation: number; readonly name: string; readonly isBusy: boolean }) {
    const { installation, name, isBusy } = facts;
    await store.putDocument({
      collection: SITES,
      id: String(id),
      tag: isBusy ? "busy" : "idle",
      at: clock.now(),
      body: { installation, name },
    });
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

  /** What was under way there cannot go on, and nobody there can be told. */
  async function leave(id: number, reason: string): Promise<void> {
    const entry = sites.get(id);
    const site = await entry?.opening.catch(() => null);
    await site?.stopRuns(reason);
    await shut(id, GRACE_MS);
    await store.forget({ streams: [], documents: [{ collection: SITES, id: String(id) }] });
  }

  async function leaveAll(installation: number, reason: string): Promise<void> {
    const found = await store.listDocuments({ collection: SITES, limit: MOST_SITES });
    for (const { id, body } of found) if (body["installation"] === installation) await leave(Number(id), reason);
  }

  async function closeIdle(): Promise<void> {
    for (const [id, { inUse, usedAt, opening, installation }] of [...sites]) {
      if (inUse > 0 || clock.now() - usedAt < IDLE_MS || (await (await opening).isBusy())) continue;
      const name = (await store.getDocument(SITES, String(id)))?.body["name"];
      await remember(id, { installation, name: String(name ?? ""), isBusy: false });
      await shut(id, GRACE_MS);
    }
  }

  function lookLater(): void {
    if (stopped) return;
    cancelLook = clock.after(LOOK_MS, () => {
      closeIdle()
        .catch((error: unknown) => log.error({ err: error }, "closing repositories that are idle"))
        .finally(lookLater);
    });
  }

  async function hearIn(knock: Knock, repository: KnockRepository, installation: number): Promise<string | null> {
    switch (knock.type) {
      case "repository.deleted":
        await leave(repository.id, "the repository was deleted");
        return null;
      case "repository.archived":
        await leave(repository.id, "the repository was archived");
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
        return await use(installation, repository.id, (site) => site.hear(knock));
    }
  }

  return {
    async start() {
      const busy = await store.listDocuments({ collection: SITES, tags: ["busy"], limit: MOST_SITES });
      for (const { id, body } of busy) {
        await use(Number(body["installation"]), Number(id), async () => {}).catch((error: unknown) =>
          log.error({ err: error, repository: body["name"] }, "opening a repository again"),
        );
      }
      lookLater();
    },
    async hear(knock) {
      switch (knock.type) {
        case "installation.deleted":
        case "installation.suspended":
          await leaveAll(knock.installation, knock.type === "installation.deleted" ? "the App was uninstalled" : "the App was suspended");
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
        if (!(error instanceof YardmasterError) || error.code !== "forge.gone") throw error;
        await leave(repository.id, "the repository is gone");
        return error.message;
      }
    },
    async close(graceMs) {
      stopped = true;
      cancelLook();
      await Promise.all([...sites.keys()].map((id) => shut(id, graceMs)));
      await Promise.all(closing.values());
    },
  };
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
