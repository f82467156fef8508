// A label or an assignment that asks for something, as it is known to whatever takes it back.
import type { Knock } from "../knock/knock.ts";

/** Null: it is neither. */
export function toMark(knock: Knock): string | null {
  if ("label" in knock) return `label/${knock.label}`;
  return "assignee" in knock ? `assignee/${knock.assignee}` : null;
}
