// Branches of ours whose pull request was merged: deleted on the forge and here, once no run is at work on them. They are remembered until
// then, so that a crash leaves nothing behind. Nobody's later commits are deleted.
import { YardmasterError } from "../../core/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";

export interface FinishedBranchesDeps {
  readonly store: Store;
  readonly forge: Pick<Forge, "deleteBranch">;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a run that has not ended works on it. */
  isInUse(branch: string): Promise<boolean>;
  /** Removes its workspace, and what is known of it here. */
  retire(branch: string): Promise<void>;
}

export interface FinishedBranches {
  /** @param commit at which it was merged @throws forge.unavailable, forge.gone; it stays remembered */
  finish(branch: string, commit: string): Promise<void>;
  /** Tries those that are left again. What stands in the way is logged. */
  settle(): Promise<void>;
}

const FINISHED = "finished-branches";
const MOST = 1_000;

export function createFinishedBranches(deps: FinishedBranchesDeps): FinishedBranches {
  const { store, forge, clock, log } = deps;
  const turns = createTurns();

  async function clear(branch: string, commit: string): Promise<void> {
    if (await deps.isInUse(branch)) return;
    try {
      const isGone = await forge.deleteBranch(branch, commit);
      log.info({ branch, isGone }, isGone ? "a merged branch was deleted" : "a merged branch has new commits and stays");
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
      log.warn({ branch, err: error }, "deleting a merged branch was refused");
    }
    await deps.retire(branch);
    await store.forget({ streams: [], documents: [{ collection: FINISHED, id: branch }] });
  }

  return {
    finish: (branch, commit) =>
      turns(branch, async () => {
        await store.putDocument({ collection: FINISHED, id: branch, tag: "", at: clock.now(), body: { commit } });
        await clear(branch, commit);
      }),
    async settle() {
      for (const { id, body } of await store.listDocuments({ collection: FINISHED, limit: MOST })) {
        await turns(id, () => clear(id, String(body["commit"]))).catch((error: unknown) =>
          log.warn({ branch: id, err: error }, "clearing a merged branch away"),
        );
      }
    },
  };
}
