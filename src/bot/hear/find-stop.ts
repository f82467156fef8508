// Whether a person stopped the work of a thread after something was asked for there that is told only now.
import { type AskedFor, findStopWord } from "../../core/starts/stop-word.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";

/** @returns in words; null: nobody did */
export async function findStop(thread: number, asked: AskedFor, yard: Pick<ThreadYard, "listStops">): Promise<string | null> {
  const word = findStopWord(await yard.listStops(thread), asked);
  return word === null ? null : `'${word.by}' ${word.did} after this was asked for`;
}
