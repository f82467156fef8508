// What is kept of repositories that the App was taken out of: it stays for a while, should the App come back, and is removed then.
// Knows nothing of what is open: whoever asks for the removal sees to it that nobody is at work there.
import { join } from "node:path";
import type { Log } from "../../runtime/deps.ts";
import type { Clock } from "../../std/clock.ts";
import { removeTree } from "../../std/remove-tree.ts";
import type { Document, Store } from "../../store/store.ts";

export interface LeftRepositoriesDeps {
  /** Of the App itself. */
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the whole host. */
  readonly directory: string;
}

export interface Leave {
  /** Through which the App was let in; null: not known. */
  readonly installation: number | null;
  /** `owner/name`, as it was called; empty: not known. */
  readonly name: string;
  /** For good, or until the App may be at work there again. */
  readonly isForGood: boolean;
  /** Nothing was under way there, nor would anything have begun by itself. */
  readonly wasIdle: boolean;
}

export interface LeftRepository extends Leave {
  readonly id: number;
  /** When it was left, in milliseconds since the epoch. */
  readonly since: number;
  /** It was left long enough ago to be removed. */
  readonly isDue: boolean;
}

export interface LeftRepositories {
  /** It was left now; told again, it was left before. */
  note(id: number, leave: Leave): Promise<void>;
  /** The installation is gone: none of its repositories comes back through it. */
  noteEnd(installation: number): Promise<void>;
  /** The App is at work there again. */
  takeBack(id: number): Promise<void>;
  find(id: number): Promise<LeftRepository | null>;
  list(): Promise<readonly LeftRepository[]>;
  /** What stands in the way is logged, and is tried again when it is asked for again. */
  remove(id: number): Promise<void>;
}

const LEFT = "left-repositories";
const MOST = 10_000;
/** Work that had reached no branch can be saved until then. */
const KEEP_MS = 7 * 24 * 60 * 60_000;

export function createLeftRepositories({ store, clock, log, directory }: LeftRepositoriesDeps): LeftRepositories {
  async function write(id: number, { isForGood, ...facts }: Leave & { readonly since: number }): Promise<void> {
    const { installation, name, wasIdle, since } = facts;
    const tag = isForGood ? "for-good" : "for-now";
    await store.putDocument({ collection: LEFT, id: String(id), tag, at: clock.now(), body: { installation, name, wasIdle, since } });
  }

  function toLeft({ id, tag, at, body }: Document): LeftRepository {
    const isForGood = tag === "for-good";
    return {
      id: Number(id),
      installation: (body["installation"] ?? null) as number | null,
      name: String(body["name"] ?? ""),
      wasIdle: body["wasIdle"] === true,
      since: Number(body["since"] ?? at),
      isForGood,
      isDue: isForGood && clock.now() - at >= KEEP_MS,
    };
  }

  async function find(id: number): Promise<LeftRepository | null> {
    const found = await store.getDocument(LEFT, String(id));
    return found && toLeft(found);
  }

  const list = async () => (await store.listDocuments({ collection: LEFT, limit: MOST })).map(toLeft);
  const takeBack = (id: number) => store.forget({ streams: [], documents: [{ collection: LEFT, id: String(id) }] });

  return {
    takeBack,
    find,
    list,
    async note(id, leave) {
      const known = await find(id);
      if (known === null) return await write(id, { ...leave, since: clock.now() });
      if (leave.isForGood && !known.isForGood) await write(id, { ...known, isForGood: true });
    },
    async noteEnd(installation) {
      for (const left of await list()) {
        if (left.installation === installation && !left.isForGood) await write(left.id, { ...left, isForGood: true });
      }
    },
    async remove(id) {
      try {
        // In this order: after a crash in between it is removed again.
        await removeTree(join(directory, "repositories", String(id)));
        await takeBack(id);
        log.info({ repository: id }, "removed what was kept of a repository that the App had left");
      } catch (error) {
        log.error({ err: error, repository: id }, "removing what was kept of a repository that the App had left");
      }
    },
  };
}
