// Where an issue stands with the scheduler, with the rule that says so; `isEligible` is the short form.
import { type Blocker, type Issue, normalizeState } from "../issue.ts";
import type { SchedulerSettings } from "./settings.ts";
import type { Claim, SchedulerState } from "./state.ts";

export type Standing =
  | { readonly code: "eligible" | "requested" | "malformed" | "terminal" | "not-active" | "not-dispatchable" }
  | { readonly code: "label-missing"; readonly label: string }
  | { readonly code: "blocked"; readonly by: readonly Blocker[] }
  /** Its retry is due: it competes again. */
  | { readonly code: "retry-due"; readonly claim: Claim }
  | { readonly code: "claimed"; readonly claim: Claim };

const ELIGIBLE = { code: "eligible" } as const;
const REQUESTED = { code: "requested" } as const;
const MALFORMED = { code: "malformed" } as const;
const TERMINAL = { code: "terminal" } as const;
const NOT_ACTIVE = { code: "not-active" } as const;
const NOT_DISPATCHABLE = { code: "not-dispatchable" } as const;

/**
 * Could a run begin for this issue, slots aside? Anything held by a claim, whatever its phase, or asked for directly, could not:
 * that is what keeps an issue from being worked on twice. A retry that is due must meet every other rule afresh.
 *
 * @param now milliseconds since the epoch; decides only whether a retry is due.
 */
export function toStanding(issue: Issue, state: SchedulerState, now: number): Standing {
  const claim = state.claims.get(issue.id);
  if (claim && !(claim.phase === "retrying" && (claim.dueAt ?? 0) <= now)) return { code: "claimed", claim };
  if (state.requests.has(issue.id)) return REQUESTED;
  if (!issue.id || !issue.identifier || !issue.title || !issue.state) return MALFORMED;
  const { settings } = state;
  const issueState = normalizeState(issue.state);
  if (settings.terminalStates.includes(issueState)) return TERMINAL;
  if (!settings.activeStates.includes(issueState)) return NOT_ACTIVE;
  const unroutable = toUnroutable(issue, settings);
  if (unroutable) return unroutable;
  const open = toOpenBlockers(issue, settings);
  if (open.length > 0) return { code: "blocked", by: open };
  return claim ? { code: "retry-due", claim } : ELIGIBLE;
}

/** True when a first run could begin now, slots aside. */
export function isEligible(issue: Issue, state: SchedulerState): boolean {
  return toStanding(issue, state, 0).code === "eligible";
}

/** Null when the issue may be worked on at all: dispatchable and with every required label (Symphony 8.2, rule P4). */
export function toUnroutable(issue: Issue, settings: SchedulerSettings): Standing | null {
  const missing = settings.requiredLabels.find((label) => label === "" || !issue.labels.includes(label));
  if (missing !== undefined) return { code: "label-missing", label: missing };
  return issue.dispatchable ? null : NOT_DISPATCHABLE;
}

/** A blocker counts as open until its state is known to be terminal. */
export function toOpenBlockers(issue: Issue, settings: SchedulerSettings): readonly Blocker[] {
  return issue.blockedBy.filter(({ state }) => state === null || !settings.terminalStates.includes(normalizeState(state)));
}
