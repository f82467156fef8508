// The options that every verb has, declared at each level: where to work, and how much to say.
import { type Command, Option } from "commander";
import type { Where } from "./world.ts";

export interface GlobalOptions {
  readonly dataDir?: string;
  readonly directory?: string;
  readonly workflowFile?: string;
  readonly debug?: boolean;
}

/** Declared at every level, so that they may stand before and after a verb, and a verb's own values are never taken for them. */
export function addGlobalOptions(command: Command): void {
  const options = [
    new Option("-C, --directory <dir>", "work as if started in this directory"),
    new Option("--data-dir <dir>", "where everything is remembered, instead of the repository's own place"),
    new Option("--workflow-file <file>", "the workflow file, instead of the repository's own"),
    new Option("--debug", "show where an unexpected error comes from"),
  ];
  const own = new Set(command.options.map(({ long }) => long));
  for (const option of options) if (!own.has(option.long)) command.addOption(option.helpGroup("Global options:"));
  command.addHelpOption(new Option("-h, --help", "show this help").helpGroup("Global options:"));
}

/** What stands nearer to the verb wins. */
export function readGlobalOptions(command: Command): GlobalOptions {
  const above = command.parent ? readGlobalOptions(command.parent) : {};
  return { ...above, ...command.opts<GlobalOptions>() };
}

export function toWhere({ dataDir, directory, workflowFile }: GlobalOptions): Where {
  return { dataDirectory: dataDir ?? null, workflowFile: workflowFile ?? null, directory: directory ?? null };
}
