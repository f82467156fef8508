// Pull requests: opening, changing, reviewing and merging, with git deciding what can be merged.
import type { Actor } from "../http/call.ts";
import { invalid, Refused } from "../http/reply.ts";
import { toAccountJson } from "../render/account.ts";
import { toEmail } from "../render/commit.ts";
import { isPull, type PullIssue, toMergeable, toPullCommits, toPullJson, toReviewCommentJson, toReviewJson } from "../render/pull.ts";
import type { Account } from "../state/account.ts";
import { type Repository, type Review, type ReviewComment, toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";
import { checkText, closeItem, createItem, editItem, emitItem, touch } from "./issues.ts";
import { keepHead, markMerged, setRef } from "./refs.ts";

export interface NewPull {
  readonly title: string;
  readonly body?: string | null;
  readonly head: { readonly repository: Repository; readonly ref: string };
  readonly base: string;
  readonly draft?: boolean;
}

export function openPull(
  world: World,
  repository: Repository,
  actor: Actor,
  { title, body = null, head, base, draft = false }: NewPull,
): PullIssue {
  const headSha = head.repository.git.refs().get(`refs/heads/${head.ref}`);
  const baseSha = repository.git.refs().get(`refs/heads/${base}`);
  if (headSha === undefined) throw invalid("PullRequest", "head", "invalid");
  if (baseSha === undefined) throw invalid("PullRequest", "base", "invalid");
  const label = `${head.repository.owner.login}:${head.ref}`;
  const twin = [...repository.issues.values()]
    .filter(isPull)
    .find(
      (other) =>
        other.state === "open" &&
        other.pull.head.repository === head.repository &&
        other.pull.head.ref === head.ref &&
        other.pull.base === base,
    );
  if (twin !== undefined) throw refuse(`A pull request already exists for ${label}.`);
  if (head.repository === repository && repository.git.isAncestor(headSha, baseSha))
    throw refuse(`No commits between ${base} and ${head.ref}`);
  const issue = createItem(world, repository, actor, { title, body });
  issue.pull = {
    ...world.identify("PR"),
    head,
    base,
    headSha,
    baseSha,
    draft,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    reviewers: [],
    reviews: [],
  };
  const pull = asPull(issue);
  // A pull request has one global id; what the issue side had is not known to GraphQL.
  Object.assign(issue, { nodeId: pull.pull.nodeId });
  world.nodes.set(pull.nodeId, { kind: "PullRequest", value: issue });
  keepHead(pull);
  emitItem(world, issue, actor, "opened");
  return pull;
}

function asPull(issue: Parameters<typeof isPull>[0]): PullIssue {
  if (!isPull(issue)) throw new Error(`#${issue.number} is no pull request`);
  return issue;
}

export function editPull(
  world: World,
  issue: PullIssue,
  actor: Actor,
  change: { title?: string | undefined; body?: string | null | undefined; base?: string | undefined },
): void {
  editItem(world, issue, actor, change);
  if (change.base === undefined || change.base === issue.pull.base) return;
  const sha = issue.repository.git.refs().get(`refs/heads/${change.base}`);
  if (sha === undefined) throw invalid("PullRequest", "base", "invalid");
  const from = { ref: { from: issue.pull.base }, sha: { from: issue.pull.baseSha } };
  Object.assign(issue.pull, { base: change.base, baseSha: sha });
  touch(world, issue);
  emitItem(world, issue, actor, "edited", { changes: { base: from } });
}

export function setDraft(world: World, issue: PullIssue, actor: Actor, draft: boolean): void {
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  touch(world, issue);
  emitItem(world, issue, actor, draft ? "converted_to_draft" : "ready_for_review");
}

export interface MergeOptions {
  readonly method?: "merge" | "squash";
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** The head that whoever merges has seen. */
  readonly sha?: string | undefined;
}

/** @throws 405 when it cannot be merged, 409 when the head is another one */
export function mergePull(world: World, issue: PullIssue, actor: Actor, { method = "merge", title, message, sha }: MergeOptions): string {
  const { pull, repository } = issue;
  const { git } = repository;
  if (sha !== undefined && sha !== pull.headSha) throw new Refused(409, "Head branch was modified. Review and try the merge again.");
  if (issue.state === "closed" || pull.draft || toMergeable(issue) !== true) throw new Refused(405, "Pull Request is not mergeable");
  const tree = git.mergeTree(pull.baseSha, pull.headSha)?.split("\n")[0];
  if (tree === undefined) throw new Refused(405, "Pull Request is not mergeable");
  const squashed = toPullCommits(issue).map((commit) => `* ${commit.message}`);
  const subject =
    title ??
    (method === "squash"
      ? `${issue.title} (#${issue.number})`
      : `Merge pull request #${issue.number} from ${toFullName(pull.head.repository).split("/")[0]}/${pull.head.ref}`);
  const text = message ?? (method === "squash" ? squashed.join("\n\n") : issue.title);
  const who = { ...toSignature(world, actor.account) };
  const commit = git.writeCommit({
    tree,
    parents: method === "squash" ? [pull.baseSha] : [pull.baseSha, pull.headSha],
    message: text === "" ? subject : `${subject}\n\n${text}`,
    author: who,
    committer: { ...who, name: "GitHub", email: "noreply@github.com" },
  });
  // Told before the branch moves: otherwise the move would count as a merge by another way.
  markMerged(world, issue, actor, commit);
  setRef(world, repository, actor, `refs/heads/${pull.base}`, commit);
  if (pull.base === repository.defaultBranch) closeNamed(world, issue, actor);
  return commit;
}

/** https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
function closeNamed(world: World, { body, repository }: PullIssue, actor: Actor): void {
  for (const [, number] of (body ?? "").matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d{1,9})\b/gi)) {
    const named = repository.issues.get(Number(number));
    if (named?.pull === null) closeItem(world, named, actor);
  }
}

/** Merges the base into the head's branch. @throws 422 when there is nothing to merge or it conflicts */
export function updateBranch(world: World, issue: PullIssue, actor: Actor): void {
  const { pull, repository } = issue;
  const { git } = pull.head.repository;
  if (repository.git.isAncestor(pull.baseSha, pull.headSha)) throw refuse("There are no new commits on the base branch.");
  const tree = repository.git.mergeTree(pull.headSha, pull.baseSha)?.split("\n")[0];
  if (tree === undefined) throw refuse("merge conflict between base and head");
  const who = toSignature(world, actor.account);
  const message = `Merge branch '${pull.base}' into ${pull.head.ref}`;
  const commit = repository.git.writeCommit({ tree, parents: [pull.headSha, pull.baseSha], message, author: who, committer: who });
  if (git !== repository.git) {
    repository.git.setRef("refs/yard/update", commit);
    git.git("fetch", "--quiet", "--no-write-fetch-head", repository.git.path, "refs/yard/update");
  }
  setRef(world, pull.head.repository, actor, `refs/heads/${pull.head.ref}`, commit);
}

export function toSignature(world: World, account: Account): { name: string; email: string; date: string } {
  return { name: account.login, email: toEmail(account), date: world.clock.iso() };
}

export function requestReviewers(world: World, issue: PullIssue, actor: Actor, reviewers: readonly Account[]): void {
  for (const account of reviewers) {
    if (account === issue.author) throw refuse("Review cannot be requested from pull request author.");
    if (issue.pull.reviewers.includes(account)) continue;
    issue.pull.reviewers = [...issue.pull.reviewers, account];
    emitItem(world, issue, actor, "review_requested", { requested_reviewer: toAccountJson(world, account) });
  }
}

export function removeReviewers(world: World, issue: PullIssue, actor: Actor, reviewers: readonly Account[]): void {
  for (const account of reviewers) {
    issue.pull.reviewers = issue.pull.reviewers.filter((other) => other !== account);
    emitItem(world, issue, actor, "review_request_removed", { requested_reviewer: toAccountJson(world, account) });
  }
}

export interface NewReview {
  readonly event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT" | null;
  readonly body: string;
  readonly commitId?: string | undefined;
  readonly comments?: readonly NewReviewComment[];
}

export interface NewReviewComment {
  readonly path: string;
  readonly body: string;
  readonly line?: number | null | undefined;
  readonly side?: "LEFT" | "RIGHT" | undefined;
  readonly inReplyTo?: number | undefined;
}

const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

export function reviewPull(world: World, issue: PullIssue, actor: Actor, { event, body, commitId, comments = [] }: NewReview): Review {
  const { account } = actor;
  checkText("PullRequestReview", body);
  if (account === issue.author && event !== "COMMENT" && event !== null) {
    throw refuse(event === "APPROVE" ? "Can not approve your own pull request" : "Can not request changes on your own pull request");
  }
  if (event !== "APPROVE" && event !== null && body === "" && comments.length === 0) throw refuse("Body cannot be blank");
  const review: Review = {
    ...world.identify("PRR"),
    issue,
    author: account,
    commitId: commitId ?? issue.pull.headSha,
    body,
    state: event === null ? "PENDING" : STATES[event],
    submittedAt: event === null ? null : world.clock.iso(),
  };
  issue.pull.reviews.push(review);
  issue.pull.reviewers = issue.pull.reviewers.filter((other) => other !== account);
  world.nodes.set(review.nodeId, { kind: "PullRequestReview", value: review });
  if (event !== null) emitReview(world, issue, actor, review, "submitted");
  for (const comment of comments) addReviewComment(world, issue, actor, comment, review);
  return review;
}

export function dismissReview(world: World, issue: PullIssue, actor: Actor, review: Review): void {
  review.state = "DISMISSED";
  emitReview(world, issue, actor, review, "dismissed");
}

/** Webhooks write the state in lower case, the REST API in upper case. */
function emitReview(world: World, issue: PullIssue, { account }: Actor, review: Review, action: string): void {
  const about = () => ({
    review: { ...toReviewJson(world, review), state: review.state.toLowerCase() },
    pull_request: toPullJson(world, issue),
  });
  emit(world, issue.repository, { event: "pull_request_review", action, sender: account, about });
}

/** One that stands alone gets a review of its own around it, as on GitHub. */
export function addReviewComment(world: World, issue: PullIssue, actor: Actor, wanted: NewReviewComment, within?: Review): ReviewComment {
  checkText("PullRequestReviewComment", wanted.body);
  const review = within ?? reviewPull(world, issue, actor, { event: "COMMENT", body: "", comments: [wanted] });
  const now = world.clock.iso();
  if (within === undefined) {
    const made = [...issue.repository.reviewComments.values()].find(({ reviewId }) => reviewId === review.id);
    if (made === undefined) throw new Error("a review of one comment has no comment");
    return made;
  }
  const comment: ReviewComment = {
    ...world.identify("PRRC"),
    issue,
    reviewId: review.id,
    author: actor.account,
    commitId: review.commitId,
    path: wanted.path,
    line: wanted.line ?? null,
    side: wanted.side ?? "RIGHT",
    inReplyTo: wanted.inReplyTo ?? null,
    createdAt: now,
    body: wanted.body,
    updatedAt: now,
    reactions: [],
  };
  issue.repository.reviewComments.set(comment.id, comment);
  world.nodes.set(comment.nodeId, { kind: "PullRequestReviewComment", value: comment });
  emitReviewComment(world, issue, actor, comment, "created");
  return comment;
}

export function editReviewComment(world: World, issue: PullIssue, actor: Actor, comment: ReviewComment, body: string): void {
  const from = comment.body;
  Object.assign(comment, { body, updatedAt: world.clock.iso() });
  emitReviewComment(world, issue, actor, comment, "edited", { changes: { body: { from } } });
}

export function deleteReviewComment(world: World, issue: PullIssue, actor: Actor, comment: ReviewComment): void {
  issue.repository.reviewComments.delete(comment.id);
  emitReviewComment(world, issue, actor, comment, "deleted");
}

function emitReviewComment(world: World, issue: PullIssue, { account }: Actor, comment: ReviewComment, action: string, extra = {}): void {
  const about = () => ({ comment: toReviewCommentJson(world, comment), pull_request: toPullJson(world, issue), ...extra });
  emit(world, issue.repository, { event: "pull_request_review_comment", action, sender: account, about });
}

function refuse(message: string): Refused {
  return new Refused(422, "Validation Failed", { errors: [{ resource: "PullRequest", code: "custom", message }] });
}
