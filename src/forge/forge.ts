// Where code is reviewed and people are answered: one repository of a forge, as the App sees it. Every write can be made twice: it finds
// what it made before by its marker and brings that up to date.

/** What a person may do in the repository, each including those before it. */
export const PERMISSIONS = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface ForgeRepository {
  /** Stays the same when it is renamed or transferred. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
}

/** An issue or a pull request: where people talk. */
export interface Thread {
  readonly number: number;
  readonly title: string;
  /** Null: nothing was written. */
  readonly body: string | null;
  readonly author: string;
  readonly url: string;
  readonly isOpen: boolean;
  readonly isLocked: boolean;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** Null: it is an issue. */
  readonly pullRequest: PullRequest | null;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  readonly isDraft: boolean;
  /** Branch that holds the work, and its newest commit. */
  readonly head: string;
  readonly headCommit: string;
  /** The head is in another repository, which we cannot write. */
  readonly isFromFork: boolean;
  /** The head is the repository's default branch, as that is called now: what it holds is what counts. */
  readonly isFromDefaultBranch: boolean;
  readonly base: string;
}

export interface ThreadComment {
  readonly id: number;
  readonly url: string;
  readonly author: string;
  readonly body: string;
}

export interface CommentPlace {
  /** Issue or pull request. */
  readonly thread: number;
  readonly id: number;
  /** Comments on a pull request's lines have numbers of their own, and so have reviews. */
  readonly on: "thread" | "line" | "review";
}

export interface CommentRequest {
  readonly thread: number;
  /** Stands hidden in the comment; the same marker is the same comment. Letters, digits, `-`, `_`, `:`, `/`, `.`. */
  readonly marker: string;
  /** Markdown, at most 60 000 characters: what is longer is the caller's to cut. */
  readonly body: string;
  /** Where it was put last; saves looking for the marker. */
  readonly known: number | null;
  /** Nothing comes after it, so it goes before the progress of others where writes are limited. @defaultValue false */
  readonly isLast?: boolean;
}

export type Reaction = "eyes" | "rocket" | "hooray" | "+1" | "-1" | "confused";

/** What can be reacted to. */
export interface ReactionTarget {
  readonly thread: number;
  /** Null: the thread itself. */
  readonly comment: number | null;
  /** The comment stands on a line of a pull request; such comments have numbers of their own. @defaultValue false */
  readonly isOnLine?: boolean;
}

export type CheckConclusion = "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required";

export interface CheckAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string | null;
  readonly message: string;
}

export interface CheckAction {
  /** At most 20 characters. */
  readonly label: string;
  /** At most 40 characters. */
  readonly description: string;
  /** At most 20 characters; comes back when a person presses it. */
  readonly identifier: string;
}

export interface CheckRequest {
  /** Stable, so that it can be required: `yardmaster / fix`. */
  readonly name: string;
  readonly commit: string;
  /** The run's id: with the name and the commit it is the marker. */
  readonly externalId: string;
  readonly status: "queued" | "in_progress" | "completed";
  /** Null while it is not completed. */
  readonly conclusion: CheckConclusion | null;
  readonly title: string;
  /** Markdown, at most 60 000 characters. */
  readonly summary: string;
  /** All of them, in the same order each time: those that were sent before are not sent again. */
  readonly annotations: readonly CheckAnnotation[];
  /** At most three. */
  readonly actions: readonly CheckAction[];
  readonly detailsUrl: string | null;
  /** What the last `putCheck` answered; null at first. */
  readonly known: PutCheck | null;
}

export interface PutCheck {
  readonly id: number;
  /** Annotations sent so far. */
  readonly annotations: number;
}

export interface PullRequestRequest {
  readonly head: string;
  readonly base: string;
  /** What is beyond 256 characters is cut. */
  readonly title: string;
  /** Markdown, at most 60 000 characters. */
  readonly body: string;
  readonly isDraft: boolean;
}

export interface Remote {
  /** Without credentials. */
  readonly url: string;
  /** An `Authorization` header's value for git over HTTP, short-lived; null for a remote that asks for none. Never to be written down. */
  readonly authorization: string | null;
}

/**
 * All throw forge.unavailable (try again; the error's `retryAfterMs` is set when the forge said when), forge.refused (it says no and
 * will again) and forge.gone (the repository is not there, or not ours to see, any more).
 */
export interface Forge {
  readonly kind: string;
  /** Ourselves, as the author of what we write: `yardmaster[bot]`. */
  fetchLogin(): Promise<string>;
  fetchRepository(): Promise<ForgeRepository>;
  /** Asked of the forge and kept for a minute; never told from a name or an association. An unknown person has `none`. */
  fetchPermission(login: string): Promise<Permission>;
  /** Where an account's commits are attributed to it, and mail does not arrive: for git's trailers and authors. Null: there is none. */
  fetchAddress(login: string): Promise<string | null>;
  /** Null: there is none, or no longer, or it was moved to another repository. */
  fetchThread(number: number): Promise<Thread | null>;
  /** Null: it was deleted. */
  fetchComment(place: CommentPlace): Promise<ThreadComment | null>;
  /** The newest pull request from a branch of the repository itself. */
  fetchPullRequestOf(branch: string): Promise<PullRequest | null>;
  /**
   * Files that a pull request changes, renamed ones under both names; of more than 3000 files the first.
   * @throws forge.refused when there is no such pull request
   */
  fetchChangedFiles(pullRequest: number): Promise<readonly string[]>;
  /** A file's text at a commit; null: there is no such file, or it is larger than 1 MiB. */
  fetchFile(path: string, commit: string): Promise<string | null>;
  /** @throws forge.refused in a thread that is locked or gone */
  putComment(request: CommentRequest): Promise<{ readonly id: number; readonly url: string }>;
  /** Folds a comment away as outdated; one that is gone is no error. */
  hideComment(id: number): Promise<void>;
  /** Once is enough however often it is asked. What is gone is no error. */
  react(to: ReactionTarget, reaction: Reaction): Promise<void>;
  /** @throws forge.refused for a commit that is not there */
  putCheck(request: CheckRequest): Promise<PutCheck>;
  /**
   * Opens it, or brings title, body and draft of the open one up to date: a title or a body that people changed stays. Where the
   * forge has no drafts, or does not let us change that, it stays as it is: the answer says how.
   * @throws forge.refused when a branch is not there, or the head has no commit of its own
   */
  putPullRequest(request: PullRequestRequest): Promise<PullRequest>;
  /** @returns how it is now: where there are no drafts, or we may not change that, as it was; null: there is no such pull request */
  setDraft(pullRequest: number, isDraft: boolean): Promise<boolean | null>;
  /** Only while its head is still this commit; a branch that is gone is no error. @returns whether it is gone now */
  deleteBranch(branch: string, commit: string): Promise<boolean>;
  /** A thread that is gone is no error. */
  addLabels(thread: number, labels: readonly string[]): Promise<void>;
  /** A thread that is gone, or a label that it does not have, is no error. */
  removeLabel(thread: number, label: string): Promise<void>;
  /**
   * Where git fetches from and pushes to; asked anew for each command, since what authorizes it ends soon.
   * @param wasRefused what was answered last is not valid any more, whatever it said of itself. @defaultValue false
   */
  openRemote(wasRefused?: boolean): Promise<Remote>;
}
