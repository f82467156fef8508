// An option that a verb cannot do without. Commander's own complains of a missing one before it complains of one that it does not know,
// which hides the slip that is the reason; here what is unknown or too much is told first.
import { type Command, Option } from "commander";
import { YardmasterError } from "../core/errors.ts";

export function addRequiredOption<Value>(
  command: Command,
  flags: string,
  description: string,
  parse?: (text: string, earlier: Value | undefined) => Value,
): void {
  const option = new Option(flags, description);
  if (parse) option.argParser(parse);
  command.addOption(option);
  command.hook("preAction", () => {
    if (command.getOptionValue(option.attributeName()) !== undefined) return;
    throw new YardmasterError("cli.usage", `required option '${flags}' not specified`);
  });
}
