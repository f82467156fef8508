// Asks for a repository's resources for one verb, and lets go of them whatever happens.
import { printProblems } from "./print-problems.ts";
import type { Context } from "./verb.ts";
import type { OpenControl } from "./world.ts";

export async function withControl<T>({ world, where }: Context, work: (control: OpenControl) => Promise<T>): Promise<T> {
  const control = await world.openControl(where);
  try {
    printProblems(world.terminal, control.warnings);
    return await work(control);
  } finally {
    await control.close();
  }
}

/** Who did it: told after a change, so that nobody wonders which data directory and which process it was. */
export function tellWho({ world }: Context, { server, dataDirectory }: OpenControl): void {
  const who = server === null ? `stored in ${dataDirectory}; no server runs` : `stored by the server, process ${server.pid}`;
  world.terminal.err(`${who}\n`);
}
