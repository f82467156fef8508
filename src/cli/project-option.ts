// `-p, --project`: the namespace that a verb works in. Each verb that has projects declares it alike; no variable changes it.
import { type Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_PROJECT, isResourceName } from "../core/resources/resource.ts";

export function addProjectOption(command: Command): void {
  command.addOption(projectOption("the project").default(DEFAULT_PROJECT));
}

/** Without a default: what is left out means something of its own. */
export function addOptionalProjectOption(command: Command, description: string): void {
  command.addOption(projectOption(description));
}

function projectOption(description: string): Option {
  return new Option("-p, --project <name>", description).argParser(parseProjectName);
}

function parseProjectName(text: string): string {
  if (isResourceName(text)) return text;
  throw new InvalidArgumentError("A name has letters, digits, '.', '_' and '-', with a letter or a digit first.");
}
