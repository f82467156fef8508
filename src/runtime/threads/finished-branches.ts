// Branches that nobody works on any more, once no run is at work on them: of one that was left only the workspace goes, and one of ours that
// was merged is deleted on the forge and here. They are remembered until then, so that a crash leaves nothing behind. Nobody's later
// commits are deleted.
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
  removeWorkspace(branch: string): Promise<void>;
  /** Removes its workspace, and what is known of it here. */
  retire(branch: string): Promise<void>;
}

export interface FinishedBranches {
  /** @param commit at which it was merged @throws forge.unavailable, forge.gone; it stays remembered */
  finish(branch: string, commit: string): Promise<void>;
  /** Its issue or its pull request is closed. The branch stays: somebody may go on with it. What stands in the way is logged. */
  leave(branch: string): Promise<void>;
  /** Tries those that are left again. What stands in the way is logged. */
  settle(): Promise<void>;
}

const FINISHED = "finished-branches";
const MOST = 1_000;

export function createFinishedBranches(deps: FinishedBranchesDeps): FinishedBranches {
  const { store, forge, clock, log } = deps;
  const turns = createTurns();

  async function remember(branch: string, commit: string | null): Promise<void> {
    await store.putDocument({ collection: FINISHED, id: branch, tag: "", at: clock.now(), body: { commit } });
  }

  async function clear(branch: string, commit: string | null): Promise<void> {
    if (await deps.isInUse(branch)) return;
    if (commit === null) await deps.removeWorkspace(branch);
    else await deleteMerged(branch, commit);
    await store.forget({ streams: [], documents: [{ collection: FINISHED, id: branch }] });
  }

  async function deleteMerged(branch: string, commit: string): Promise<void> {
    try {
      const isGone = await forge.deleteBranch(branch, commit);
      log.info({ branch, isGone }, isGone ? "a merged branch was deleted" : "a merged branch has new commits and stays");
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
      log.warn({ branch, err: error }, "deleting a merged branch was refused");
    }
    await deps.retire(branch);
  }

  async function clearIfPossible(branch: string, commit: string | null): Promise<void> {
    await clear(branch, commit).catch((error: unknown) => log.warn({ branch, err: error }, "clearing away a branch that is done with"));
  }

  return {
    finish: (branch, commit) =>
      turns(branch, async () => {
        await remember(branch, commit);
        await clear(branch, commit);
      }),
    leave: (branch) =>
      turns(branch, async () => {
        // That it was merged says more.
        if ((await store.getDocument(FINISHED, branch)) !== null) return;
        await remember(branch, null);
        await clearIfPossible(branch, null);
      }),
    async settle() {
      for (const { id } of await store.listDocuments({ collection: FINISHED, limit: MOST })) {
        await turns(id, async () => {
          const commit = (await store.getDocument(FINISHED, id))?.body["commit"];
          if (commit !== undefined) await clearIfPossible(id, commit === null ? null : String(commit));
        });
      }
    },
  };
}
