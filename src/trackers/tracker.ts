// Where work is listed. Two reads and one report: nothing is added merely to make trackers look alike.

import type { Problem } from "../core/errors.ts";
import type { IssueId } from "../core/ids.ts";
import type { Issue, IssueReport } from "../core/issue.ts";

export interface IssueList {
  readonly issues: readonly Issue[];
  /** Malformed entries, each with its place; the rest still count. */
  readonly problems: readonly Problem[];
}

export interface Tracker {
  readonly kind: string;
  /**
   * All issues in these states (trimmed, case-blind), also those that are not dispatchable. `[]` answers `[]` without a read.
   * @param asker `person`: answered though little is left of what the tracker allows us; otherwise it may have to wait.
   * @throws tracker.not-found, tracker.unavailable, tracker.invalid; all or nothing, never a partial list.
   */
  fetchIssuesByStates(states: readonly string[], asker?: "person"): Promise<IssueList>;
  /**
   * Full snapshots of these issues in one read, each at most once, in any order; ids that no longer exist are left out.
   * A malformed requested record throws, since leaving it out would mean "gone". `[]` answers `[]` without a read.
   */
  fetchIssuesByIds(ids: readonly IssueId[]): Promise<readonly Issue[]>;
  /**
   * Writes where our work stands. Idempotent, and free of side effects on anything that is not ours. An issue that is gone is
   * no error.
   * @throws tracker.unavailable when it should be tried again.
   */
  report(report: IssueReport): Promise<void>;
}
