// Somebody at a browser or a terminal. What a person does happens at once; `github.settled()` waits until the app was told.
import { clickAction, rerequestRun, rerequestSuite } from "./acts/checks.ts";
import { addComment, deleteComment, editComment, react } from "./acts/comments.ts";
import {
  addLabels,
  assign,
  closeItem,
  deleteIssue,
  editItem,
  lock,
  type NewIssue,
  openIssue,
  removeLabel,
  reopenItem,
  transferIssue,
  unassign,
} from "./acts/issues.ts";
import { mergePull, openPull, requestReviewers, reviewPull, setDraft, toSignature } from "./acts/pulls.ts";
import { setRef } from "./acts/refs.ts";
import { addBlocker, addSubIssue } from "./acts/relations.ts";
import { findOrCreateAccount } from "./acts/repositories.ts";
import { type Administrator, createAdministrator } from "./administrator.ts";
import type { Actor } from "./http/call.ts";
import type { PullIssue } from "./render/pull.ts";
import type { Account } from "./state/account.ts";
import type { CheckRun, CheckSuite, Issue, IssueComment, ReactionContent, Repository, Review } from "./state/repository.ts";
import type { World } from "./state/world.ts";

/** Path to content; null removes the file. */
export type Files = Readonly<Record<string, string | null>>;

export interface Person extends Administrator {
  readonly login: string;
  opensIssue(repository: Repository, issue: NewIssue): Issue;
  edits(what: Issue | IssueComment, words: { readonly title?: string; readonly body?: string } | string): void;
  comments(issue: Issue, body: string): IssueComment;
  deletes(what: Issue | IssueComment): void;
  labels(issue: Issue, ...names: readonly string[]): void;
  unlabels(issue: Issue, name: string): void;
  assigns(issue: Issue, ...logins: readonly string[]): void;
  unassigns(issue: Issue, ...logins: readonly string[]): void;
  closes(issue: Issue, reason?: "completed" | "not_planned"): void;
  reopens(issue: Issue): void;
  locks(issue: Issue): void;
  transfers(issue: Issue, to: Repository): Issue;
  blocks(issue: Issue, by: Issue): void;
  puts(child: Issue, under: Issue): void;
  reacts(to: Issue | IssueComment, content: ReactionContent): void;
  /** Commits onto a branch, which is made from the default branch when missing; `force` throws away what was there. */
  pushes(repository: Repository, branch: string, files: Files, options?: { readonly message?: string; readonly force?: boolean }): string;
  deletesBranch(repository: Repository, branch: string): void;
  opensPull(
    repository: Repository,
    pull: { from: string; into?: string; title: string; body?: string; draft?: boolean; fork?: Repository },
  ): PullIssue;
  marksReady(pull: PullIssue): void;
  convertsToDraft(pull: PullIssue): void;
  asksForReview(pull: PullIssue, ...logins: readonly string[]): void;
  approves(pull: PullIssue, body?: string): Review;
  requestsChanges(pull: PullIssue, body: string): Review;
  reviews(
    pull: PullIssue,
    review: { readonly body: string; readonly comments?: readonly { path: string; line: number; body: string }[] },
  ): Review;
  merges(pull: PullIssue, method?: "merge" | "squash"): string;
  /** A button that the app put on its check. */
  clicks(run: CheckRun, identifier: string): void;
  reruns(what: CheckRun | CheckSuite): void;
}

export function createPerson(world: World, account: Account): Person {
  const me: Actor = { account, via: null };
  return {
    ...createAdministrator(world, account),
    login: account.login,
    opensIssue: (repository, issue) => openIssue(world, repository, me, issue),
    edits(what, words) {
      const change = typeof words === "string" ? { body: words } : words;
      if ("issue" in what) editComment(world, what, me, change.body ?? what.body);
      else editItem(world, what, me, change);
    },
    comments: (issue, body) => addComment(world, issue, me, body),
    deletes: (what) => ("issue" in what ? deleteComment(world, what, me) : deleteIssue(world, what, me)),
    labels: (issue, ...names) => addLabels(world, issue, me, names),
    unlabels(issue, name) {
      const label = issue.labels.find((other) => other.name === name);
      if (label === undefined) throw new Error(`#${issue.number} has no label ${name}`);
      removeLabel(world, issue, me, label);
    },
    assigns: (issue, ...logins) => assign(world, issue, me, logins),
    unassigns: (issue, ...logins) => unassign(world, issue, me, logins),
    closes: (issue, reason = "completed") => closeItem(world, issue, me, reason),
    reopens: (issue) => reopenItem(world, issue, me),
    locks: (issue) => lock(world, issue, me, null),
    transfers: (issue, to) => transferIssue(world, issue, me, to),
    blocks: (issue, by) => addBlocker(world, issue, me, by),
    puts: (child, under) => addSubIssue(world, under, me, child, false),
    reacts: (to, content) => void react(world, to.reactions, me, content),
    pushes: (repository, branch, files, options = {}) => pushFiles(world, repository, me, { branch, files, ...options }),
    deletesBranch: (repository, branch) => setRef(world, repository, me, `refs/heads/${branch}`, null),
    opensPull(repository, { from, into = repository.defaultBranch, fork = repository, ...words }) {
      return openPull(world, repository, me, { ...words, head: { repository: fork, ref: from }, base: into });
    },
    marksReady: (pull) => setDraft(world, pull, me, false),
    convertsToDraft: (pull) => setDraft(world, pull, me, true),
    asksForReview(pull, ...logins) {
      const reviewers = logins.map((login) => findOrCreateAccount(world, login));
      requestReviewers(world, pull, me, reviewers);
    },
    approves: (pull, body = "") => reviewPull(world, pull, me, { event: "APPROVE", body }),
    requestsChanges: (pull, body) => reviewPull(world, pull, me, { event: "REQUEST_CHANGES", body }),
    reviews: (pull, review) => reviewPull(world, pull, me, { event: "COMMENT", ...review }),
    merges: (pull, method = "merge") => mergePull(world, pull, me, { method }),
    clicks: (run, identifier) => clickAction(world, run, me, identifier),
    reruns: (what) => ("suite" in what ? rerequestRun(world, what, me) : rerequestSuite(world, what, me)),
  };
}

export interface Push {
  readonly branch: string;
  readonly files: Files;
  readonly message?: string;
  readonly force?: boolean;
}

export function pushFiles(
  world: World,
  repository: Repository,
  actor: Actor,
  { branch, files, message = `Change ${Object.keys(files).join(", ")}`, force = false }: Push,
): string {
  const { git, defaultBranch } = repository;
  const refs = git.refs();
  const start = refs.get(`refs/heads/${defaultBranch}`) ?? null;
  const tip = force ? start : (refs.get(`refs/heads/${branch}`) ?? start);
  const commit = git.commitFiles(tip, files, message, toSignature(world, actor.account));
  setRef(world, repository, actor, `refs/heads/${branch}`, commit);
  return commit;
}
