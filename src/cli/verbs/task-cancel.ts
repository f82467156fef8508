// `task cancel`: asks for a run to be cancelled, and waits for it where that is wanted.
import { hasEnded } from "../../core/run/state.ts";
import { toStatusLine } from "../task-words.ts";
import type { Verb } from "../verb.ts";
import { withYard } from "../with-yard.ts";

interface Options {
  readonly reason: string;
  readonly wait?: boolean;
}

/** The catalogue's code for what is worth trying again. */
const NOT_YET = 10;

export const taskCancel: Verb = {
  examples: [
    { line: 'task cancel run_01kaf3 --reason "wrong branch"', does: "Asks for it; the agent is ended by the server that runs it." },
    { line: "task cancel run_01kaf3 --wait", does: "Also waits until it has ended." },
  ],
  exits: { 0: "asked for; with --wait: the task has ended", 10: "with --wait: the task has not ended yet" },
  declare(command) {
    command.argument("<id>", "the task, or the beginning of its id");
    command.option("--reason <text>", "why, for those who look at it later", "on the command line");
    command.option("--wait", "until the task has ended");
  },
  async run(command, context) {
    const [id = ""] = command.args;
    const { reason, wait } = command.opts<Options>();
    const { terminal, interrupted } = context.world;
    return await withYard(context, async (yard) => {
      const run = await yard.findRun(id);
      await yard.cancelRun(run.id, reason);
      terminal.out(`Task cancel requested: ${run.id}\n`);
      if (!yard.server) {
        terminal.err("Hint: no server works here; it is carried out when `yardmaster start` runs again\n");
        return wait ? NOT_YET : 0;
      }
      if (!wait) return 0;
      const ended = await yard.followRun(run.id, { signal: interrupted, onText() {} });
      if (!hasEnded(ended)) return NOT_YET;
      terminal.err(`${toStatusLine(ended)}\n`);
      return 0;
    });
  },
};
