// Why something that happened in a thread led to nothing: kept a while for whoever asks why.
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { Remark } from "./thread-yard.ts";

export const REMARKS = "thread-remarks";
const MOST = 10;
const LONGEST = 300;

export interface Remarks {
  /** Newest first. */
  list(thread: number): Promise<readonly Remark[]>;
  add(thread: number, text: string): Promise<void>;
  /** The same, unless it is the newest already: it holds since then. */
  keep(thread: number, text: string): Promise<void>;
}

export function createRemarks(store: Store, clock: Clock): Remarks {
  async function list(thread: number): Promise<readonly Remark[]> {
    const found = await store.getDocument(REMARKS, String(thread));
    return (found?.body["remarks"] as readonly Remark[] | undefined) ?? [];
  }

  async function add(thread: number, text: string): Promise<void> {
    const at = clock.now();
    const remark = { at, text: text.slice(0, LONGEST) };
    // The same again and again must not push out everything else.
    const others = (await list(thread)).filter((other) => other.text !== remark.text);
    const remarks = [remark, ...others].slice(0, MOST);
    await store.putDocument({ collection: REMARKS, id: String(thread), tag: "", at, body: { remarks } });
  }

  return {
    list,
    add,
    async keep(thread, text) {
      const [newest] = await list(thread);
      if (newest?.text !== text.slice(0, LONGEST)) await add(thread, text);
    },
  };
}
