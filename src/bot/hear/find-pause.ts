// Whether a person wants nothing to start by itself in a thread. What people ask for there is taken all the same, and waits.
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";

/** @returns in words; null when it is not paused */
export async function findPause(thread: number, yard: Pick<ThreadYard, "loadQueue">): Promise<string | null> {
  const pause = (await yard.loadQueue()).pauses.get(thread);
  return pause === undefined ? null : `work here is paused by '${pause.by}', so nothing starts by itself`;
}
