// Whether a step works on the task or on each of its items, and what its name alone brings along (`manifests-and-cli.md` §4.2).
import type { Step } from "../kinds/workflow-step.ts";

const ITEM_STEPS: ReadonlySet<string> = new Set(["ticket_scan", "qa", "qa_testing", "fix", "ticket_fix", "retest"]);
const TICKET_WRITERS: ReadonlySet<string> = new Set(["qa", "qa_testing"]);

/** By the id alone where nothing is said: `id: run_qa, type: qa` works on the task. */
export function toStepScope({ id, scope }: Pick<Step, "id" | "scope">): "task" | "item" {
  return scope ?? (ITEM_STEPS.has(id) ? "item" : "task");
}

/** The convention under which a failure writes a ticket, whatever the scope; null when there is none. */
export function toTicketConvention({ id, type, required_capability }: Pick<Step, "id" | "type" | "required_capability">): string | null {
  const word = required_capability ?? type ?? id;
  return TICKET_WRITERS.has(word) ? word : null;
}
