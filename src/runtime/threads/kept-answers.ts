// What people in threads are still to be told, as it stands in the store. What the forge refused stays for a while, since it also refuses where
// the App was just taken out, and may be let in again. Decides nothing about when it is written.
import type { Clock } from "../../std/clock.ts";
import type { Document, Store } from "../../store/store.ts";
import type { Acknowledgement, Reply } from "./thread-yard.ts";

export type Said = (Reply & { readonly type: "reply" }) | (Acknowledgement & { readonly type: "acknowledgement" });

export interface KeptAnswer {
  readonly said: Said;
  /** Kept again under the same one, it takes the other's place. */
  readonly id: string;
  /** When it was kept; milliseconds since the epoch. */
  readonly at: number;
}

export interface KeptAnswers {
  /** @throws store.* */
  put(said: Said, id: string): Promise<KeptAnswer>;
  /** What waits, the oldest first. Forgets what was refused long ago. @param refusedSince what was after it waits anew; null: nothing does */
  takeUp(refusedSince: number | null): Promise<readonly KeptAnswer[]>;
  /** The forge does not take it. */
  refuse(kept: KeptAnswer): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
}

const ANSWERS = "thread-answers";
/** That may wait at once. */
export const MOST = 10_000;
/** Instead of its type. */
const REFUSED = "refused";
/** The App may be taken out that long before it hears of it. */
const REFUSED_HOLDS_MS = 60 * 60_000;
/** A thread may be locked: most of it nobody will ever take. */
const MOST_REFUSED = 200;

export function createKeptAnswers({ store, clock }: { readonly store: Store; readonly clock: Pick<Clock, "now"> }): KeptAnswers {
  const isLately = (refused: Document) => clock.now() - toRefusedAt(refused) < REFUSED_HOLDS_MS;

  async function forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await store.forget({ streams: [], documents: ids.map((id) => ({ collection: ANSWERS, id })) });
  }

  async function write({ said, id, at }: KeptAnswer): Promise<void> {
    await store.putDocument({ collection: ANSWERS, id, tag: said.type, at, body: { ...said } });
  }

  return {
    forget,
    async put(said, id) {
      const kept = { said, id, at: clock.now() };
      await write(kept);
      return kept;
    },
    async takeUp(refusedSince) {
      const all = await store.listDocuments({ collection: ANSWERS, limit: MOST + MOST_REFUSED });
      const isRefused = ({ tag }: Document) => tag === REFUSED;
      const isWanted = (each: Document) => !isRefused(each) || (refusedSince !== null && toRefusedAt(each) >= refusedSince);
      const waiting = all.filter(isWanted).reverse();
      await Promise.all([
        forget(all.filter((each) => !isWanted(each) && !isLately(each)).map(({ id }) => id)),
        // It may have to wait again, over the next start.
        ...waiting.filter(isRefused).map((each) => write(toKept(each))),
      ]);
      return waiting.map(toKept);
    },
    async refuse({ said, id, at }) {
      await store.putDocument({ collection: ANSWERS, id, tag: REFUSED, at, body: { ...said, refusedAt: clock.now() } });
      const refused = await store.listDocuments({ collection: ANSWERS, tags: [REFUSED], limit: MOST });
      const held = refused.filter(isLately).sort((one, other) => toRefusedAt(other) - toRefusedAt(one));
      const stays = new Set(held.slice(0, MOST_REFUSED));
      await forget(refused.filter((each) => !stays.has(each)).map((each) => each.id));
    },
  };
}

function toRefusedAt({ body, at }: Document): number {
  return Number(body["refusedAt"] ?? at);
}

function toKept({ id, at, body }: Document): KeptAnswer {
  const { refusedAt: _, ...said } = body;
  return { said: said as unknown as Said, id, at };
}
