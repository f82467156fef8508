// One server for each data directory: a lease with a heartbeat, taken over at once from a process that is known to be dead.
import { YardmasterError } from "../core/errors.ts";
import type { WorkerId } from "../core/ids.ts";
import type { Clock } from "../std/clock.ts";
import { processIdentity } from "../std/process-identity.ts";
import type { Store } from "../store/store.ts";
import { findServer, SERVER_LEASE } from "./open-yard.ts";

export interface ServerLease {
  /** Rejects when the lease is lost: another server has taken over, or the store is no longer where others find it. */
  readonly lost: Promise<never>;
  release(): Promise<void>;
}

const TTL_MS = 15_000;
const RENEW_MS = 4_000;

export interface LeaseParts {
  readonly store: Store;
  readonly worker: WorkerId;
  readonly clock: Clock;
  /** Looked at with each heartbeat. @throws store.replaced */
  checkFile(): Promise<void>;
}

/** @throws app.already-running, naming the process */
export async function acquireServerLease({ store, worker, clock, checkFile }: LeaseParts): Promise<ServerLease> {
  const info = { ...processIdentity() };
  let taken = await store.acquireLease(SERVER_LEASE, worker, TTL_MS, info);
  if (!taken.acquired && (await findServer(store)) === null) {
    await store.releaseLease(SERVER_LEASE, taken.lease.holder);
    taken = await store.acquireLease(SERVER_LEASE, worker, TTL_MS, info);
  }
  if (!taken.acquired) {
    const { host, pid } = taken.lease.info as { host?: unknown; pid?: unknown };
    throw new YardmasterError("app.already-running", `another server works on this data directory: process ${pid} on ${host}`, {
      hint: "stop it first; the other commands work beside it",
    });
  }
  let stopped = false;
  let cancel: () => void = () => {};
  let lose: (error: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => {});
  function renewLater(): void {
    if (stopped) return;
    cancel = clock.after(RENEW_MS, () => {
      checkFile().catch(lose);
      store
        .renewLease(SERVER_LEASE, worker, TTL_MS)
        .then((kept) => {
          if (kept || stopped) renewLater();
          else lose(new YardmasterError("app.already-running", "another server has taken over this data directory"));
        })
        // The store refuses for the moment; a lease that another takes meanwhile shows with the next answer.
        .catch(renewLater);
    });
  }
  renewLater();
  return {
    lost,
    async release() {
      stopped = true;
      cancel();
      await store.releaseLease(SERVER_LEASE, worker);
    },
  };
}
