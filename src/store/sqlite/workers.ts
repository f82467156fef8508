// Workers: processes that perform effects. Each is a lease on a name of its own, and its claims live as long as its lease.
// Starts and stops no process.
import type { EffectId, WorkerId } from "../../core/ids.ts";
import type { Store } from "../store.ts";
import type { EffectWrites } from "./effects.ts";
import { prepareLeaseQueries, toLease, WORKER_NAMES, workerLease } from "./leases.ts";
import type { Session } from "./session.ts";
import type { Prepare } from "./statements.ts";

type WorkerMethods = "registerWorker" | "renewWorker" | "workers" | "retireWorker" | "reapWorkers";

export function createWorkers(session: Session, effects: EffectWrites): Pick<Store, WorkerMethods> {
  const lease = prepareLeaseQueries(session.prepare);
  const query = prepareQueries(session.prepare);

  function retire(worker: WorkerId): readonly EffectId[] {
    query.remove.run({ name: workerLease(worker) });
    return effects.free(worker);
  }

  return {
    async registerWorker(worker, ttlMs, info) {
      const row = { name: workerLease(worker), holder: worker, token: 1, info: JSON.stringify(info) };
      return session.write(`registering the worker ${worker}`, ({ now }) => {
        lease.put.run({ ...row, expires_at: now + ttlMs });
      });
    },

    renewWorker: (worker, ttlMs) =>
      session.write(
        `renewing the worker ${worker}`,
        ({ now }) => lease.renew.run({ name: workerLease(worker), holder: worker, expires_at: now + ttlMs }) > 0,
      ),

    workers: () =>
      session.read("reading the workers", () => query.all.all(WORKER_NAMES).flatMap((row) => toLease(row, session.clock.now()) ?? [])),

    retireWorker: (worker) => session.write(`retiring the worker ${worker}`, () => retire(worker)),

    reapWorkers: () =>
      session.write("reaping workers", ({ now }) =>
        query.expired.all({ ...WORKER_NAMES, now }).flatMap(({ holder }) => retire(holder as WorkerId)),
      ),
  };
}

function prepareQueries(prepare: Prepare) {
  return {
    all: prepare((db, p: { from: string; to: string }) =>
      db.selectFrom("leases").selectAll().where("name", ">=", p.from).where("name", "<", p.to).orderBy("name"),
    ),
    expired: prepare((db, p: { from: string; to: string; now: number }) =>
      db
        .selectFrom("leases")
        .select("holder")
        .where("name", ">=", p.from)
        .where("name", "<", p.to)
        .where("expires_at", "<=", p.now)
        .orderBy("name"),
    ),
    remove: prepare((db, p: { name: string }) => db.deleteFrom("leases").where("name", "=", p.name)),
  };
}
