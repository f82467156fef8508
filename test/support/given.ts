// given(events).when(command): how tests of the pure core are told; the rest is `expect`.
// States are frozen and events pass through JSON, so each test also proves that nothing is mutated and all of it can be stored.
import { toRunId } from "../../src/core/ids.ts";
import { applyRunEvent } from "../../src/core/run/apply-event.ts";
import { decideRun, type RunCommand } from "../../src/core/run/decide.ts";
import type { RunEffect, RunEvent } from "../../src/core/run/events.ts";
import type { RunState } from "../../src/core/run/state.ts";
import { type Applied, applyEvents } from "../../src/core/scheduler/apply-event.ts";
import { decide, type SchedulerCommand } from "../../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../../src/core/scheduler/events.ts";
import type { SchedulerSettings } from "../../src/core/scheduler/settings.ts";
import { createEmptyState, type SchedulerState } from "../../src/core/scheduler/state.ts";

/** When nothing else is said. */
export const NOW = Date.parse("2026-03-01T12:00:00.000Z");

interface SchedulerAnswer extends Applied {
  readonly events: readonly SchedulerEvent[];
}

interface GivenScheduler {
  readonly state: SchedulerState;
  when(command: SchedulerCommand, now?: number): SchedulerAnswer;
}

/** A scheduler with a past. Fresh runs are called new-1, new-2 … */
export function given(past: readonly SchedulerEvent[], settings: Partial<SchedulerSettings> = {}): GivenScheduler {
  const state = deepFreeze(applyEvents(createEmptyState(settings), toStored(past)).state);
  return {
    state,
    when(command, now = NOW) {
      let runs = 0;
      const newRunId = () => {
        runs += 1;
        return toRunId(`new-${runs}`);
      };
      const events = decide(deepFreeze(command), state, { now, newRunId });
      return { events, ...applyEvents(state, toStored(events)) };
    },
  };
}

interface RunAnswer {
  readonly events: readonly RunEvent[];
  readonly refused: string | null;
  readonly state: RunState | null;
  readonly effects: readonly RunEffect[];
}

interface GivenRun {
  readonly state: RunState | null;
  /** Effects of the whole past, in order. */
  readonly effects: readonly RunEffect[];
  when(command: RunCommand, now?: number): RunAnswer;
}

/** A run with a past; without one it does not exist yet. */
export function givenRun(past: readonly RunEvent[]): GivenRun {
  const { state, effects } = foldRun(null, past);
  return {
    state,
    effects,
    when(command, now = NOW) {
      const decision = decideRun(deepFreeze(command), state, { now });
      if ("refused" in decision) return { events: [], refused: decision.refused, state, effects: [] };
      return { events: decision.events, refused: null, ...foldRun(state, decision.events) };
    },
  };
}

function foldRun(before: RunState | null, events: readonly RunEvent[]) {
  let state = before;
  const effects: RunEffect[] = [];
  for (const event of toStored(events)) {
    const applied = applyRunEvent(state, event);
    state = deepFreeze(applied.state);
    effects.push(...applied.effects);
  }
  return { state, effects };
}

/** What a store would give back. */
export function toStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Frozen to the bottom; maps throw when they are written to. Of a frozen object, the inside is taken to be frozen. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    const refuse = () => {
      throw new TypeError("a frozen map was written to");
    };
    Object.assign(value, { set: refuse, delete: refuse, clear: refuse });
    for (const entry of value.values()) deepFreeze(entry);
  }
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
