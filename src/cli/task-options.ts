// The options by which a task is described, alike for each verb that begins one.
import type { Command } from "commander";
import { YardmasterError } from "../core/errors.ts";

export interface TaskDescription {
  readonly project?: string;
  readonly workflow?: string;
  readonly workspace?: string;
  readonly targetFile?: readonly string[];
  readonly step?: readonly string[];
  readonly set?: readonly string[];
}

export function addTaskOptions(command: Command): void {
  command.option("-W, --workflow <name>", "the workflow (default: the only one, or the one called default)");
  command.option("-S, --step <id>", "only this step of it; may be given again", collect);
  command.option("--set <key=value>", "a variable for prompts and commands, as {key}; may be given again", collect);
  command.option("-p, --project <name>", "where the workflow is declared (default: default, or the only project there is)");
  command.option("-w, --workspace <name>", "the workspace (default: the only one, or the one called default)");
  command.option("-t, --target-file <file>", "the file that it is about, relative to the workspace", collect);
}

/** @throws cli.usage */
export function toVariables(assignments: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(assignments.map(toVariable));
}

function toVariable(assignment: string): readonly [string, string] {
  const at = assignment.indexOf("=");
  if (at < 0) throw new YardmasterError("cli.usage", `invalid key=value: no \`=\` found in \`${assignment}\``);
  const key = assignment.slice(0, at).trim();
  if (key === "") throw new YardmasterError("cli.usage", `invalid key=value: no key before \`=\` in \`${assignment}\``);
  return [key, assignment.slice(at + 1)];
}

function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
