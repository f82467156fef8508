// Since when nobody works on a task that has begun and not ended: no server lives, so nothing happens until one starts.
import { toRunId } from "../core/ids.ts";
import { hasEnded, type RunStatus } from "../core/run/state.ts";
import type { OpenYard } from "./world.ts";

/** When the last thing happened in it; null while a server works, and for a task that has ended or that nobody has begun. */
export async function findInterruption(
  { server, readHistory }: Pick<OpenYard, "server" | "readHistory">,
  run: { readonly id: string; readonly status: RunStatus },
): Promise<number | null> {
  if (server !== null || hasEnded(run) || run.status === "created") return null;
  const last = (await readHistory(toRunId(run.id))).at(-1);
  // A goal that was left for a server waits as it should.
  const waits = last?.event.type === "run.enqueued" || (last?.event.type === "run.queued" && last.event.held);
  return waits ? null : (last?.at ?? null);
}
