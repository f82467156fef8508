// Opens the yard for one verb, tells what its workflow file gets wrong, and closes it whatever happens.
import { renderProblems } from "../resources/problems.ts";
import { toSafeText } from "../std/safe-text.ts";
import type { Context } from "./verb.ts";
import type { OpenYard, Terminal } from "./world.ts";

export async function withYard<T>({ world, where }: Context, work: (yard: OpenYard) => Promise<T>): Promise<T> {
  const yard = await world.openYard(where);
  try {
    printWarnings(world.terminal, yard.warnings);
    return await work(yard);
  } finally {
    await yard.close();
  }
}

export function printWarnings(terminal: Terminal, warnings: OpenYard["warnings"]): void {
  if (warnings.length > 0) terminal.err(`${toSafeText(renderProblems(warnings))}\n`);
}
