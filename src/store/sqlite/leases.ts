// Named leases: taken, renewed, given back. Times are the store's own clock's.
// Watches nothing: who renews, and what an expired lease means, is decided elsewhere.
import type { WorkerId } from "../../core/ids.ts";
import type { Lease, Store } from "../store.ts";
import type { LeaseRow } from "./schema.ts";
import type { Session } from "./session.ts";
import type { Prepare } from "./statements.ts";

/** The name of a worker's lease. */
export function workerLease(worker: WorkerId): string {
  return `worker/${worker}`;
}

/** The range of all those names: "0" is the character after "/". */
export const WORKER_NAMES = { from: "worker/", to: "worker0" } as const;

export function createLeases(session: Session): Pick<Store, "acquireLease" | "renewLease" | "releaseLease" | "readLease"> {
  const query = prepareLeaseQueries(session.prepare);

  return {
    async acquireLease(name, holder, ttlMs, info) {
      const infoText = JSON.stringify(info);
      return session.write(`acquiring the lease ${name}`, ({ now }) => {
        const row = query.read.get({ name });
        const current = row === undefined ? null : toLease(row, now);
        if (current !== null && current.holder !== holder && !current.expired) return { acquired: false, lease: current };
        const token = (row?.token ?? 0) + (current?.holder === holder ? 0 : 1);
        query.put.run({ name, holder, token, info: infoText, expires_at: now + ttlMs });
        return { acquired: true, lease: { name, holder, token, info, expired: false } };
      });
    },

    renewLease: (name, holder, ttlMs) =>
      session.write(`renewing the lease ${name}`, ({ now }) => query.renew.run({ name, holder, expires_at: now + ttlMs }) > 0),

    releaseLease: (name, holder) =>
      session.write(`releasing the lease ${name}`, () => {
        query.release.run({ name, holder });
      }),

    readLease: (name) =>
      session.read(`reading the lease ${name}`, () => {
        const row = query.read.get({ name });
        return row === undefined ? null : toLease(row, session.clock.now());
      }),
  };
}

/** Null: nobody holds it. */
export function toLease(row: LeaseRow, now: number): Lease | null {
  if (row.holder === null) return null;
  return {
    name: row.name,
    holder: row.holder as WorkerId,
    token: row.token,
    info: JSON.parse(row.info) as Lease["info"],
    expired: row.expires_at <= now,
  };
}

export function prepareLeaseQueries(prepare: Prepare) {
  return {
    read: prepare((db, p: { name: string }) => db.selectFrom("leases").selectAll().where("name", "=", p.name)),
    put: prepare((db, p: { name: string; holder: string; token: number; info: string; expires_at: number }) =>
      db
        .insertInto("leases")
        .values({ name: p.name, holder: p.holder, token: p.token, info: p.info, expires_at: p.expires_at })
        .onConflict((conflict) =>
          conflict.column("name").doUpdateSet(({ ref }) => ({
            holder: ref("excluded.holder"),
            token: ref("excluded.token"),
            info: ref("excluded.info"),
            expires_at: ref("excluded.expires_at"),
          })),
        ),
    ),
    renew: prepare((db, p: { name: string; holder: string; expires_at: number }) =>
      db.updateTable("leases").set({ expires_at: p.expires_at }).where("name", "=", p.name).where("holder", "=", p.holder),
    ),
    release: prepare((db, p: { name: string; holder: string }) =>
      db.updateTable("leases").set({ holder: null }).where("name", "=", p.name).where("holder", "=", p.holder),
    ),
  };
}
