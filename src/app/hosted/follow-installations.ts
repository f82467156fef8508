// What happens to installations and repositories themselves: where the App may no longer be at work it leaves, and where it may again, it
// takes up what it left. A webhook only says when to look, since it may come late: how things stand, the forge is asked.
import type { KnockOf, RepositoryName } from "../../bot/knock/knock.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { KnownRepository, RepositoryStanding, Standing } from "../../forge/github/index.ts";
import type { Log } from "../../runtime/deps.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { LeftRepositories, LeftRepository } from "./left-repositories.ts";
import { createLookAgain } from "./look-again.ts";
import type { SiteRecords } from "./site-records.ts";

export interface FollowingDeps {
  readonly clock: Clock;
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
  /**
   * Where GitHub does not say yet what the webhook told, it is asked again, a few times.
   *
   * @returns why it led to nothing; null when it led to something
   * @throws forge.*
   */
  hear(knock: InstallationKnock): Promise<string | null>;
  /**
   * Something says that the App cannot be at work in this repository any more.
   *
   * @param why what runs there are told when it is so
   * @returns whether it was left
   * @throws forge.*
   */
  leaveIfGone(repository: RepositoryName, installation: number, why: string): Promise<boolean>;
  /** The same where a webhook says it: GitHub is asked again, a few times. @throws forge.* */
  leaveAsTold(repository: RepositoryName, installation: number, why: string): Promise<boolean>;
  /** Looks, from time to time, what of all that was left is ours again, and what was left long enough ago to be removed. Never rejects. */
  lookAtLeft(): Promise<void>;
  /** Asks no more by itself. */
  stop(): Promise<void>;
}

interface Found {
  /** Why it led to nothing; null: it led to something. */
  readonly nothing: string | null;
  /** It is not, or not in all of it, as it was told. */
  readonly isBehind: boolean;
}

const LOOK_MS = 60 * 60_000;
const SUSPENDED = "the App was suspended";

