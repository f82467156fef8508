// A tracker whose issues live in this process: for tests, and for programs that bring their own list of work.
// Keeps the whole contract, with handles to change the world behind its back and to make it fail.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import type { IssueId } from "../../core/ids.ts";
import { type Issue, type IssueReport, normalizeState } from "../../core/issue.ts";
import type { Tracker } from "../tracker.ts";

/** The state that each phase moves an issue to; null leaves it where it is. */
export type Moves = Readonly<Record<IssueReport["phase"], string | null>>;

export interface MemoryTrackerOptions {
  readonly issues?: readonly Issue[];
  /** @defaultValue working and failed `in-progress`, completed `done`, needs-person `blocked` */
  readonly moves?: Moves;
}

export interface MemoryTracker extends Tracker {
  /** Adds an issue, or puts this one in the place of the one with its id; also mends a broken record. */
  setIssue(issue: Issue): void;
  removeIssue(id: IssueId): void;
  /** Makes an issue's record malformed: lists name it as a problem, asking for it by id throws. */
  breakIssue(id: IssueId, message: string): void;
  /** The next read that would look at the issues throws this. */
  failNextRead(error?: YardmasterError): void;
  /** The next report throws this and changes nothing. */
  failNextReport(error?: YardmasterError): void;
  /** How often the issues were looked at. */
  readonly reads: number;
  /** Every report that was taken, repetitions included, in order. */
  readonly reports: readonly IssueReport[];
}

const MOVES: Moves = { working: "in-progress", completed: "done", failed: "in-progress", "needs-person": "blocked" };

export function createMemoryTracker({ issues = [], moves = MOVES }: MemoryTrackerOptions = {}): MemoryTracker {
  const byId = new Map(issues.map((issue) => [issue.id, issue]));
  const broken = new Map<IssueId, Problem>();
  const reports: IssueReport[] = [];
  let reads = 0;
  let readFailure: YardmasterError | null = null;
  let reportFailure: YardmasterError | null = null;

  function read(): void {
    reads += 1;
    const failure = readFailure;
    readFailure = null;
    if (failure !== null) throw failure;
  }

  /** The issue with its blockers as they are now, where they are issues of ours. */
  function current(issue: Issue): Issue {
    const blockedBy = issue.blockedBy.map((blocker) => {
      const known = blocker.id === null ? undefined : byId.get(blocker.id);
      return known === undefined
        ? blocker
        : { id: known.id, identifier: known.identifier, state: broken.has(known.id) ? null : known.state };
    });
    return { ...issue, blockedBy };
  }

  return {
    kind: "memory",

    async fetchIssuesByStates(states) {
      if (states.length === 0) return { issues: [], problems: [] };
      read();
      const wanted = new Set(states.map(normalizeState));
      const found = [...byId.values()].filter((issue) => !broken.has(issue.id) && wanted.has(normalizeState(issue.state)));
      return { issues: found.map(current), problems: [...broken.values()] };
    },

    async fetchIssuesByIds(ids) {
      if (ids.length === 0) return [];
      read();
      return [...new Set(ids)].flatMap((id) => {
        const problem = broken.get(id);
        if (problem !== undefined) throw new YardmasterError("tracker.invalid", `reading ${id}: ${problem.message}`);
        const issue = byId.get(id);
        return issue === undefined ? [] : [current(issue)];
      });
    },

    async report(report) {
      const failure = reportFailure;
      reportFailure = null;
      if (failure !== null) throw failure;
      reports.push(report);
      const issue = byId.get(report.issueId);
      const state = moves[report.phase];
      if (issue !== undefined && state !== null) byId.set(issue.id, { ...issue, state });
    },

    setIssue(issue) {
      byId.set(issue.id, issue);
      broken.delete(issue.id);
    },

    removeIssue(id) {
      byId.delete(id);
      broken.delete(id);
    },

    breakIssue(id, message) {
      broken.set(id, { file: "memory", line: 1, column: 1, path: id, message, hint: null, severity: "error" });
    },

    failNextRead(error = new YardmasterError("tracker.unavailable", "reading the issues: made to fail")) {
      readFailure = error;
    },

    failNextReport(error = new YardmasterError("tracker.unavailable", "reporting: made to fail")) {
      reportFailure = error;
    },

    get reads() {
      return reads;
    },

    reports,
  };
}
