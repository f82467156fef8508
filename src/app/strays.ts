// Processes that a dead worker of this data directory left behind, found by the cookie that each of a step's processes carries.
import type { WorkerId } from "../core/ids.ts";
import { COOKIE_VARIABLE } from "../core/workflow/step-variables.ts";
import { endStrays } from "../std/strays.ts";

/** `<data directory>.<worker>.<token>.<effect>`; none of the first three contains a dot. */
export async function endStraysOf(prefix: string, worker: WorkerId): Promise<number> {
  const mine = `${prefix}.${worker}.`;
  return (await endStrays({ name: COOKIE_VARIABLE, value: (value) => value.startsWith(mine) })).length;
}

/** Ends what workers that nobody knows any more left behind. */
export async function endForgottenStrays(prefix: string, known: ReadonlySet<WorkerId>): Promise<number> {
  const isForgotten = (value: string) => value.startsWith(`${prefix}.`) && !known.has((value.split(".")[1] ?? "") as WorkerId);
  return (await endStrays({ name: COOKIE_VARIABLE, value: isForgotten })).length;
}