export function followInstallations(deps: FollowingDeps): InstallationFollower {
  const { clock, log, records, left } = deps;
  const again = createLookAgain(deps);
  /** By owner, so that what is found to be so is so until it is done: an installation that takes the place of another has another number. */
  const turns = createTurns();
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

  /** @param told how it stands there */
  async function leaveInstallation(installation: number, told: Standing): Promise<Found> {
    const standing = await deps.findInstallation(installation);
    if (standing === "present") {
      await deps.showAgain(installation);
      return { nothing: "the App is installed there", isBehind: true };
    }
    const isGone = standing === "gone";
    for (const record of await records.list()) {
      if (record.installation === installation) await leave(record.id, isGone ? "the App was uninstalled" : SUSPENDED, isGone);
    }
    if (isGone) await left.noteEnd(installation);
    return { nothing: null, isBehind: told === "gone" && !isGone };
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
    if (standing === "present") await takeBack([repository.id], new Set());
    return true;
  }

  async function leaveRemoved({ installation, removed }: KnockOf<"installation.repositories-changed">): Promise<Found> {
    let count = 0;
    let isBehind = false;
    for (const named of removed) {
      const record = await records.find(named.id);
      const isOurs = record === null ? (await left.find(named.id)) !== null : record.installation === installation;
      const repository = { ...named, ...toName(record?.name ?? "") };
      if (!isOurs) continue;
      if (await leaveIfGone(repository, installation, "the App was taken out of the repository")) count += 1;
      else isBehind = true;
    }
    return { nothing: count > 0 ? null : NOTHING, isBehind };
  }

  /** @param named those that it is said to be back in; of the others it is not known @throws forge.* */
  async function takeBack(ids: readonly number[], named: ReadonlySet<number>): Promise<Found> {
    let count = 0;
    let isBehind = false;
    for (const id of ids) {
      const kept = await left.find(id);
      const is = kept === null ? null : await findOut(kept);
      if (is === "back") count += 1;
      if (is === "suspended" || (is === "gone" && named.has(id))) isBehind = true;
    }
    return { nothing: count > 0 ? null : NOTHING_LEFT, isBehind };
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
  async function lookAt(id: number): Promise<void> {
    const kept = await left.find(id);
    if (kept === null) return;
    try {
      if ((await findOut(kept)) === "gone" && kept.isDue) await deps.remove(id);
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
      log.warn({ err: error, repository: kept.name }, "looking at a repository that the App had left");
    }
  }

  /** That the installation took the place of another may be told before that one's end is, which would leave everything anew. */
  async function leaveFormer(installation: number, ids: ReadonlySet<number>): Promise<void> {
    const elsewhere = (await records.list()).filter((record) => ids.has(record.id) && record.installation !== installation);
    for (const former of new Set(elsewhere.map((record) => record.installation))) {
      if ((await deps.findInstallation(former)) === "gone") await leaveInstallation(former, "gone");
    }
  }

  async function comeBack(installation: number, owner: string, named: readonly RepositoryName[]): Promise<Found> {
    if ((await deps.findInstallation(installation)) !== "present") return { nothing: "the App is not let in there", isBehind: true };
    await deps.showAgain(installation);
    const ids = new Set(named.map(({ id }) => id));
    await leaveFormer(installation, ids);
    // One that is installed anew has another number.
    const isMeant = (kept: LeftRepository) =>
      kept.installation === installation || ids.has(kept.id) || toName(kept.name)?.owner.toLowerCase() === owner.toLowerCase();
    const meant = (await left.list()).filter(isMeant);
    const back = await takeBack(
      meant.map(({ id }) => id),
      ids,
    );
    const declaring = await takeUpDeclaring(installation, named);
    return { nothing: declaring ? null : back.nothing, isBehind: back.isBehind || declaring === null };
  }

  /** Null: GitHub lets us in nowhere there. */
  async function listDeclaring(installation: number, named: readonly RepositoryName[]): Promise<readonly number[] | null> {
    try {
      return named.length === 0 ? [] : await deps.listDeclaring(installation, named);
    } catch (error) {
      // A webhook may come when the App is out again.
      if (error instanceof YardmasterError && error.code === "forge.gone") return null;
      throw error;
    }
  }

  /** A repository with a schedule has nobody who knocks. @returns whether there is any; null: nobody could tell */
  async function takeUpDeclaring(installation: number, named: readonly RepositoryName[]): Promise<boolean | null> {
    const known = new Set((await records.list()).map(({ id }) => id));
    const isNew = named.filter(({ id }) => !known.has(id));
    const found = await listDeclaring(installation, isNew);
    if (found === null) return null;
    const declaring = new Set(found);
    for (const { id, owner, name } of isNew.filter((repository) => declaring.has(repository.id))) {
      const record = { id, installation, name: `${owner}/${name}`, wakeAt: null, sources: null, awaySince: null };
      // Remembered first: it is opened, whatever happens to this process.
      await records.write({ ...record, state: "busy" });
      deps.takeUp(installation, id);
    }
    return declaring.size > 0;
  }

  async function follow(knock: InstallationKnock): Promise<Found> {
    switch (knock.type) {
      case "installation.deleted":
        return await leaveInstallation(knock.installation, "gone");
      case "installation.suspended":
        return await leaveInstallation(knock.installation, "suspended");
      case "installation.created":
        return await comeBack(knock.installation, knock.account.login, knock.repositories);
      case "installation.unsuspended":
        return await comeBack(knock.installation, knock.account.login, []);
      default: {
        const leaves = await leaveRemoved(knock);
        if (knock.added.length === 0) return leaves;
        const comes = await comeBack(knock.installation, knock.account.login, knock.added);
        return { nothing: leaves.nothing === null ? null : comes.nothing, isBehind: leaves.isBehind || comes.isBehind };
      }
    }
  }

  const inTurn = <Answer>(owner: string, work: () => Promise<Answer>) => turns(owner.toLowerCase(), work);
  const leaveInTurn: InstallationFollower["leaveIfGone"] = (repository, installation, why) =>
    inTurn(repository.owner, () => leaveIfGone(repository, installation, why));

  return {
    leaveIfGone: leaveInTurn,
    async leaveAsTold(...told) {
      const isLeft = await leaveInTurn(...told);
      if (!isLeft) again.ask(`repository/${told[0].id}`, () => leaveInTurn(...told));
      return isLeft;
    },
    async hear(knock) {
      const look = () => inTurn(knock.account.login, () => follow(knock));
      const { nothing, isBehind } = await look();
      if (isBehind) again.ask(`delivery/${knock.guid}`, async () => !(await look()).isBehind);
      return nothing;
    },
    stop: again.stop,
    async lookAtLeft() {
      if (clock.now() - lookedAt < LOOK_MS) return;
      lookedAt = clock.now();
      try {
        for (const { id, name, isDue } of await left.list()) {
          if (isFirst || isDue) await inTurn(toName(name)?.owner ?? "", () => lookAt(id));
        }
        isFirst = false;
      } catch (error) {
        // What is said to be gone while nobody could be asked is not removed.
        lookedAt = Number.NEGATIVE_INFINITY;
        log.warn({ err: error }, "looking at the repositories that the App had left");
      }
    },
  };
}

const NOTHING_LEFT = "nothing was left there";
const NOTHING = "nothing was at work there";

function toName(name: string): { readonly owner: string; readonly name: string } | null {
  const [owner = "", repository = ""] = name.split("/");
  return owner === "" || repository === "" ? null : { owner, name: repository };
}
