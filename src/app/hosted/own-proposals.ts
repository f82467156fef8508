// What we do ourselves does not knock at our door: the configuration that a pull request of ours changes is looked at when we write it,
// and when a run has worked on it.
import type { RunState } from "../../core/run/state.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Log } from "../../runtime/deps.ts";

export interface OwnProposalsOptions {
  readonly forge: Forge;
  readonly log: Log;
  /** @param asked names what asked for it */
  check(pullRequest: number, asked: string): Promise<unknown>;
}

export interface OwnProposals {
  /** To write pull requests with. */
  readonly forge: Forge;
  onRun(run: RunState): void;
  /** Waits for what is under way. */
  idle(): Promise<void>;
}

export function createOwnProposals({ forge, log, check }: OwnProposalsOptions): OwnProposals {
  const underWay = new Set<Promise<void>>();

  /** Nobody waits for it: the pull request is there without the check, too. */
  function look(pullRequest: number, asked: string): void {
    const looking = check(pullRequest, asked)
      .catch((error: unknown) => log.warn({ err: error, pullRequest }, "checking the configuration in a pull request"))
      .then(() => void underWay.delete(looking));
    underWay.add(looking);
  }

  return {
    forge: {
      ...forge,
      async putPullRequest(request) {
        const pullRequest = await forge.putPullRequest(request);
        look(pullRequest.number, pullRequest.headCommit);
        return pullRequest;
      },
    },
    onRun({ id, status, commit, task }) {
      if (status === "completed" && commit !== null && task?.origin) look(task.origin.thread, id);
    },
    idle: async () => void (await Promise.all(underWay)),
  };
}
