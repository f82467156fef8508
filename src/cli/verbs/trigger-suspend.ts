// `trigger suspend`: lets a trigger rest.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const triggerSuspend: Verb = {
  examples: [{ line: "trigger suspend nightly", does: "It fires no more until it is resumed, whatever happens." }],
  exits: { 4: "there is no such trigger" },
  declare(command) {
    command.argument("<name>", "the trigger");
    addProjectOption(command);
  },
  async run(command, context) {
    const [name = ""] = command.args;
    const { project } = command.opts<{ readonly project: string }>();
    return await withControl(context, async (control) => {
      await control.triggers.suspend({ project, name });
      context.world.terminal.out(`${toSafeLine(`trigger '${name}' suspended`)}\n`);
      tellWho(context, control);
      return 0;
    });
  },
};
