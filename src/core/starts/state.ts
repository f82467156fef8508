// What is known of the starts in one thread: the latest ones, and how many in a row no person asked for.
import { assertNever } from "../errors.ts";

export type StartRefusal = "start.too-many" | "start.no-person";

export type StartEvent =
  | { readonly type: "start.allowed"; readonly id: string; readonly by: string; readonly isByPerson: boolean; readonly at: number }
  /** The first refusal of an hour; those after it are not written down. */
  | { readonly type: "start.refused"; readonly id: string; readonly by: string; readonly code: StartRefusal; readonly at: number };

export interface KnownStart {
  readonly id: string;
  readonly at: number;
  readonly isByPerson: boolean;
  readonly refused: StartRefusal | null;
}

export interface StartState {
  /** Oldest first. */
  readonly recent: readonly KnownStart[];
  /** As of the latest. */
  readonly chain: number;
}

export const NO_STARTS: StartState = { recent: [], chain: 0 };

const HOUR_MS = 3600 * 1000;
/** A thread in which nothing was asked for so long begins anew: what is older counts no more, and may be forgotten. */
export const START_MEMORY_MS = 7 * 24 * HOUR_MS;
/** More than any policy allows in an hour. */
const MOST_RECENT = 200;

export function applyStartEvent(state: StartState, event: StartEvent): StartState {
  switch (event.type) {
    case "start.allowed": {
      const { id, at, isByPerson } = event;
      return remember({ ...state, chain: isByPerson ? 0 : toChain(state, at) + 1 }, { id, at, isByPerson, refused: null });
    }
    case "start.refused": {
      const { id, at, code } = event;
      return remember(state, { id, at, isByPerson: false, refused: code });
    }
    default:
      return assertNever(event);
  }
}

/** Starts in a row that no person asked for. */
export function toChain({ chain, recent }: StartState, now: number): number {
  const last = recent.at(-1);
  return last !== undefined && now - last.at >= START_MEMORY_MS ? 0 : chain;
}

function remember(state: StartState, start: KnownStart): StartState {
  return { ...state, recent: [...state.recent, start].slice(-MOST_RECENT) };
}

/** Those of the last hour since a person last asked. */
export function cutRecent(recent: readonly KnownStart[], now: number): readonly KnownStart[] {
  const last = recent.findLastIndex(({ isByPerson }) => isByPerson);
  return recent.slice(last + 1).filter(({ at }) => isWithinHour(at, now));
}

/** A clock that was put back must not open the gate. */
export function isWithinHour(at: number, now: number): boolean {
  return now - at < HOUR_MS;
}
