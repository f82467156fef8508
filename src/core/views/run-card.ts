// A run as people see it in the thread where they asked for it. The comment, the check and the pull request are all written from it.
// Holds texts of strangers as they came: whoever renders it makes them harmless.
import { type Cancellation, currentStep, hasEnded, type RunState } from "../run/state.ts";
import type { TaskOrigin } from "../run/task-order.ts";
import type { Pause, SchedulerState } from "../scheduler/state.ts";
import { type CardStep, toCardSteps } from "./card-step.ts";
import { hideTokens } from "./hide-tokens.ts";
import { type QueuePlace, toQueuePlace } from "./queue-place.ts";
import { type RunCall, toCall } from "./run-call.ts";
import { type RunFailure, toRunFailure, toShown } from "./run-failure.ts";

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
  /** The trigger that began it where nobody asked. */
  readonly trigger: string | null;
  readonly state: CardState;
  /** For `queued`. */
  readonly queue: QueuePlace | null;
  /** For `needs-you`: what a person is needed for. */
  readonly need: CardNeed | null;
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
  /** What the agent says it did, of a run that went through; null: nothing. */
  readonly summary: string | null;
  readonly cancellation: CardCancellation | null;
  /** Of a completed run with changes; what others leave behind is on this machine only. */
  readonly branch: string | null;
  readonly commit: string | null;
  readonly result: CardResult | null;
  /** What keeps its work from being merged into the default branch; null: nothing does. */
  readonly conflicts: CardConflicts | null;
  /** That whoever asked is told by name how it stands; null: they need not be. */
  readonly call: RunCall | null;
  /** What may be said next: words after the verb. */
  readonly commands: readonly ("cancel" | "retry" | "why")[];
  /** The word that commands begin with, without its slash. */
  readonly verb: string;
}

export interface CardConflicts {
  readonly files: readonly string[];
  /** The default branch's name; null where it was not asked for. */
  readonly base: string | null;
}

export interface CardCancellation {
  readonly login: string | null;
  readonly byScheduler: boolean;
  /** May be empty. */
  readonly reason: string;
  /** The reason is a sentence of ours, with names of others in single quotes. */
  readonly isOurs: boolean;
}

export interface CardNeed {
  /** `halted`: no run would fare better; `paused`: a person wants it so, here or in the whole repository. */
  readonly code: "start" | "halted" | "paused" | "all-paused";
  /** May be empty. */
  readonly reason: string | null;
  /** Login of whoever paused it. */
  readonly by: string | null;
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
  /** The default branch's name, for a run that conflicts with it. */
  readonly base?: string | null | undefined;
  /** Those that were made so far. */
  readonly calls: readonly RunCall[];
}

const MOST_STEPS = 30;

export function toRunCard(run: RunState, origin: TaskOrigin, facts: CardFacts): RunCard {
  const state = toState(run, facts.scheduler);
  const steps = toCardSteps(run);
  const step = state === "running" ? currentStep(run) : null;
  const failure = hasEnded(run) && state !== "cancelled" ? toRunFailure(run, facts.log) : null;
  const number = step ? run.steps.indexOf(step) : -1;
  return {
    run: run.id,
    workflow: run.task?.workflow ?? run.plan.name,
    askedBy: origin.by,
    trigger: origin.trigger ?? null,
    state,
    queue: state === "queued" ? toQueuePlace(run, facts.scheduler, facts) : null,
    need: state === "needs-you" ? toNeed(run, facts.scheduler) : null,
    steps: steps.slice(0, MOST_STEPS),
    moreSteps: Math.max(0, steps.length - MOST_STEPS),
    step: step ? { name: steps[number]?.name ?? step.id, number: number + 1 } : null,
    elapsedMs: Math.max(0, (run.endedAt ?? facts.now) - (run.startedAt ?? run.createdAt)),
    failure,
    summary: state === "completed" || state === "unchanged" ? toSummary(run) : null,
    cancellation: run.cancellation ? toCancellation(run.cancellation) : null,
    branch: state === "completed" ? (run.workspace?.branch ?? null) : null,
    commit: state === "completed" ? run.commit : null,
    result: facts.result,
    conflicts: state === "completed" && run.conflicts?.length ? { files: run.conflicts, base: facts.base ?? null } : null,
    call: toCall(run, { askedBy: origin.by, needsPerson: state === "needs-you", endsUnseen: endsUnseen(state, facts.result) }, facts),
    commands: state === "completed" && failure !== null ? COMMANDS.unchanged : COMMANDS[state],
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
  unchanged: ["retry"],
  failed: ["retry"],
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
      return scheduler.halted || findPause(run, scheduler) ? "needs-you" : "queued";
    case "running":
      if (run.cancellation) return "cancelling";
      return run.ending ? "finishing" : "running";
  }
}

function toNeed(run: RunState, scheduler: SchedulerState): CardNeed {
  if (run.status === "created") return { code: "start", reason: null, by: null };
  const { halted } = scheduler;
  if (halted) return { code: halted.by === undefined ? "halted" : "all-paused", reason: hideTokens(halted.reason), by: halted.by ?? null };
  const pause = findPause(run, scheduler);
  return { code: "paused", reason: pause ? hideTokens(pause.reason) : null, by: pause?.by ?? null };
}

function findPause({ task }: RunState, { pauses }: SchedulerState): Pause | null {
  const thread = task?.origin?.thread ?? null;
  return thread === null ? null : (pauses.get(thread) ?? null);
}

function toCancellation({ login, by, reason, isOurs }: Cancellation): RunCard["cancellation"] {
  const byScheduler = by === "scheduler";
  return { login: login ?? null, byScheduler, reason: hideTokens(reason), isOurs: byScheduler || isOurs === true };
}

/** Of the last step that changed something, or else of the last one that said anything. */
function toSummary(run: RunState): string | null {
  const said = run.steps.filter(({ summary }) => summary !== undefined);
  const summary = (said.findLast(({ changedFiles }) => changedFiles > 0) ?? said.at(-1))?.summary;
  return summary === undefined ? null : toShown(run, summary);
}

/** Nothing else would tell that nothing comes of it. */
function endsUnseen(state: CardState, result: CardResult | null): boolean {
  return state === "failed" || state === "unchanged" || (result !== null && result.trouble !== null);
}
