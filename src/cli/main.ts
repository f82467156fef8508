// The command line: arguments in, words and an exit code out. Touches no process and no stream but through the world.
import { createProgram } from "./program.ts";
import { toReport } from "./report-error.ts";
import { VERBS } from "./verbs.ts";
import type { World } from "./world.ts";

/**
 * @param argv what a person typed after the program's name
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  const program = createProgram(world, VERBS);
  try {
    return await program.run(argv);
  } catch (error) {
    const { text, exit } = toReport(error, { debug: program.debug });
    world.terminal.err(text);
    return exit;
  }
}
