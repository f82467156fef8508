// What happens to installations and repositories themselves: where the App may no longer be at work it leaves, and where it may again, it
// takes up what it left. A webhook only says when to look, since it may come late: how things stand, the forge is asked.
import type { KnockOf, RepositoryName } from "../../bot/knock/knock.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { KnownRepository, RepositoryStanding, Standing } from "../../forge/github/index.ts";
import type { Log } from "../../runtime/deps.ts";
import type { Clock } from "../../std/clock.ts";
import type { LeftRepositories, LeftRepository } from "./left-repositories.ts";
import type { SiteRecords } from "./site-records.ts";

export interface FollowingDeps {
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly records: SiteRecords;
  readonly left: LeftRepositories;
  /** @throws forge.* */
  findInstallation(installation: number): Promise<Standing>;
  /** @throws forge.* */
  findStanding(repository: KnownRepository): Promise<RepositoryStanding>;
  /** Which of them have files of ours. @throws forge.* */
  listDeclaring(installation: number, repositories: readonly RepositoryName[]): Promise<readonly number[]>;
  /** Ends what is under way there, if it is open, without a word to anybody. */
  stopRuns(id: number, reason: string): Promise<void>;
  close(id: number): Promise<void>;
  /** Removes what is kept of it; whoever wants to open it meanwhile waits. */
  remove(id: number): Promise<void>;
  /** Opens it, however often it takes; not waited for. */
  takeUp(installation: number, id: number): void;
  /** Where the App never left, though it could do nothing for a while: what people could not be shown then is shown. */
  showAgain(installation: number): Promise<void>;
}

export type InstallationKnock = KnockOf<
  | "installation.created"
  | "installation.deleted"
  | "installation.suspended"
  | "installation.unsuspended"
  | "installation.repositories-changed"
>;

export interface InstallationFollower {
  /** @returns why it led to nothing; null when it led to something. @throws forge.* */
  hear(knock: InstallationKnock): Promise<string | null>;
  /**
   * Something says that the App cannot be at work in this repository any more.
   *
   * @param why what runs there are told when it is so
   * @returns whether it was left
   * @throws forge.*
   */
  leaveIfGone(repository: RepositoryName, installation: number, why: string): Promise<boolean>;
  /** Looks, from time to time, what of all that was left is ours again, and what was left long enough ago to be removed. Never rejects. */
  lookAtLeft(): Promise<void>;
}

const LOOK_MS = 60 * 60_000;
const SUSPENDED = "the App was suspended";

