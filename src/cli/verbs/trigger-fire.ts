// `trigger fire`: starts what a trigger starts, by hand.
import { InvalidArgumentError } from "commander";
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

interface Options {
  readonly project: string;
  readonly payload?: { readonly json: unknown };
}

export const triggerFire: Verb = {
  examples: [
    { line: "trigger fire nightly", does: "As if its time had come. Its filter is not asked: you have decided." },
    { line: `trigger fire deploy --payload '{"ref": "main"}'`, does: "With a payload; the task has {payload_ref} and {payload_json}." },
  ],
  exits: {
    2: "it is suspended",
    4: "there is no such trigger",
    10: "it fired too recently, or a task of it is active and its policy is Forbid",
  },
  declare(command) {
    command.argument("<name>", "the trigger");
    command.option("--payload <json>", "what the task is to know", parsePayload);
    addProjectOption(command);
  },
  async run(command, context) {
    const [name = ""] = command.args;
    const { project, payload } = command.opts<Options>();
    return await withControl(context, async (control) => {
      const { taskId } = await control.triggers.fire({ project, name, payload: payload?.json ?? null });
      context.world.terminal.out(`${toSafeLine(`trigger '${name}' fired — task ${taskId}`)}\n`);
      tellWho(context, control);
      return 0;
    });
  },
};

function parsePayload(text: string): Options["payload"] {
  try {
    return { json: JSON.parse(text) };
  } catch {
    throw new InvalidArgumentError("It is not JSON.");
  }
}
