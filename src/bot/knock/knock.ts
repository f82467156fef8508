// What knocks at the App's door, in our own words: only what somebody reads of it, with texts and lists bounded.
// Data of strangers all the way down: whoever acts on a knock asks the forge again.

export interface Sender {
  readonly login: string;
  /** `User`, `Bot`, `Organization`; `Unknown` when the payload names nobody. */
  readonly type: string;
  readonly isBot: boolean;
}

export interface KnockRepository {
  /** Stays the same when it is renamed or transferred. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** Null: the payload does not say. */
  readonly defaultBranch: string | null;
}

export interface KnockAccount {
  readonly id: number;
  readonly login: string;
  /** `User` or `Organization`. */
  readonly type: string;
}

interface About {
  /** GitHub's id of the delivery; the same when it is delivered again. */
  readonly guid: string;
  readonly sender: Sender;
  /** When it happened as far as the payload tells, else when it came; milliseconds since the epoch. */
  readonly at: number;
  /**
   * Who else than the sender changed the words that it shows since it happened. A webhook shows what stood there then; what was found by
   * asking shows what stands there now. Absent: nobody.
   */
  readonly editedBy?: readonly string[];
}

interface InInstallation extends About {
  readonly installation: number;
  readonly repository: null;
  readonly thread: null;
}

interface InRepository extends About {
  readonly installation: number;
  readonly repository: KnockRepository;
}

/** Of the repository as a whole. */
interface OfRepository extends InRepository {
  readonly thread: null;
}

interface InThread extends InRepository {
  /** Number of the issue or pull request. */
  readonly thread: number;
}

/** A text that somebody changed. */
interface Edited {
  readonly before: string;
  /** When it was first written, in milliseconds since the epoch; null: the payload does not say. */
  readonly writtenAt: number | null;
}

/** Of an issue or of a pull request, which is an issue too. */
interface OnIssue extends InThread {
  readonly issue: KnockIssue;
}

interface OnPullRequest extends InThread {
  readonly pullRequest: KnockPullRequest;
}

export interface KnockIssue {
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly url: string;
  readonly isOpen: boolean;
  readonly isLocked: boolean;
  readonly isPullRequest: boolean;
  readonly labels: readonly string[];
}

export interface KnockPullRequest {
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly url: string;
  readonly isOpen: boolean;
  readonly isLocked: boolean;
  readonly isDraft: boolean;
  readonly isMerged: boolean;
  readonly labels: readonly string[];
  readonly head: string;
  readonly headCommit: string;
  /** The head is in another repository, or in one that is gone. */
  readonly isFromFork: boolean;
  readonly base: string;
}

export interface KnockComment {
  readonly id: number;
  readonly body: string;
  /** Who wrote it first; an edit's sender may be someone else. */
  readonly author: string;
  readonly isByBot: boolean;
  readonly url: string;
}

export interface KnockReviewComment extends KnockComment {
  readonly path: string;
  /** Null: on the file as a whole, or the line is gone. */
  readonly line: number | null;
  readonly commit: string;
  /** The comment that it answers. */
  readonly replyTo: number | null;
  readonly review: number | null;
}

export interface KnockReview {
  readonly id: number;
  readonly state: string;
  readonly body: string;
  readonly author: string;
  readonly url: string;
  readonly commit: string | null;
}

export interface KnockCheck {
  readonly id: number;
  readonly name: string;
  /** What its maker calls it; for ours the run's id. */
  readonly externalId: string | null;
  readonly commit: string;
  readonly branch: string | null;
  readonly conclusion: string | null;
  /** Slug of the App that made it. */
  readonly app: string | null;
  readonly url: string | null;
  /** Open pull requests whose head it was made for. */
  readonly pullRequests: readonly number[];
}

/** A check stands on a commit; a pull request may or may not be known for it. */
interface OnCommit extends InRepository {
  readonly thread: number | null;
}

