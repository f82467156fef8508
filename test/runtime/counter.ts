// The smallest stream that can lose an update: a counter, with an effect for each step it takes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Aggregate } from "../../src/runtime/aggregate.ts";
import type { Clock } from "../../src/std/clock.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import type { Store, StoredData } from "../../src/store/store.ts";

export type Counted = StoredData & { readonly type: "counted"; readonly by: number };

export interface Count {
  readonly by: number;
  /** Refused beyond this. */
  readonly limit?: number;
}

export function counter(schema: string | null = null): Aggregate<number, Count, Counted> {
  return {
    initial: 0,
    decide: ({ by, limit = Number.MAX_SAFE_INTEGER }, state) => {
      if (state + by > limit) return { refused: "too-much" };
      return { events: by === 0 ? [] : [{ type: "counted", by }] };
    },
    apply(state, events) {
      const total = events.reduce((sum, { by }) => sum + by, state);
      return { state: total, effects: events.map(() => ({ type: "tell", key: `tell:${total}` })) };
    },
    toDocuments: (state) => [{ collection: "counters", id: "counter", tag: "count", at: 0, body: { state } }],
    snapshot:
      schema === null ? null : { schema, every: 10, toJson: (state) => ({ state }), fromJson: (json) => (json as { state: number }).state },
  };
}

export interface Stores {
  open(): Promise<Store>;
  dispose(): Promise<void>;
}

/** Handles on one file, each as another process would have it. */
export function createStores(clock: Clock): Stores {
  const directory = mkdtempSync(join(tmpdir(), "yardmaster-dispatch-"));
  const opened: Store[] = [];
  return {
    async open() {
      const store = await openSqliteStore({ file: join(directory, "store.db"), clock });
      opened.push(store);
      return store;
    },
    async dispose() {
      for (const store of opened) await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
