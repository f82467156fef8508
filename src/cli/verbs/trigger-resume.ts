// `trigger resume`: wakes a trigger that was suspended.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

export const triggerResume: Verb = {
  examples: [{ line: "trigger resume nightly", does: "What it missed is not made up." }],
  exits: { 4: "there is no such trigger" },
  declare(command) {
    command.argument("<name>", "the trigger");
    addProjectOption(command);
  },
  async run(command, context) {
    const [name = ""] = command.args;
    const { project } = command.opts<{ readonly project: string }>();
    return await withControl(context, async (control) => {
      await control.triggers.resume({ project, name });
      context.world.terminal.out(`${toSafeLine(`trigger '${name}' resumed`)}\n`);
      tellWho(context, control);
      return 0;
    });
  },
};
