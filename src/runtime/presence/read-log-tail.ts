// The ends of what a run's steps printed: for people who want to know why it failed, and for what its lines say of single files.
import { findFailedStep, type RunState, type StepState } from "../../core/run/state.ts";
import type { StepLog } from "../../core/views/log-annotations.ts";
import { toSafeText } from "../../std/safe-text.ts";
import { createTextTail } from "../../std/text-tail.ts";
import type { LogStore } from "../../store/log-store.ts";

const TAIL_BYTES = 64 * 1024;
/** Of a run's steps the last ones are read. */
const MOST_STEPS = 20;

/** Of the step that ended the run, or else of the first one that failed. @returns null: none failed, or it printed nothing */
export async function readLogTail(logs: Pick<LogStore, "read">, run: RunState): Promise<string | null> {
  const step = findFailedStep(run);
  return step === null ? null : await readStep(logs, run, step);
}

/** Of every step's last attempt: of the one that ended the run first, then in the order of the steps. */
export async function readStepLogs(logs: Pick<LogStore, "read">, run: RunState): Promise<readonly StepLog[]> {
  const failed = findFailedStep(run);
  const others = run.steps.filter((step) => step !== failed).slice(-MOST_STEPS);
  const found: StepLog[] = [];
  for (const step of failed === null ? others : [failed, ...others]) {
    const text = await readStep(logs, run, step);
    if (text !== null) found.push({ text, hasFailed: step.status === "failed" });
  }
  return found;
}

async function readStep(logs: Pick<LogStore, "read">, run: RunState, { id, attempts }: StepState): Promise<string | null> {
  if (attempts === 0) return null;
  const tail = createTextTail(TAIL_BYTES);
  for (let offset = 0; ; ) {
    const { text, next } = await logs.read({ run: run.id, step: id, attempt: attempts }, offset);
    if (text === "") break;
    tail.push(text);
    offset = next;
  }
  const text = toSafeText(tail.text()).trimEnd();
  return text === "" ? null : text;
}
