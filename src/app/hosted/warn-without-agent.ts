// What the server's log says at the start where no coding agent is installed: labels and commands would be refused until there is one.
// Not whether those that are installed work; that is doctor's to ask.
import type { Log } from "../../runtime/deps.ts";
import { findFirstPreset } from "../find-presets.ts";
import type { Surroundings } from "../place.ts";

/** @throws app.environment */
export async function warnWithoutAgent({ variables }: Pick<Surroundings, "variables">, log: Pick<Log, "warn">): Promise<void> {
  const first = await findFirstPreset(variables);
  if (first.name === null) log.warn({}, `${first.message}: ${first.hint}`);
}
