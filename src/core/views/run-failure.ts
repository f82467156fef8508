// Why a run failed, in words of ours: what a program printed stands beside them, and is never the reason itself.
// Holds texts of strangers as they came: whoever renders it makes them harmless.
import { findFailedStep, type RunError, type RunState, type StepError } from "../run/state.ts";
import { cutText } from "../triggers/cut-text.ts";
import type { StepBody } from "../workflow/workflow-spec.ts";
import { toDuration } from "./explanation.ts";
import { hideTokens } from "./hide-tokens.ts";
import { toLastLines } from "./last-lines.ts";

export interface RunFailure {
  /** Null: it failed outside of the steps. */
  readonly step: string | null;
  /** What happened, in words of ours. */
  readonly message: string;
  /** What was said of it by whoever failed, such as an agent's program; null: nothing, or it is the end of the log. */
  readonly said: string | null;
  /** `setup`: an agent's program or its credentials are missing. */
  readonly kind: "work" | "timeout" | "setup";
  /** The end of what the step printed; null: nothing, or nothing that is kept. */
  readonly log: string | null;
}

/** @param log the end of what the failed step printed, as long as it may be */
export function toRunFailure(run: RunState, log: string | null): RunFailure | null {
  const step = findFailedStep(run);
  if (run.error === null && step === null) return null;
  const spec = step ? run.plan.steps[run.steps.indexOf(step)] : undefined;
  const error = step?.error ?? null;
  const { message, said } = error === null ? toRunWords(run) : toStepWords(error, spec?.body.kind ?? "command", spec?.timeoutMs ?? 0);
  const printed = log === null ? null : toLastLines(toShown(run, log));
  // Outside of the steps it is a message, which is read from its beginning.
  const shown = said === null ? null : (step === null ? toBeginning : toLastLines)(toShown(run, said));
  return {
    step: step ? (spec?.name ?? step.id) : null,
    message: step !== null && step.attempts > 1 ? `${message}, after ${step.attempts} attempts` : message,
    said: shown === null || printed?.includes(shown) ? null : shown,
    kind: step?.reason === "timeout" ? "timeout" : error?.code === "CREDENTIALS" || error?.code === "NOT_STARTED" ? "setup" : "work",
    log: printed,
  };
}

const LONGEST_MESSAGE = 1_000;

function toBeginning(text: string): string {
  return cutText(text, LONGEST_MESSAGE);
}

type Words = Pick<RunFailure, "message" | "said">;

const RUN_WORDS: Readonly<Record<RunError["code"], string>> = {
  STEP_EXECUTION_FAILED: "a step failed",
  WORKSPACE_FAILED: "its workspace could not be prepared",
  PUBLISH_FAILED: "its work could not be pushed",
  CANCELLED: "it was stopped",
};

function toRunWords(run: RunState): Words {
  const { error } = run;
  if (error === null) return { message: "", said: null };
  return error.isOurs ? { message: toShown(run, error.message), said: null } : { message: RUN_WORDS[error.code], said: error.message };
}

const WHO: Readonly<Record<StepBody["kind"], string>> = { agent: "the agent's program", command: "its command", tests: "the tests" };

/** @param limitMs of one attempt; 0: none */
function toStepWords({ code, exitCode, message }: StepError, kind: StepBody["kind"], limitMs: number): Words {
  const who = WHO[kind];
  switch (code) {
    case "EXIT": {
      const how = exitCode === null ? "was stopped from outside" : exitCode === 0 ? "reported an error" : `exited with code ${exitCode}`;
      // What is said of a command besides is in its log.
      return { message: `${who} ${how}`, said: kind === "agent" ? message : null };
    }
    case "NOT_STARTED":
      return { message: `${who} could not be started`, said: message };
    case "CREDENTIALS":
      return { message: "the agent's credentials were rejected", said: message };
    case "QUOTA":
      return { message: "the agent's quota is used up", said: message };
    case "TIMEOUT":
      return { message: `${who} ran out of time${limitMs > 0 ? ` after ${toDuration(limitMs)}, its limit` : ""}`, said: null };
    case "STALLED":
      return { message: `${who} wrote nothing for too long`, said: null };
    case "OUTPUT_LIMIT":
      return { message: `${who} wrote more than it may`, said: null };
    case "NO_CHANGE":
      return { message: "the agent ended without changing anything", said: null };
    case "INTERRUPTED":
      return { message: "the server stopped too often while it ran", said: null };
    case "CANCELLED":
      return { message: "it was stopped before it finished", said: null };
    case "INTERNAL":
      return { message: "Yardmaster itself failed while running it", said: message };
  }
}

/** Where the workspace lies on its machine is nobody's business. */
export function toShown({ workspace }: Pick<RunState, "workspace">, text: string): string {
  return hideTokens(workspace ? text.replaceAll(workspace.path, ".") : text);
}
