// `agent uncordon`: an agent may be given work again.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const agentUncordon: Verb = {
  examples: [{ line: "agent uncordon coder", does: "Also after it has drained; while it drains it is waited for." }],
  exits: { 2: "it is draining", 4: "there is no such agent" },
  declare(command) {
    command.argument("<name>", "the agent");
    addProjectOption(command);
  },
  async run(command, context) {
    const { project } = command.opts<{ project: string }>();
    return await withControl(context, async (control) => {
      const { name } = await control.agents.uncordon({ project, name: command.args[0] ?? "" });
      context.world.terminal.out(`agent '${toSafeLine(name)}' uncordoned\n`);
      tellWho(context, control);
      return 0;
    });
  },
};
