// What is kept of repositories that the App was taken out of: it stays for a while, should the App come back, and is removed then.
// Knows nothing of what is open: whoever asks for the removal sees to it that nobody is at work there.
import { join } from "node:path";
import type { Log } from "../../runtime/deps.ts";
import type { Clock } from "../../std/clock.ts";
import { removeTree } from "../../std/remove-tree.ts";
import type { Store } from "../../store/store.ts";

export interface LeftRepositoriesDeps {
  /** Of the App itself. */
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the whole host. */
  readonly directory: string;
}

export interface LeftRepositories {
  /** It was left now; told again, it was left before. @param leave for good, or until the App may be at work there again */
  note(id: number, leave: { readonly installation: number | null; readonly isForGood: boolean }): Promise<void>;
  /** The installation is gone: none of its repositories comes back. */
  noteEnd(installation: number): Promise<void>;
  /** The App is at work there again. */
  takeBack(id: number): Promise<void>;
  /** Those that were left long enough ago. */
  listDue(): Promise<readonly number[]>;
  /** What stands in the way is logged, and is tried again when it is asked for again. */
  remove(id: number): Promise<void>;
}

const LEFT = "left-repositories";
const MOST = 10_000;
/** Work that had reached no branch can be saved until then. */
const KEEP_MS = 7 * 24 * 60 * 60_000;

export function createLeftRepositories({ store, clock, log, directory }: LeftRepositoriesDeps): LeftRepositories {
  async function write(id: string, tag: "for-good" | "for-now", installation: number | null): Promise<void> {
    await store.putDocument({ collection: LEFT, id, tag, at: clock.now(), body: { installation } });
  }

  const takeBack = (id: number) => store.forget({ streams: [], documents: [{ collection: LEFT, id: String(id) }] });

  return {
    takeBack,
    async note(id, { installation, isForGood }) {
      const tag = isForGood ? "for-good" : "for-now";
      const known = await store.getDocument(LEFT, String(id));
      if (known?.tag !== tag && known?.tag !== "for-good") await write(String(id), tag, installation);
    },
    async noteEnd(installation) {
      for (const { id, body } of await store.listDocuments({ collection: LEFT, tags: ["for-now"], limit: MOST })) {
        if (body["installation"] === installation) await write(id, "for-good", installation);
      }
    },
    async listDue() {
      const left = await store.listDocuments({ collection: LEFT, tags: ["for-good"], limit: MOST });
      return left.filter(({ at }) => clock.now() - at >= KEEP_MS).map(({ id }) => Number(id));
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
