// Who judges proposals, for the whole host: each in a thread of its own with a limit of time and memory, so that one that takes long, or
// breaks what reads it, harms nobody else. Knows nothing of pull requests.
import { Worker } from "node:worker_threads";
import type { Problem } from "../core/errors.ts";
import type { Log } from "../runtime/deps.ts";
import type { Judgement } from "../runtime/threads/proposals.ts";
import type { Clock } from "../std/clock.ts";
import { createLimit } from "../std/limit-concurrency.ts";
import { createTurns } from "../std/turns.ts";
import type { ProposalCase } from "./hosted/judge-proposal.ts";

export interface JudgeDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** What the thread runs: compiled, since Node reads nothing else. @defaultValue the one of this package */
  readonly program?: URL;
  /** Of a proposal, with the start of its thread. @defaultValue 10 s, 256 MiB */
  readonly limits?: { readonly milliseconds: number; readonly mebibytes: number };
}

export interface Judge {
  /** One proposal of a repository at a time, and two in all. Of outsiders only a few may wait for each repository. Never rejects. */
  judge(proposal: ProposalCase, asker: { readonly isOutsider: boolean }): Promise<Judgement>;
}

const LIMITS = { milliseconds: 10_000, mebibytes: 256 };
const AT_ONCE = 2;
/** Whoever waits keeps a delivery under way; a stranger may not keep all of them. */
const MOST_OF_OUTSIDERS = 3;
const PROGRAM = new URL("../../dist/app/hosted/proposal-thread.js", import.meta.url);

export function createJudge({ clock, log, program = PROGRAM, limits = LIMITS }: JudgeDeps): Judge {
  const turns = createTurns();
  const limit = createLimit(AT_ONCE);
  /** By repository. */
  const outsiders = new Map<string, number>();

  async function judgeOne(proposal: ProposalCase): Promise<Judgement> {
    const { milliseconds, mebibytes } = limits;
    const worker = new Worker(program, {
      name: "proposal",
      workerData: proposal,
      // Nothing of ours: neither variables nor switches.
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: mebibytes, maxYoungGenerationSizeMb: 32 },
    });
    let cancel: () => void = () => {};
    try {
      return await new Promise<Judgement>((resolve) => {
        const refuse = (why: string) => resolve({ isJudged: false, why });
        cancel = clock.after(milliseconds, () => refuse(`that takes longer than ${milliseconds / 1000} s`));
        worker.once("message", (problems: readonly Problem[]) => resolve({ isJudged: true, problems }));
        worker.once("error", (error: NodeJS.ErrnoException) => {
          if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return refuse(`that takes more than ${mebibytes} MiB of memory`);
          log.error({ repository: proposal.repository, err: error }, "judging a proposal");
          refuse("something in it broke the check");
        });
        worker.once("exit", () => refuse("the check was ended"));
      });
    } finally {
      cancel();
      await worker.terminate();
    }
  }

  return {
    async judge(proposal, { isOutsider }) {
      const { repository } = proposal;
      const waiting = outsiders.get(repository) ?? 0;
      if (!isOutsider) return await turns(repository, () => limit(() => judgeOne(proposal)));
      if (waiting >= MOST_OF_OUTSIDERS) {
        return { isJudged: false, why: `${waiting} others from forks are being checked; ask for this check again later` };
      }
      outsiders.set(repository, waiting + 1);
      try {
        return await turns(repository, () => limit(() => judgeOne(proposal)));
      } finally {
        const left = (outsiders.get(repository) ?? 1) - 1;
        if (left === 0) outsiders.delete(repository);
        else outsiders.set(repository, left);
      }
    },
  };
}
