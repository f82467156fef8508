// An inbox on a store of its own, with a clock that a test turns, and a handler that a test gives.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { toWorkerId } from "../../src/core/ids.ts";
import { createLocalEngine } from "../../src/engine/local/index.ts";
import { type Inbox, type InboxDeps, type IncomingDelivery, openInbox } from "../../src/runtime/inbox/inbox.ts";
import type { HandleDelivery } from "../../src/runtime/inbox/perform-delivery.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import type { Store } from "../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../src/testing/hand-clock.ts";

export interface GivenInbox {
  readonly store: Store;
  readonly clock: HandClock;
  readonly logged: readonly { readonly level: string; readonly message: string; readonly facts: Readonly<Record<string, unknown>> }[];
  /** As another start of the server would; the one before is to be stopped first. */
  open(handle: HandleDelivery, more?: Partial<InboxDeps>): Promise<Inbox>;
  /** Lets time pass until nothing waits. @param stepMs shorter than a worker's lease */
  settle(inbox: Inbox, stepMs?: number): Promise<void>;
}

const LONGEST_MS = 24 * 3600 * 1000;

export async function givenInbox(concurrency = 4): Promise<GivenInbox> {
  const directory = mkdtempSync(join(tmpdir(), "yardmaster-inbox-"));
  const clock = createHandClock(1_700_000_000_000);
  const store = await openSqliteStore({ file: join(directory, "store.db"), clock });
  const logged: { level: string; message: string; facts: Readonly<Record<string, unknown>> }[] = [];
  const write = (level: string) => (facts: Readonly<Record<string, unknown>>, message: string) =>
    void logged.push({ level, message, facts });
  const log = { info: write("info"), warn: write("warn"), error: write("error") };
  let workers = 0;
  onTestFinished(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    store,
    clock,
    logged,
    open(handle, more = {}) {
      workers += 1;
      return openInbox({
        store,
        clock,
        log,
        handle,
        worker: toWorkerId(`wrk_${workers}`),
        info: {},
        isDead: () => true,
        createEngine: (perform, outbox) =>
          createLocalEngine({ ...outbox, perform, clock, concurrency, onError: (error) => log.error({ err: error }, "engine") }),
        ...more,
      });
    },
    async settle(inbox, stepMs = 1_000) {
      const end = clock.now() + LONGEST_MS;
      for (;;) {
        await turns();
        if (inbox.pending === 0) return;
        if (clock.now() > end) throw new Error(`${inbox.pending} deliveries wait for ever`);
        clock.advance(stepMs);
      }
    },
  };
}

/** Several turns of the event loop: a commit takes one or two. */
export async function turns(count = 12): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function delivery(guid: string, more: Partial<IncomingDelivery> = {}): IncomingDelivery {
  return {
    guid,
    event: "issues.labeled",
    key: "repository/1#1",
    owner: "installation/1",
    isUrgent: false,
    isTimeless: false,
    isRepeatable: false,
    digest: `digest-${guid}`,
    message: { guid },
    ignored: null,
    ...more,
  };
}
