// What people in a thread said or did that stops work, kept for what was asked for before and is told after it. Of each thread the latest.
import type { StopWord } from "../../core/starts/stop-word.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";

export const STOPS = "thread-stops";
const MOST = 20;

export interface StopWords {
  list(thread: number): Promise<readonly StopWord[]>;
  /** Said again, it counts once. */
  add(thread: number, word: StopWord): Promise<void>;
}

export function createStopWords(store: Store, clock: Clock): StopWords {
  async function list(thread: number): Promise<readonly StopWord[]> {
    return ((await store.getDocument(STOPS, String(thread)))?.body["words"] as readonly StopWord[] | undefined) ?? [];
  }

  return {
    list,
    async add(thread, word) {
      const isSame = ({ at, comment, by, mark }: StopWord) =>
        at === word.at && comment === word.comment && by === word.by && mark === word.mark;
      const others = (await list(thread)).filter((other) => !isSame(other));
      const words = [word, ...others].sort((one, other) => other.at - one.at).slice(0, MOST);
      await store.putDocument({ collection: STOPS, id: String(thread), tag: "", at: clock.now(), body: { words } });
    },
  };
}
