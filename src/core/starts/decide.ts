// Whether work may start in a thread by itself: so many times an hour, and not for ever without a person. Two bots that answer each other
// would otherwise go on until the money is gone. What a person asks for is always allowed here.
import { cutRecent, isWithinHour, type KnownStart, type StartEvent, type StartRefusal, type StartState, toChain } from "./state.ts";

export interface StartPolicy {
  /** Starts of one thread in an hour that no person asked for. */
  readonly mostPerHour: number;
  /** Starts in a row that no person asked for. */
  readonly longestChain: number;
}

export const START_POLICY: StartPolicy = { mostPerHour: 10, longestChain: 3 };

export interface StartAsk {
  /** By this it is known should it be asked again: a delivery's GUID and what it would start. */
  readonly id: string;
  readonly by: string;
  /** A person asked for this start now; a bot, a check or a schedule did not. */
  readonly isByPerson: boolean;
}

export type StartDecision =
  | { readonly outcome: "allowed"; readonly events: readonly StartEvent[] }
  | {
      readonly outcome: "refused";
      readonly code: StartRefusal;
      /** Whether to say so in the thread: once, since the answer may wake the very bot that asked. */
      readonly tell: boolean;
      readonly events: readonly StartEvent[];
    };

export function decideStart(
  ask: StartAsk,
  state: StartState,
  { now: at, policy }: { readonly now: number; readonly policy: StartPolicy },
): StartDecision {
  const { id, by, isByPerson } = ask;
  const known = state.recent.find((each) => each.id === id);
  if (known !== undefined) return toAnswer(known);
  if (isByPerson) return { outcome: "allowed", events: [{ type: "start.allowed", id, by, isByPerson, at }] };
  const code = findRefusal(state, policy, at);
  if (code === null) return { outcome: "allowed", events: [{ type: "start.allowed", id, by, isByPerson, at }] };
  const tell = !cutRecent(state.recent, at).some(({ refused }) => refused !== null);
  return { outcome: "refused", code, tell, events: tell ? [{ type: "start.refused", id, by, code, at }] : [] };
}

/** Whoever asks again after a crash gets the same answer, and says it. */
function toAnswer({ refused }: KnownStart): StartDecision {
  return refused === null ? { outcome: "allowed", events: [] } : { outcome: "refused", code: refused, tell: true, events: [] };
}

function findRefusal(state: StartState, { mostPerHour, longestChain }: StartPolicy, now: number): StartRefusal | null {
  const { recent } = state;
  if (toChain(state, now) >= longestChain) return "start.no-person";
  const automatic = recent.filter(({ at, refused, isByPerson }) => refused === null && !isByPerson && isWithinHour(at, now));
  return automatic.length >= mostPerHour ? "start.too-many" : null;
}