export interface RepositoryName {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

export type Knock =
  | (OnIssue & { readonly type: "issue.opened" | "issue.closed" | "issue.reopened" | "issue.deleted" })
  | (OnIssue & Edited & { readonly type: "issue.edited" })
  | (OnIssue & { readonly type: "issue.labelled" | "issue.unlabelled"; readonly label: string })
  | (OnIssue & { readonly type: "issue.assigned" | "issue.unassigned"; readonly assignee: string })
  /** It has another number in another repository now; null: the payload does not say. */
  | (OnIssue & { readonly type: "issue.transferred"; readonly to: (RepositoryName & { readonly number: number }) | null })
  | (OnIssue & { readonly type: "comment.created" | "comment.deleted"; readonly comment: KnockComment })
  | (OnIssue & Edited & { readonly type: "comment.edited"; readonly comment: KnockComment })
  | (OnPullRequest & { readonly type: "pull-request.opened" | "pull-request.reopened" | "pull-request.closed" | "pull-request.merged" })
  | (OnPullRequest & Edited & { readonly type: "pull-request.edited" })
  | (OnPullRequest & { readonly type: "pull-request.synchronized"; readonly before: string | null })
  | (OnPullRequest & { readonly type: "pull-request.labelled" | "pull-request.unlabelled"; readonly label: string })
  | (OnPullRequest & { readonly type: "pull-request.assigned" | "pull-request.unassigned"; readonly assignee: string })
  | (OnPullRequest & { readonly type: "review.submitted"; readonly review: KnockReview })
  | (OnPullRequest & Edited & { readonly type: "review.edited"; readonly review: KnockReview })
  | (OnPullRequest & { readonly type: "review-comment.created" | "review-comment.deleted"; readonly comment: KnockReviewComment })
  | (OnPullRequest & Edited & { readonly type: "review-comment.edited"; readonly comment: KnockReviewComment })
  | (OnCommit & { readonly type: "check.rerequested"; readonly check: KnockCheck })
  | (OnCommit & { readonly type: "check.action-requested"; readonly check: KnockCheck; readonly action: string })
  /** Of another App, and it failed. */
  | (OnCommit & { readonly type: "check.failed"; readonly check: KnockCheck })
  | (OnCommit & { readonly type: "check-suite.rerequested"; readonly commit: string; readonly branch: string | null })
  | (OfRepository & { readonly type: "push"; readonly push: KnockPush })
  | (OfRepository & {
      readonly type:
        | "repository.deleted"
        | "repository.archived"
        | "repository.unarchived"
        | "repository.publicized"
        | "repository.privatized"
        | "repository.default-branch-switched";
    })
  | (OfRepository & { readonly type: "repository.renamed"; readonly from: string })
  | (OfRepository & { readonly type: "repository.transferred"; readonly from: string | null })
  | (InInstallation & {
      readonly type: "installation.created";
      readonly account: KnockAccount;
      readonly repositories: readonly RepositoryName[];
    })
  | (InInstallation & {
      readonly type: "installation.deleted" | "installation.suspended" | "installation.unsuspended";
      readonly account: KnockAccount;
    })
  | (InInstallation & {
      readonly type: "installation.repositories-changed";
      readonly account: KnockAccount;
      readonly added: readonly RepositoryName[];
      readonly removed: readonly RepositoryName[];
    })
  | (About & { readonly type: "ping"; readonly installation: null; readonly repository: null; readonly thread: null });

export interface KnockPush {
  readonly branch: string;
  readonly before: string;
  readonly after: string;
  readonly isNew: boolean;
  readonly isDeleted: boolean;
  readonly isForced: boolean;
}

export interface KnockPlace {
  readonly installation: number | null;
  readonly repository: Pick<KnockRepository, "id"> | null;
  readonly thread: number | null;
}

/** Deliveries of one key are handled one after the other: a thread, else a repository, else an installation. */
export function toKnockKey({ installation, repository, thread }: KnockPlace): string {
  if (repository !== null) return thread === null ? `repository/${repository.id}` : `repository/${repository.id}#${thread}`;
  return installation === null ? "app" : `installation/${installation}`;
}

/** The knock of one type, where several types share a shape. */
export type KnockOf<Type extends Knock["type"]> = Knock & { readonly type: Type };
