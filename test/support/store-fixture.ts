// A SQLite store in a directory of its own, on a clock that moves only when told.
// Removes the directory again when it is disposed of.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../src/std/clock.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import type { Store } from "../../src/store/store.ts";
import type { StoreHarness } from "../../src/testing/store-contract.ts";

export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
  /** Timers that are set. */
  timers(): number;
}

export function createManualClock(startsAt = 1_000_000): ManualClock {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  let time = startsAt;
  return {
    now: () => time,
    timers: () => timers.size,
    after(delayMs, callback) {
      const timer = { at: time + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(milliseconds) {
      time += milliseconds;
      for (const timer of [...timers]) {
        if (timer.at <= time && timers.delete(timer)) timer.callback();
      }
    },
  };
}

export function temporaryDirectory(): { readonly path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), "yardmaster-store-"));
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

export const sqliteHarness: StoreHarness = {
  async open() {
    const directory = temporaryDirectory();
    const clock = createManualClock();
    const opened: Store[] = [];
    async function open(): Promise<Store> {
      const store = await openSqliteStore({ file: join(directory.path, "data", "store.db"), clock });
      opened.push(store);
      return store;
    }
    return {
      store: await open(),
      openAnother: open,
      advance: clock.advance,
      now: clock.now,
      async dispose() {
        for (const store of opened) await store.close();
        directory.dispose();
      },
    };
  },
};
