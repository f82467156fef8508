// A problem in a roadmap whose file the caller knows. Warnings never keep an entry from working.
import type { Problem } from "../../core/errors.ts";

export type Finding = Omit<Problem, "file">;

/** About the file rather than about one entry. */
export function warnAt(line: number, message: string, hint: string): Finding {
  return { line, column: 1, path: "", message, hint, severity: "warning" };
}

interface FieldPlace {
  readonly label: string;
  readonly line: number;
  readonly column: number;
}

/** About a field that its entry can do without. */
export function warnField(entry: { readonly name: string }, field: FieldPlace, message: string, hint: string): Finding {
  const { label, line, column } = field;
  return { line, column, path: `${entry.name} > ${label}`, message, hint, severity: "warning" };
}
