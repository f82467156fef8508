// What came of things that were said in a thread, kept for when the same is heard once more: a delivery is handled again after a crash, and
// when the forge did not take the answer. Of each thread the latest.
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { HeardSaying } from "./thread-yard.ts";

export const HEARD = "heard-sayings";
/** A comment has ten. */
const MOST = 50;

interface Kept extends HeardSaying {
  readonly saying: string;
}

export interface HeardSayings {
  /** Null: it was not heard. */
  recall(thread: number, saying: string): Promise<HeardSaying | null>;
  remember(thread: number, saying: string, heard: HeardSaying): Promise<void>;
}

export function createHeardSayings(store: Store, clock: Clock): HeardSayings {
  async function load(thread: number): Promise<readonly Kept[]> {
    return ((await store.getDocument(HEARD, String(thread)))?.body["sayings"] as readonly Kept[] | undefined) ?? [];
  }

  return {
    async recall(thread, saying) {
      return (await load(thread)).find((kept) => kept.saying === saying) ?? null;
    },
    async remember(thread, saying, heard) {
      const others = (await load(thread)).filter((kept) => kept.saying !== saying);
      const sayings = [{ saying, ...heard }, ...others].slice(0, MOST);
      await store.putDocument({ collection: HEARD, id: String(thread), tag: "", at: clock.now(), body: { sayings } });
    },
  };
}
