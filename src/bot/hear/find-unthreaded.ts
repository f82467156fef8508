// Runs that nobody asked for in a thread, such as a schedule's, which commands name by their ids in any thread. Those of another thread are
// spoken of there.
import { isCommand, type Saying } from "../../core/commands/command.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";

/** @param runs of the thread, which come first */
export async function findUnthreaded(
  sayings: readonly Saying[],
  runs: readonly ListedRun[],
  yard: Pick<ThreadYard, "findUnthreaded">,
): Promise<readonly ListedRun[]> {
  const isNaming = (saying: Saying) => isCommand(saying, "cancel") || isCommand(saying, "retry") || isCommand(saying, "status");
  const named = sayings.map((saying) => (isNaming(saying) ? saying.words.run : null));
  const elsewhere = [...new Set(named)].filter((word) => word !== null && word !== "all" && !runs.some(({ id }) => id.startsWith(word)));
  const found = await Promise.all(elsewhere.map((word) => yard.findUnthreaded(word ?? "")));
  return found.filter((run) => run !== null);
}
