// Keeps what is declared up to date with the files that declare it, while a server runs.
import type { Problem } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import type { Sources } from "../sources/create-sources.ts";
import { type Repetition, repeat } from "./repeat.ts";
import { toTrouble, toTroubles } from "./to-troubles.ts";

export interface FollowedSources {
  readonly sources: Sources;
  readonly clock: Clock;
  /** What is wrong with them, in words for people; nothing when they hold. */
  tell(troubles: readonly string[]): void;
  /** The same with their places. */
  onProblems(problems: readonly Problem[]): void;
  onError(error: unknown): void;
}

/** A fetch or a push is noticed at the latest after this long. */
const LOOK_MS = 5_000;
const REST_MS = 100;

export function followSources({ sources, tell, onProblems, ...around }: FollowedSources): Repetition {
  async function look(): Promise<"later"> {
    try {
      const problems = await sources.sync();
      onProblems(problems);
      tell(problems.map(toTrouble));
    } catch (error) {
      tell(toTroubles(error));
    }
    return "later";
  }
  return repeat({ ...around, everyMs: LOOK_MS, restMs: REST_MS, work: look });
}
