// `agent drain`: no new work for an agent, and an end to what it works on.
import { toSafeLine } from "../../std/safe-text.ts";
import { parseCount } from "../number-option.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

interface Options {
  readonly project: string;
  readonly timeout?: number;
}

export const agentDrain: Verb = {
  examples: [
    { line: "agent drain coder", does: "It is `drained` once nothing is left that it was chosen for." },
    { line: "agent drain coder --timeout 600", does: "After ten minutes, tasks that still need it are cancelled." },
  ],
  exits: { 4: "there is no such agent" },
  declare(command) {
    command.description(
      "Give an agent no new work, and wait until what it was chosen for has ended. Once more, it changes the time to wait. `agent uncordon` brings it back when it has drained.",
    );
    command.argument("<name>", "the agent");
    command.option("--timeout <seconds>", "the longest to wait, by a server; for ever when left out", parseCount(0));
    addProjectOption(command);
  },
  async run(command, context) {
    const { project, timeout } = command.opts<Options>();
    return await withControl(context, async (control) => {
      const { name, state } = await control.agents.drain({ project, name: command.args[0] ?? "", timeoutSeconds: timeout ?? null });
      context.world.terminal.out(`agent '${toSafeLine(name)}' drain initiated — state: ${state}\n`);
      tellWho(context, control);
      return 0;
    });
  },
};
