// Runs that were asked for in thread 12 by ana, at any moment of their lives, and the card that is made of them.
import { toRunId } from "../../../src/core/ids.ts";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import type { RunState } from "../../../src/core/run/state.ts";
import type { TaskOrigin } from "../../../src/core/run/task-order.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { type CardFacts, type RunCard, toRunCard } from "../../../src/core/views/run-card.ts";
import { given, givenRun, NOW } from "../../support/given.ts";
import { aStep, create, lived, ORDER } from "../run/past.ts";
import { claimed, requested } from "../scheduler/past.ts";

export const ORIGIN: TaskOrigin = { thread: 12, by: "ana", comment: 7, branch: "yardmaster/12-login" };
export const MINUTE = 60_000;

/** An agent's step, then the repository's own tests. */
export const IMPLEMENT = aStep("implement", { body: { kind: "agent", prompt: { builtin: "goal" }, requiresChange: false } });
export const VERIFY = aStep("verify");
export const asked: RunCommand = create([IMPLEMENT, VERIFY], { source: "request", held: true });

export function aRun(...commands: readonly RunCommand[]): RunState {
  const { state } = givenRun(lived(...commands));
  if (!state) throw new Error("there is no run");
  return { ...state, task: { ...ORDER, workflow: "fix", origin: ORIGIN } };
}

export interface CardWorld {
  readonly past?: readonly SchedulerEvent[];
  readonly slots?: number;
  readonly facts?: Partial<CardFacts>;
}

/** Five minutes after everything happened. */
export function aCard(run: RunState, { past = [], slots = 4, facts = {} }: CardWorld = {}): RunCard {
  const scheduler = given(past, { maxConcurrentAgents: slots }).state;
  return toRunCard(run, ORIGIN, {
    scheduler,
    durationsMs: [],
    now: NOW + 5 * MINUTE,
    verb: "run",
    log: null,
    result: null,
    calls: [],
    ...facts,
  });
}

/** Others that wait before or after the run, which is `r`. */
export function inQueue(...ids: readonly string[]): SchedulerEvent[] {
  return ids.map((id) => {
    const event = requested(id);
    return event.type === "run.requested" && id === "r" ? { ...event, runId: toRunId("r") } : event;
  });
}

export function atWork(...ids: readonly string[]): SchedulerEvent[] {
  return ids.map((id) => claimed(id, "planned", "request"));
}
