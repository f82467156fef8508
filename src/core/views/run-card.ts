// A run as people see it in the thread where they asked for it. The comment, the check and the pull request are all written from it.
// Holds texts of strangers as they came: whoever renders it makes them harmless.
import { currentStep, findFailedStep, hasEnded, type RunState } from "../run/state.ts";
import type { TaskOrigin } from "../run/task-order.ts";
import type { SchedulerState } from "../scheduler/state.ts";
import { type CardStep, toCardSteps } from "./card-step.ts";
import { hideTokens } from "./hide-tokens.ts";
import { toLastLines } from "./last-lines.ts";
import { type QueuePlace, toQueuePlace } from "./queue-place.ts";

/** `unchanged`: all went well, and there was nothing to change. */
export type CardState =
  | "queued"
  | "needs-you"
  | "preparing"
  | "running"
  | "finishing"
  | "cancelling"
  | "completed"
  | "unchanged"
  | "failed"
  | "cancelled";

export interface RunCard {
  readonly run: string;
  readonly workflow: string;
  /** Login of who asked. */
  readonly askedBy: string;
  readonly state: CardState;
  /** For `queued`. */
  readonly queue: QueuePlace | null;
  /** For `needs-you`: what a person is needed for. */
  readonly need: { readonly code: "start" | "halted"; readonly reason: string | null } | null;
  /** At most 30. */
  readonly steps: readonly CardStep[];
  /** Steps that are not listed. */
  readonly moreSteps: number;
  /** The step under way or next; null before the first and after the last. `number` counts from 1. */
  readonly step: { readonly name: string; readonly number: number } | null;
  /** Since the work began, or since it was asked for. */
  readonly elapsedMs: number;
  /** Why it failed; or, of a run that went through all the same, what failed in it. */
  readonly failure: RunFailure | null;
  readonly cancellation: { readonly login: string | null; readonly byScheduler: boolean; readonly reason: string } | null;
  /** Of a completed run with changes; what others leave behind is on this machine only. */
  readonly branch: string | null;
  readonly commit: string | null;
  readonly result: CardResult | null;
  /** What may be said next: words after the verb. */
  readonly commands: readonly ("cancel" | "retry" | "why")[];
  /** The word that commands begin with, without its slash. */
  readonly verb: string;
}

export interface RunFailure {
  /** Null: it failed outside of the steps. */
  readonly step: string | null;
  readonly message: string;
  /** `setup`: an agent's program or its credentials are missing. */
  readonly kind: "work" | "timeout" | "setup";
  /** The end of what the step printed; null: nothing, or nothing that is kept. */
  readonly log: string | null;
}

/** What came of a run's commits. */
export interface CardResult {
  /** Null: the commits were put on the branch of the pull request in which the run was asked for, or none could be opened. */
  readonly pullRequest: { readonly number: number; readonly isDraft: boolean } | null;
  /** Files that the pull request changes; at most ten, and how many there are. */
  readonly files: readonly string[];
  readonly fileCount: number;
  /** Why there is no pull request, when there should be one. */
  readonly trouble: string | null;
}

export interface CardFacts {
  readonly scheduler: SchedulerState;
  /** How long runs took that ended lately, in milliseconds. */
  readonly durationsMs: readonly number[];
  readonly now: number;
  readonly verb: string;
  /** The end of what the failed step printed, as long as it may be. */
  readonly log: string | null;
  readonly result: CardResult | null;
}

const MOST_STEPS = 30;

export function toRunCard(run: RunState, origin: TaskOrigin, facts: CardFacts): RunCard {
  const state = toState(run, facts.scheduler);
  const steps = toCardSteps(run);
  const step = state === "running" ? currentStep(run) : null;
  const number = step ? run.steps.indexOf(step) : -1;
  return {
    run: run.id,
    workflow: run.task?.workflow ?? run.plan.name,
    askedBy: origin.by,
    state,
    queue: state === "queued" ? toQueuePlace(run, facts.scheduler, facts) : null,
    need: state === "needs-you" ? toNeed(run, facts.scheduler) : null,
    steps: steps.slice(0, MOST_STEPS),
    moreSteps: Math.max(0, steps.length - MOST_STEPS),
    step: step ? { name: steps[number]?.name ?? step.id, number: number + 1 } : null,
    elapsedMs: Math.max(0, (run.endedAt ?? facts.now) - (run.startedAt ?? run.createdAt)),
    failure: hasEnded(run) && state !== "cancelled" ? toFailure(run, facts.log) : null,
    cancellation: run.cancellation ? toCancellation(run.cancellation) : null,
    branch: state === "completed" ? (run.workspace?.branch ?? null) : null,
    commit: state === "completed" ? run.commit : null,
    result: facts.result,
    commands: COMMANDS[state],
    verb: facts.verb,
  };
}

/** Everything but what changes by itself as time passes: a card with the same key need not be shown again. */
export function toCardKey(card: RunCard): string {
  return JSON.stringify({ ...card, elapsedMs: isOver(card) ? card.elapsedMs : null, queue: card.queue && { ...card.queue, waitMs: null } });
}

/** Nothing more comes. */
export function isOver({ state }: Pick<RunCard, "state">): boolean {
  return state === "completed" || state === "unchanged" || state === "failed" || state === "cancelled";
}

const COMMANDS: Readonly<Record<CardState, RunCard["commands"]>> = {
  queued: ["cancel", "why"],
  "needs-you": ["cancel", "why"],
  preparing: ["cancel"],
  running: ["cancel"],
  finishing: ["cancel"],
  cancelling: [],
  completed: [],
  unchanged: ["retry", "why"],
  failed: ["retry", "why"],
  cancelled: ["retry"],
};

function toState(run: RunState, scheduler: SchedulerState): CardState {
  switch (run.status) {
    case "completed":
      return run.commit === null ? "unchanged" : "completed";
    case "failed":
    case "cancelled":
      return run.status;
    case "created":
      return run.ending ? "cancelling" : "needs-you";
    case "queued":
      if (run.cancellation) return "cancelling";
      if (!run.held) return run.ending ? "finishing" : "preparing";
      return scheduler.halted ? "needs-you" : "queued";
    case "running":
      if (run.cancellation) return "cancelling";
      return run.ending ? "finishing" : "running";
  }
}

function toNeed(run: RunState, { halted }: SchedulerState): RunCard["need"] {
  if (run.status === "created") return { code: "start", reason: null };
  return { code: "halted", reason: halted ? hideTokens(halted.reason) : null };
}

function toCancellation({ login, by, reason }: NonNullable<RunState["cancellation"]>): RunCard["cancellation"] {
  return { login: login ?? null, byScheduler: by === "scheduler", reason: hideTokens(reason) };
}

function toFailure(run: RunState, log: string | null): RunFailure | null {
  const step = findFailedStep(run);
  if (run.error === null && step === null) return null;
  const code = step?.error?.code;
  return {
    step: step ? (run.plan.steps[run.steps.indexOf(step)]?.name ?? step.id) : null,
    message: toShown(run, run.error?.message ?? step?.error?.message ?? ""),
    kind: step?.reason === "timeout" ? "timeout" : code === "CREDENTIALS" || code === "NOT_STARTED" ? "setup" : "work",
    log: log === null ? null : toLastLines(toShown(run, log)),
  };
}

/** Where the workspace lies on its machine is nobody's business. */
function toShown({ workspace }: RunState, text: string): string {
  return hideTokens(workspace ? text.replaceAll(workspace.path, ".") : text);
}
