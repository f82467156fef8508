// A repository as GitHub keeps it, and all that is in it; one file, because each of them knows the others.
// Its commits are in a real bare repository on disk.
import type { BareRepository } from "../git/bare-repository.ts";
import type { Account } from "./account.ts";
import type { App } from "./app.ts";
import type { Role } from "./role.ts";

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  readonly createdAt: string;
  readonly git: BareRepository;
  /** The repository that this one was forked from. */
  readonly parent: Repository | null;
  owner: Account;
  name: string;
  private: boolean;
  archived: boolean;
  deleted: boolean;
  defaultBranch: string;
  pushedAt: string;
  /** Login in lower case to role. */
  readonly collaborators: Map<string, Role>;
  /** By name in lower case: GitHub finds `Bug` under `bug`. */
  readonly labels: Map<string, Label>;
  readonly milestones: Map<number, Milestone>;
  /** Issues and pull requests share their numbers. */
  readonly issues: Map<number, Issue>;
  /** Where issues went that were moved elsewhere. */
  readonly transferred: Map<number, Issue>;
  readonly comments: Map<number, IssueComment>;
  /** What was done to its issues, oldest first. */
  readonly issueEvents: IssueEvent[];
  readonly reviewComments: Map<number, ReviewComment>;
  readonly suites: Map<number, CheckSuite>;
  readonly checks: Map<number, CheckRun>;
  readonly statuses: CommitStatus[];
}

export interface Label {
  readonly id: number;
  readonly nodeId: string;
  name: string;
  color: string;
  description: string | null;
}

export interface Milestone {
  readonly id: number;
  readonly nodeId: string;
  readonly number: number;
  readonly creator: Account;
  readonly createdAt: string;
  title: string;
  description: string | null;
  dueOn: string | null;
  state: "open" | "closed";
}

export function toFullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export interface Issue {
  readonly id: number;
  readonly nodeId: string;
  readonly number: number;
  readonly author: Account;
  /** The app whose token made it. */
  readonly via: App | null;
  readonly createdAt: string;
  readonly repository: Repository;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  locked: boolean;
  lockReason: string | null;
  updatedAt: string;
  closedAt: string | null;
  closedBy: Account | null;
  labels: Label[];
  assignees: Account[];
  milestone: Milestone | null;
  pull: PullRequest | null;
  parent: Issue | null;
  readonly subIssues: Issue[];
  readonly blockedBy: Issue[];
  /** The options that were chosen in the organization's fields for issues, by the field's name. */
  readonly fields: Map<string, string>;
  readonly reactions: Reaction[];
  /** Oldest first. */
  readonly edits: Edit[];
}

/** Who changed a text, and when; only GraphQL tells. */
export interface Edit {
  readonly of: "title" | "body";
  readonly by: Account;
  readonly at: string;
}

export interface IssueEvent {
  readonly id: number;
  readonly nodeId: string;
  readonly issue: Issue;
  readonly event: string;
  readonly actor: Account;
  readonly createdAt: string;
  readonly label: { readonly name: string; readonly color: string } | null;
  readonly assignee: Account | null;
}

export interface IssueComment {
  readonly id: number;
  readonly nodeId: string;
  readonly issue: Issue;
  readonly author: Account;
  readonly via: App | null;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  /** As GraphQL says it in lower case: `outdated`, `resolved`. */
  minimizedReason: string | null;
  readonly reactions: Reaction[];
  readonly edits: Edit[];
}

export interface Reaction {
  readonly id: number;
  readonly nodeId: string;
  readonly account: Account;
  readonly content: ReactionContent;
  readonly createdAt: string;
}

export const REACTION_CONTENTS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"] as const;
export type ReactionContent = (typeof REACTION_CONTENTS)[number];

export interface PullRequest {
  readonly id: number;
  readonly nodeId: string;
  readonly head: { readonly repository: Repository; readonly ref: string };
  base: string;
  /** Follows the head's branch while the pull request is open, and stays when that is deleted. */
  headSha: string;
  /** Where the base branch was when last looked at. */
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  reviewers: Account[];
  readonly reviews: Review[];
}

export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly issue: Issue;
  readonly author: Account;
  readonly commitId: string;
  body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  submittedAt: string | null;
}

export interface ReviewComment {
  readonly id: number;
  readonly nodeId: string;
  readonly issue: Issue;
  readonly reviewId: number;
  readonly author: Account;
  readonly commitId: string;
  readonly path: string;
  readonly line: number | null;
  readonly side: "LEFT" | "RIGHT";
  readonly inReplyTo: number | null;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  readonly reactions: Reaction[];
}

export interface CheckSuite {
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly nodeId: string;
  readonly suite: CheckSuite;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  detailsUrl: string | null;
  externalId: string;
  startedAt: string;
  completedAt: string | null;
  output: CheckOutput;
  actions: readonly CheckAction[];
}

export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface CommitStatus {
  readonly id: number;
  readonly nodeId: string;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly createdAt: string;
}
