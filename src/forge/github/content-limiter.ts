// Keeps what one installation writes within GitHub's limits: 80 writes a minute, 500 an hour. People's answers go first, progress last, and
// who would have to wait too long is told to come again. One for each installation; reads do not pass here.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
import Bottleneck from "bottleneck";
import { YardmasterError } from "../../core/errors.ts";
import { type Clock, systemClock } from "../../std/clock.ts";
import { createBucket } from "./bucket.ts";

/** `answer`: a person waits for it. `work`: what a run leaves behind. `progress`: an edit that the next one makes superfluous. */
export type WriteUrgency = "answer" | "work" | "progress";

export interface ContentLimiter {
  /** @throws forge.unavailable, with `retryAfterMs`, when its turn would come too late, or GitHub asked us to wait */
  write<Answer>(urgency: WriteUrgency, work: () => Promise<Answer>): Promise<Answer>;
  /** GitHub asked us to wait: until then nothing is written. */
  pause(ms: number): void;
  /** What waits fails with forge.unavailable. */
  stop(): void;
  /** Writes in the queue, behind the one whose turn is next. */
  readonly waiting: number;
}

/** 20 + 60 in any minute, 140 + 360 in any hour. */
const MINUTE = { size: 20, everyMs: 1000 };
const HOUR = { size: 140, everyMs: 10_000 };

/** `spares` are left for those that are more urgent; 0 is first in Bottleneck's order. */
const RULES = {
  answer: { priority: 0, spares: 0, longestWaitMs: 60_000 },
  work: { priority: 3, spares: 3, longestWaitMs: 60_000 },
  progress: { priority: 6, spares: 10, longestWaitMs: 15_000 },
} as const satisfies Record<WriteUrgency, object>;

const URGENCIES = Object.keys(RULES) as readonly WriteUrgency[];

export function createContentLimiter({ clock = systemClock }: { readonly clock?: Clock } = {}): ContentLimiter {
  const buckets = [createBucket(MINUTE), createBucket(HOUR)];
  // Orders those who wait. Only the taking of turns is its job; the writes themselves run beside each other.
  const queue = new Bottleneck({ maxConcurrent: 1 });
  // Bottleneck takes a moment to see what it was given, so it cannot tell who came before.
  const given = { answer: 0, work: 0, progress: 0 };
  let pausedUntil = 0;
  let isStopped = false;
  let endWait: (() => void) | null = null;

  function waitFor(count: number): number {
    return Math.max(0, pausedUntil - clock.now(), ...buckets.map((bucket) => bucket.waitFor(count, clock.now())));
  }

  function complain(why: string, retryAfterMs: number | null): never {
    throw new YardmasterError("forge.unavailable", `writing to GitHub: ${why}`, { retryAfterMs });
  }

  function check(): void {
    if (isStopped) complain("the limiter was stopped", null);
    const pause = pausedUntil - clock.now();
    if (pause > 0) complain(`it asked us to wait for ${Math.ceil(pause / 1000)} s`, pause);
  }

  async function take(): Promise<void> {
    for (let wait = waitFor(1); wait > 0; wait = waitFor(1)) {
      check();
      await new Promise<void>((resolve) => {
        const cancel = clock.after(wait, resolve);
        endWait = () => {
          cancel();
          resolve();
        };
      });
    }
    check();
    for (const bucket of buckets) bucket.take(clock.now());
  }

  return {
    async write(urgency, work) {
      check();
      const { priority, spares, longestWaitMs } = RULES[urgency];
      const ahead = URGENCIES.filter((other) => RULES[other].priority <= priority).reduce((sum, other) => sum + given[other], 0);
      const wait = waitFor(ahead + 1 + spares);
      if (wait > longestWaitMs) complain("we have written as much as GitHub allows", wait);
      given[urgency] += 1;
      try {
        await queue.schedule({ priority }, take);
      } finally {
        given[urgency] -= 1;
      }
      return work();
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
      endWait?.();
    },
    stop() {
      isStopped = true;
      endWait?.();
    },
    get waiting() {
      return queue.queued();
    },
  };
}
