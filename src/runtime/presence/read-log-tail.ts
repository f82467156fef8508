// The end of what a step printed: for people who want to know why it failed, and for what its lines say of single files.
import { findFailedStep, type RunState } from "../../core/run/state.ts";
import { toSafeText } from "../../std/safe-text.ts";
import { createTextTail } from "../../std/text-tail.ts";
import type { LogStore } from "../../store/log-store.ts";

const TAIL_BYTES = 64 * 1024;

/** Of the step that ended the run, or else of the first one that failed. @returns null: none failed, or it printed nothing */
export async function readLogTail(logs: Pick<LogStore, "read">, run: RunState): Promise<string | null> {
  const step = findFailedStep(run);
  if (!step || step.attempts === 0) return null;
  const tail = createTextTail(TAIL_BYTES);
  for (let offset = 0; ; ) {
    const { text, next } = await logs.read({ run: run.id, step: step.id, attempt: step.attempts }, offset);
    if (text === "") break;
    tail.push(text);
    offset = next;
  }
  const text = toSafeText(tail.text()).trimEnd();
  return text === "" ? null : text;
}
