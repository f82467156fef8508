// `agent cordon`: no new work for an agent.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const agentCordon: Verb = {
  examples: [{ line: "agent cordon coder", does: "What it works on goes on; steps of later tasks are given to others." }],
  exits: { 2: "it is not active", 4: "there is no such agent" },
  declare(command) {
    command.description("Give an agent no new work, until `agent uncordon`. It is remembered beyond the end of the server.");
    command.argument("<name>", "the agent");
    addProjectOption(command);
  },
  async run(command, context) {
    const { project } = command.opts<{ project: string }>();
    return await withControl(context, async (control) => {
      const { name } = await control.agents.cordon({ project, name: command.args[0] ?? "" });
      context.world.terminal.out(`agent '${toSafeLine(name)}' cordoned\n`);
      tellWho(context, control);
      return 0;
    });
  },
};
