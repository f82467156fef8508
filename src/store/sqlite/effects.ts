// The outbox: who may perform which effect, and until when. A claim counts only with its newest token.
// Performs nothing.
import { sql } from "kysely";
import type { EffectId, StreamId, WorkerId } from "../../core/ids.ts";
import type { Claim, Store, StoredData } from "../store.ts";
import { workerLease } from "./leases.ts";
import type { EffectRow } from "./schema.ts";
import type { Session } from "./session.ts";
import type { Prepare } from "./statements.ts";

/** What other parts of the store do with effects inside a transaction of theirs. */
export interface EffectWrites {
  holds(claim: Claim): boolean;
  /** False: the claim is stale, and nothing happened. */
  remove(claim: Claim): boolean;
  cancel(id: EffectId): void;
  insert(effect: { readonly id: EffectId; readonly dueAt: number; readonly data: string }, stream: StreamId, sequence: number): void;
  /** Frees what a worker had claimed. */
  free(worker: WorkerId): readonly EffectId[];
}

type EffectMethods = "claim" | "release" | "complete" | "dueEffects" | "nextDueAt" | "cancelledEffects";

export function createEffects(session: Session): Pick<Store, EffectMethods> & { readonly writes: EffectWrites } {
  const query = prepareQueries(session.prepare);
  const { now } = session.clock;

  const writes: EffectWrites = {
    holds: ({ effect, worker, token }) => query.held.get({ effect, worker, token }) !== undefined,
    remove: ({ effect, worker, token }) => query.remove.run({ effect, worker, token }) > 0,
    cancel(id) {
      if (query.removeUnclaimed.run({ effect: id }) === 0) query.markCancelled.run({ effect: id });
    },
    insert({ id, dueAt, data }, stream, sequence) {
      query.insert.run({ sequence, id, stream, data, due_at: dueAt });
    },
    free(worker) {
      const freed = query.claimedBy.all({ worker });
      if (freed.length > 0) query.freeAll.run({ worker });
      return freed.map(toId);
    },
  };

  return {
    writes,

    claim: (effect, worker) =>
      session.write(`claiming ${effect}`, (transaction) => {
        // A number of the store's counter, not of the effect's row: an id that is used again must not bring an old token back to life.
        const token = transaction.peekNumber();
        const row = query.claim.get({ effect, worker, token, now: transaction.now, lease: workerLease(worker) });
        if (row === undefined) return null;
        transaction.takeNumber();
        const data = JSON.parse(row.data) as StoredData;
        return { effect, worker, token, stream: row.stream as StreamId, data, cancelled: row.cancelled === 1 };
      }),

    release: ({ effect, worker, token }, dueAt) =>
      session.write(`releasing ${effect}`, () => {
        query.release.run({ effect, worker, token, due_at: dueAt });
      }),

    complete: (claim) => session.write(`completing ${claim.effect}`, () => writes.remove(claim)),

    dueEffects: (limit) => session.read("reading due effects", () => query.due.all({ now: now(), limit }).map(toId)),

    nextDueAt: () => session.read("reading when the next effect is due", () => query.nextDue.get({ now: now() })?.due_at ?? null),

    cancelledEffects: (worker) => session.read("reading cancelled effects", () => query.cancelledOf.all({ worker }).map(toId)),
  };
}

function toId(row: Pick<EffectRow, "id">): EffectId {
  return row.id as EffectId;
}

interface HeldClaim {
  readonly effect: string;
  readonly worker: string;
  readonly token: number;
}

function prepareQueries(prepare: Prepare) {
  return {
    claim: prepare((db, p: { effect: string; worker: string; token: number; now: number; lease: string }) =>
      db
        .updateTable("effects")
        .set({ worker: p.worker, token: p.token })
        .where("id", "=", p.effect)
        .where("worker", "is", null)
        .where("due_at", "<=", p.now)
        .where(({ exists, selectFrom }) =>
          exists(selectFrom("leases").select("name").where("name", "=", p.lease).where("expires_at", ">", p.now)),
        )
        .returning(["stream", "data", "cancelled"]),
    ),
    held: prepare((db, p: HeldClaim) =>
      db.selectFrom("effects").select("id").where("id", "=", p.effect).where("worker", "=", p.worker).where("token", "=", p.token),
    ),
    remove: prepare((db, p: HeldClaim) =>
      db.deleteFrom("effects").where("id", "=", p.effect).where("worker", "=", p.worker).where("token", "=", p.token),
    ),
    release: prepare((db, p: { effect: string; worker: string; token: number; due_at: number }) =>
      db
        .updateTable("effects")
        .set({ worker: null, due_at: p.due_at })
        .where("id", "=", p.effect)
        .where("worker", "=", p.worker)
        .where("token", "=", p.token),
    ),
    insert: prepare((db, p: { sequence: number; id: string; stream: string; data: string; due_at: number }) =>
      db
        .insertInto("effects")
        .values({
          sequence: p.sequence,
          id: p.id,
          stream: p.stream,
          data: p.data,
          due_at: p.due_at,
          worker: null,
          token: sql.lit(0),
          cancelled: sql.lit(0),
        })
        .onConflict((conflict) => conflict.column("id").doNothing()),
    ),
    removeUnclaimed: prepare((db, p: { effect: string }) =>
      db.deleteFrom("effects").where("id", "=", p.effect).where("worker", "is", null),
    ),
    markCancelled: prepare((db, p: { effect: string }) =>
      db
        .updateTable("effects")
        .set({ cancelled: sql.lit(1) })
        .where("id", "=", p.effect),
    ),
    due: prepare((db, p: { now: number; limit: number }) =>
      db.selectFrom("effects").select("id").where("worker", "is", null).where("due_at", "<=", p.now).orderBy("sequence").limit(p.limit),
    ),
    nextDue: prepare((db, p: { now: number }) =>
      db.selectFrom("effects").select("due_at").where("worker", "is", null).where("due_at", ">", p.now).orderBy("due_at").limit(sql.lit(1)),
    ),
    cancelledOf: prepare((db, p: { worker: string }) =>
      db.selectFrom("effects").select("id").where("worker", "=", p.worker).where("cancelled", "=", sql.lit(1)).orderBy("sequence"),
    ),
    claimedBy: prepare((db, p: { worker: string }) =>
      db.selectFrom("effects").select("id").where("worker", "=", p.worker).orderBy("sequence"),
    ),
    freeAll: prepare((db, p: { worker: string }) => db.updateTable("effects").set({ worker: null }).where("worker", "=", p.worker)),
  };
}
