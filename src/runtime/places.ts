// Places for runs on one host that many yards share. A yard holds as many as it has runs at work; yards that want more take turns, in the
// order in which they began to wait. Nothing of it is stored: after a restart each yard says what it holds before any place is given.

export interface Places {
  /** How many runs may begin now; they are kept for this yard until it settles. */
  ask(): number;
  /** The look that it asked for is over. @param waits more would begin, were there a place */
  settle(waits: boolean): void;
  /** How many of its runs are at work. */
  hold(runs: number): void;
  /** Its runs no longer count. */
  leave(): void;
}

export interface HostPlaces {
  /** Runs at work at once. */
  readonly limit: number;
  /** @param look has the yard look at its queue, and ask */
  join(look: () => void): Places;
  /** From now on places are given: who held any before has said so. */
  open(): void;
  /** Whether runs are at work in all of them; what is kept for a look is not taken. */
  isFull(): boolean;
}

interface Yard {
  readonly look: () => void;
  held: number;
  kept: number;
}

/** @param limit runs at work at once, of all yards together */
export function createHostPlaces(limit: number): HostPlaces {
  const yards = new Set<Yard>();
  const waiting: Yard[] = [];
  let isOpen = false;

  function countFree(): number {
    return [...yards].reduce((free, { held, kept }) => free - held - kept, limit);
  }

  /** Each that waits and for which there is a place asks in its turn. */
  function wake(): void {
    if (!isOpen) return;
    for (const yard of waiting.slice(0, Math.max(0, countFree()))) yard.look();
  }

  function stopWaiting(yard: Yard): void {
    const at = waiting.indexOf(yard);
    if (at >= 0) waiting.splice(at, 1);
  }

  return {
    join(look) {
      const yard: Yard = { look, held: 0, kept: 0 };
      yards.add(yard);
      return {
        ask() {
          if (!isOpen) return 0;
          const at = waiting.indexOf(yard);
          // One place for each that came before; who alone waits may have them all.
          const left = Math.max(0, countFree() - (at < 0 ? waiting.length : at));
          const others = waiting.length - (at < 0 ? 0 : 1);
          yard.kept = others > 0 ? Math.min(1, left) : left;
          return yard.kept;
        },
        settle(waits) {
          const wasServed = yard.kept > 0;
          yard.kept = 0;
          if (!waits || wasServed) stopWaiting(yard);
          if (waits && yards.has(yard) && !waiting.includes(yard)) waiting.push(yard);
          wake();
        },
        hold(runs) {
          const isFreed = runs < yard.held;
          yard.held = runs;
          if (isFreed) wake();
        },
        leave() {
          stopWaiting(yard);
          yards.delete(yard);
          wake();
        },
      };
    },
    limit,
    isFull: () => [...yards].reduce((sum, { held }) => sum + held, 0) >= limit,
    open() {
      isOpen = true;
      for (const { look } of [...waiting]) look();
    },
  };
}
