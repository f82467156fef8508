// What time it is on the pretend GitHub: the machine's time until a test moves it or stops it.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** GitHub writes times without fractions of a second. */
  iso(): string;
  /** Moves on, or back with a negative number. */
  advance(ms: number): void;
  /** Stands still at this moment until advanced. */
  stopAt(time: string): void;
}

export function createClock(): Clock {
  let stopped: number | null = null;
  let offset = 0;
  const now = () => (stopped ?? Date.now()) + offset;
  return {
    now,
    iso: () => toIso(now()),
    advance(ms) {
      offset += ms;
    },
    stopAt(time) {
      stopped = Date.parse(time);
      offset = 0;
    },
  };
}

export function toIso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
