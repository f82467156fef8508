// The numbers the scheduler decides by. They are part of its state, so a decision can be explained from the state alone.
import { normalizeState } from "../issue.ts";

export interface SchedulerSettings {
  /** States in which an issue may be worked on, normalized. */
  readonly activeStates: readonly string[];
  /** States in which an issue is finished, normalized. */
  readonly terminalStates: readonly string[];
  /** Labels that an issue must all have, normalized. */
  readonly requiredLabels: readonly string[];
  /** Agents at work at once. */
  readonly maxConcurrentAgents: number;
  /** The same per tracker state; a state not named here knows only the limit above. */
  readonly maxConcurrentAgentsByState: Readonly<Record<string, number>>;
  /** Cap on the delay between a failure and the next try. */
  readonly maxRetryBackoffMs: number;
  /** Failed runs in a row after which an issue waits for a person. */
  readonly maxFailures: number;
  /** Runs in all, while an issue stays claimed, after which it waits for a person; those that only met a quota do not count. */
  readonly maxSessions: number;
  /** Waiting this long lifts an issue by one priority, though never to priority 1; 0 turns ageing off. */
  readonly priorityAgingMs: number;
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/** Symphony's defaults, plus the bounds it lacks (`reference` gaps 2 and 3). */
export const DEFAULT_SETTINGS: SchedulerSettings = {
  activeStates: ["planned", "in-progress"],
  terminalStates: ["done"],
  requiredLabels: [],
  maxConcurrentAgents: 10,
  maxConcurrentAgentsByState: {},
  maxRetryBackoffMs: 300_000,
  maxFailures: 10,
  maxSessions: 15,
  priorityAgingMs: WEEK_MS,
};

/** Settings with states and labels in the form in which they are compared, and limits that are no limit left out. */
export function toSettings(given: Partial<SchedulerSettings>): SchedulerSettings {
  const merged = { ...DEFAULT_SETTINGS, ...given };
  const limits = Object.entries(merged.maxConcurrentAgentsByState).filter(([, limit]) => Number.isInteger(limit) && limit > 0);
  return {
    ...merged,
    activeStates: merged.activeStates.map(normalizeState),
    terminalStates: merged.terminalStates.map(normalizeState),
    requiredLabels: merged.requiredLabels.map(normalizeState),
    maxConcurrentAgentsByState: Object.fromEntries(limits.map(([state, limit]) => [normalizeState(state), limit])),
  };
}
