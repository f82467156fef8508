// Opens the yard for one verb, tells what its workflow file gets wrong, and closes it whatever happens.
import { printProblems } from "./print-problems.ts";
import type { Context } from "./verb.ts";
import type { OpenYard } from "./world.ts";

export async function withYard<T>({ world, where }: Context, work: (yard: OpenYard) => Promise<T>): Promise<T> {
  const yard = await world.openYard(where);
  try {
    printProblems(world.terminal, yard.warnings);
    return await work(yard);
  } finally {
    await yard.close();
  }
}
