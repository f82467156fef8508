// Keeps what is declared up to date with the files that declare it, while a server runs.
import type { Clock } from "../../std/clock.ts";
import type { Sources, SyncOutcome } from "../sources/create-sources.ts";
import { type Repetition, repeat } from "./repeat.ts";
import { toTrouble, toTroubles } from "./to-troubles.ts";

export interface FollowedSources {
  readonly sources: Sources;
  readonly clock: Clock;
  /** What is wrong with them, in words for people; nothing when they hold. */
  tell(troubles: readonly string[]): void;
  /** The same with their places. */
  onSynced(outcome: SyncOutcome): void;
  onError(error: unknown): void;
}

/** A fetch or a push is noticed at the latest after this long. */
const LOOK_MS = 5_000;
const REST_MS = 100;

export function followSources({ sources, tell, onSynced, ...around }: FollowedSources): Repetition {
  async function look(): Promise<"later"> {
    try {
      const outcome = await sources.sync();
      onSynced(outcome);
      tell(outcome.problems.map(toTrouble));
    } catch (error) {
      tell(toTroubles(error));
    }
    return "later";
  }
  return repeat({ ...around, everyMs: LOOK_MS, restMs: REST_MS, work: look });
}
