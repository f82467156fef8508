// What people in a thread said or did that stops work, kept for what was asked for before and is told after it. Of each thread the latest.
import type { StopWord } from "../../core/starts/stop-word.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { Store } from "../../store/store.ts";

export const STOPS = "thread-stops";
/** Of those that hold for everybody, and of all others: whoever may stop nothing of others displaces none of theirs. */
const MOST = 20;

export interface StopWords {
  list(thread: number): Promise<readonly StopWord[]>;
  /** Said again, it counts once. */
  add(thread: number, word: StopWord): Promise<void>;
}

export function createStopWords(store: Store, clock: Clock): StopWords {
  // A word said in a pull request is kept for its issue too, whose deliveries are handled meanwhile.
  const turns = createTurns();

  async function list(thread: number): Promise<readonly StopWord[]> {
    return ((await store.getDocument(STOPS, String(thread)))?.body["words"] as readonly StopWord[] | undefined) ?? [];
  }

  return {
    list,
    add: (thread, word) =>
      turns(String(thread), async () => {
        const isSame = ({ at, comment, by, mark }: StopWord) =>
          at === word.at && comment === word.comment && by === word.by && mark === word.mark;
        const others = (await list(thread)).filter((other) => !isSame(other));
        const all = [word, ...others].sort((one, other) => other.at - one.at);
        const latest = (isForOthers: boolean) => all.filter((each) => each.isForOthers === isForOthers).slice(0, MOST);
        const words = [...latest(true), ...latest(false)].sort((one, other) => other.at - one.at);
        await store.putDocument({ collection: STOPS, id: String(thread), tag: "", at: clock.now(), body: { words } });
      }),
  };
}
