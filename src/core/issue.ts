// An issue as every tracker lists it, and what a tracker is told about our work on it.
// The shape follows the Symphony specification's domain model; no vendor's word appears here.
import { type IssueId, type RunId, toIssueId } from "./ids.ts";

/** An issue that must be finished first. Each part may be unknown; an unknown state counts as open. */
export interface Blocker {
  readonly id: IssueId | null;
  readonly identifier: string | null;
  readonly state: string | null;
}

export interface Issue {
  /** Stable dispatch identity inside the tracker's scope; opaque to everyone else. */
  readonly id: IssueId;
  /** What people call it; unique in scope. Names the workspace. */
  readonly identifier: string;
  readonly title: string;
  readonly description: string | null;
  /** The tracker's own spelling; compared trimmed and in lower case. */
  readonly state: string;
  /** The tracker's verdict on everything the scheduler cannot see (assignment, membership, pull requests). */
  readonly dispatchable: boolean;
  /** Why it is not, in words for people, where the tracker has some. @defaultValue none */
  readonly withheld?: string;
  /** 1 is most urgent, 4 least; any other number or null ranks after them. */
  readonly priority: number | null;
  /** Trimmed, lower case, no duplicates. */
  readonly labels: readonly string[];
  readonly blockedBy: readonly Blocker[];
  readonly branchName: string | null;
  readonly url: string | null;
  readonly assigneeId: string | null;
  /** UTC, exactly as `toISOString` writes it, so that plain string order is time order. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** Non-secret provider ids, kept verbatim, never interpreted. */
  readonly nativeRef: Readonly<Record<string, unknown>> | null;
}

/** Where our work on an issue stands, told to the tracker after each change. Level, not edge: telling it twice equals once. */
export interface IssueReport {
  readonly issueId: IssueId;
  readonly runId: RunId;
  readonly phase: "working" | "completed" | "failed" | "needs-person";
  /** One line for people: the step under way, or what came of it. No newlines. */
  readonly summary: string;
  readonly branch: string | null;
  readonly commit: string | null;
}

/** The form in which states are compared. */
export function normalizeState(state: string): string {
  return state.trim().toLowerCase();
}

/** An issue with this identifier (also its id and title), in state `planned` and otherwise empty. */
export function createIssue(identifier: string, parts: Partial<Issue> = {}): Issue {
  return {
    id: toIssueId(identifier),
    identifier,
    title: identifier,
    description: null,
    state: "planned",
    dispatchable: true,
    priority: null,
    labels: [],
    blockedBy: [],
    branchName: null,
    url: null,
    assigneeId: null,
    createdAt: null,
    updatedAt: null,
    nativeRef: null,
    ...parts,
  };
}

/** The number of the thread that it is on a forge; null: it is none. */
export function toThreadNumber({ nativeRef }: Pick<Issue, "nativeRef">): number | null {
  const number = nativeRef?.["number"];
  return typeof number === "number" ? number : null;
}
