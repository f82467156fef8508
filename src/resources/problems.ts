// Problems as people read them. Which problems there are is for the readers of the files to say.
import type { Problem } from "../core/errors.ts";

/** One line per problem, `file:line:column severity path message`, with its hint on the next; in the order given. */
export function renderProblems(problems: readonly Problem[]): string {
  return problems.map(renderProblem).join("\n");
}

function renderProblem({ file, line, column, severity, path, message, hint }: Problem): string {
  const head = `${file}:${line}:${column} ${severity} ${path === "" ? "" : `${path} `}${message}`;
  return hint === null ? head : `${head}\n  hint: ${hint}`;
}

/** By place in the file, so that a person goes through the file once. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}
