// When whoever asked for a run is to be told of it in a comment of its own: an edit of the run's comment notifies nobody. Only where they
// would wait in vain: for a person to act, or for a pull request that does not come.
import type { RunState } from "../run/state.ts";
import type { SchedulerState } from "../scheduler/state.ts";
import { isPersonLogin } from "./is-person-login.ts";

export interface RunCall {
  /** What it is about: `start`, `halted-<since when>` or `end`. Told once for each. */
  readonly key: string;
  /** Where it was told; null: not yet, or in the run's own comment, which was new then. */
  readonly url: string | null;
}

/** Whoever asked is still looking at what came of it. */
const STILL_LOOKING_MS = 60_000;

export interface CallFacts {
  /** Login of who asked. */
  readonly askedBy: string;
  readonly needsPerson: boolean;
  /** It ended, and nothing else will tell them. */
  readonly endsUnseen: boolean;
}

/** @returns null: nobody needs to be told */
export function toCall(
  run: RunState,
  facts: CallFacts,
  { scheduler, calls }: { readonly scheduler: SchedulerState; readonly calls: readonly RunCall[] },
): RunCall | null {
  const key = isPersonLogin(facts.askedBy) ? toKey(run, facts, scheduler) : null;
  return key === null ? null : { key, url: calls.find((call) => call.key === key)?.url ?? null };
}

function toKey(run: RunState, { needsPerson, endsUnseen }: CallFacts, { halted }: SchedulerState): string | null {
  if (needsPerson) return run.status === "created" ? "start" : toHaltKey(halted);
  return endsUnseen && run.endedAt !== null && run.endedAt - run.createdAt >= STILL_LOOKING_MS ? "end" : null;
}

/** Who paused the work knows of it, and ends it when it is time: others can do nothing about it. */
function toHaltKey(halted: SchedulerState["halted"]): string | null {
  return halted === null || halted.by !== undefined ? null : `halted-${halted.at}`;
}