export function followInstallations(deps: FollowingDeps): InstallationFollower {
  const { clock, log, records, left } = deps;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** Since the start nobody has asked about all that was left. */
  let isFirst = true;

  /** What was under way there cannot go on, and nobody there can be told. @param isForGood what is kept of it goes too, after a while */
  async function leave(id: number, reason: string, isForGood: boolean): Promise<void> {
    const record = await records.find(id);
    try {
      await deps.stopRuns(id, reason);
      if (record === null && (await left.find(id)) === null) return;
      const facts = { installation: record?.installation ?? null, name: record?.name ?? "", wasIdle: record?.state === "idle" };
      // Before it is closed: what somebody opens meanwhile is remembered again.
      await left.note(id, { ...facts, isForGood });
      await records.forget(id);
    } catch (error) {
      await deps.close(id);
      // It says nothing more as it is. Opened again it does, or is found to be gone.
      if (record !== null) deps.takeUp(record.installation, id);
      throw error;
    }
    await deps.close(id);
  }

  async function leaveInstallation(installation: number): Promise<string | null> {
    const standing = await deps.findInstallation(installation);
    if (standing === "present") {
      await deps.showAgain(installation);
      return "the App is installed there";
    }
    const isGone = standing === "gone";
    for (const record of await records.list()) {
      if (record.installation === installation) await leave(record.id, isGone ? "the App was uninstalled" : SUSPENDED, isGone);
    }
    if (isGone) await left.noteEnd(installation);
    return null;
  }

  async function leaveIfGone(repository: RepositoryName, installation: number, why: string): Promise<boolean> {
    const { standing, installation: through } = await deps.findStanding(repository);
    if (standing === "present" && through === installation) return false;
    const isForGood = standing === "present" || standing === "gone";
    await leave(
      repository.id,
      standing === "suspended" ? SUSPENDED : standing === "archived" ? "the repository was archived" : why,
      isForGood,
    );
    if (standing === "present") await takeBack([repository.id]);
    return true;
  }

  async function leaveRemoved({ installation, removed }: KnockOf<"installation.repositories-changed">): Promise<number> {
    let count = 0;
    for (const named of removed) {
      const record = await records.find(named.id);
      const isOurs = record === null ? (await left.find(named.id)) !== null : record.installation === installation;
      const repository = { ...named, ...toName(record?.name ?? "") };
      if (isOurs && (await leaveIfGone(repository, installation, "the App was taken out of the repository"))) count += 1;
    }
    return count;
  }

  /** @returns how many of them the App is at work in again @throws forge.* */
  async function takeBack(ids: readonly number[]): Promise<number> {
    let count = 0;
    for (const id of ids) {
      const kept = await left.find(id);
      if (kept !== null && (await findOut(kept)) === "back") count += 1;
    }
    return count;
  }

  async function findOut(kept: LeftRepository): Promise<"back" | RepositoryStanding["standing"]> {
    const name = toName(kept.name);
    if (name === null) return "gone";
    const { standing, installation } = await deps.findStanding({ id: kept.id, ...name });
    if (standing !== "present" || installation === null) return standing;
    const state = kept.wasIdle ? "idle" : "busy";
    await records.write({ id: kept.id, installation, name: kept.name, state, wakeAt: null, sources: null, awaySince: kept.since });
    await left.takeBack(kept.id);
    log.info({ repository: kept.name }, "the App is back in a repository that it had left");
    if (!kept.wasIdle) deps.takeUp(installation, kept.id);
    return "back";
  }

  /** One that GitHub refuses to tell of, and would again, keeps nobody from looking at the others. @throws what may go better next time */
  async function lookAt(kept: LeftRepository): Promise<void> {
    try {
      if ((await findOut(kept)) === "gone" && kept.isDue) await deps.remove(kept.id);
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
      log.warn({ err: error, repository: kept.name }, "looking at a repository that the App had left");
    }
  }

  async function comeBack(installation: number, owner: string, named: readonly RepositoryName[]): Promise<string | null> {
    await deps.showAgain(installation);
    const ids = new Set(named.map(({ id }) => id));
    // One that is installed anew has another number.
    const isMeant = (kept: LeftRepository) =>
      kept.installation === installation || ids.has(kept.id) || toName(kept.name)?.owner.toLowerCase() === owner.toLowerCase();
    const meant = (await left.list()).filter(isMeant);
    const back = await takeBack(meant.map(({ id }) => id));
    return back + (await takeUpDeclaring(installation, named)) > 0 ? null : "nothing was left there";
  }

  async function listDeclaring(installation: number, named: readonly RepositoryName[]): Promise<readonly number[]> {
    try {
      return named.length === 0 ? [] : await deps.listDeclaring(installation, named);
    } catch (error) {
      // A webhook may come when the App is out again.
      if (error instanceof YardmasterError && error.code === "forge.gone") return [];
      throw error;
    }
  }

  /** A repository with a schedule has nobody who knocks. */
  async function takeUpDeclaring(installation: number, named: readonly RepositoryName[]): Promise<number> {
    const known = new Set((await records.list()).map(({ id }) => id));
    const isNew = named.filter(({ id }) => !known.has(id));
    const declaring = new Set(await listDeclaring(installation, isNew));
    for (const { id, owner, name } of isNew.filter((repository) => declaring.has(repository.id))) {
      const record = { id, installation, name: `${owner}/${name}`, wakeAt: null, sources: null, awaySince: null };
      // Remembered first: it is opened, whatever happens to this process.
      await records.write({ ...record, state: "busy" });
      deps.takeUp(installation, id);
    }
    return declaring.size;
  }

  return {
    leaveIfGone,
    async hear(knock) {
      switch (knock.type) {
        case "installation.deleted":
        case "installation.suspended":
          return await leaveInstallation(knock.installation);
        case "installation.created":
          return await comeBack(knock.installation, knock.account.login, knock.repositories);
        case "installation.unsuspended":
          return await comeBack(knock.installation, knock.account.login, []);
        case "installation.repositories-changed": {
          const leaves = await leaveRemoved(knock);
          const nothing = knock.added.length === 0 ? NOTHING : await comeBack(knock.installation, knock.account.login, knock.added);
          return leaves > 0 ? null : nothing;
        }
      }
    },
    async lookAtLeft() {
      if (clock.now() - lookedAt < LOOK_MS) return;
      lookedAt = clock.now();
      try {
        for (const kept of await left.list()) if (isFirst || kept.isDue) await lookAt(kept);
        isFirst = false;
      } catch (error) {
        // What is said to be gone while nobody could be asked is not removed.
        lookedAt = Number.NEGATIVE_INFINITY;
        log.warn({ err: error }, "looking at the repositories that the App had left");
      }
    },
  };
}

const NOTHING = "nothing was at work there";

function toName(name: string): { readonly owner: string; readonly name: string } | null {
  const [owner = "", repository = ""] = name.split("/");
  return owner === "" || repository === "" ? null : { owner, name: repository };
}
