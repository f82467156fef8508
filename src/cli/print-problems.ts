// Problems on standard error, each with its place.
import type { Problem } from "../core/errors.ts";
import { renderProblems } from "../resources/problems.ts";
import { toSafeText } from "../std/safe-text.ts";
import type { Terminal } from "./world.ts";

export function printProblems(terminal: Terminal, problems: readonly Problem[]): void {
  if (problems.length > 0) terminal.err(`${toSafeText(renderProblems(problems))}\n`);
}
