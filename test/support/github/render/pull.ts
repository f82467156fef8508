// Pull requests, reviews and review comments as the REST API and webhooks show them.
import { readChangedFiles } from "../git/changed-files.ts";
import type { Issue, PullRequest, Repository, Review, ReviewComment } from "../state/repository.ts";
import { toAssociation } from "../state/rights.ts";
import type { World } from "../state/world.ts";
import { type Json, toAccountJson } from "./account.ts";
import { toAccountJsonOrNull, toIssueUrl, toIssueWebUrl, toItemJson, toReactionCounts } from "./issue.ts";
import { toRepositoryJson, toRepositoryUrl } from "./repository.ts";

export type PullIssue = Issue & { readonly pull: PullRequest };

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

export function toPullUrl(world: World, { repository, number }: Issue): string {
  return `${toRepositoryUrl(world, repository)}/pulls/${number}`;
}

/** As lists have it. */
export function toPullSummary(world: World, issue: PullIssue): Json {
  const { pull, repository } = issue;
  const url = toPullUrl(world, issue);
  const web = toIssueWebUrl(issue);
  const statuses = `${toRepositoryUrl(world, repository)}/statuses/${pull.headSha}`;
  const link = (href: string) => ({ href });
  return {
    ...toItemJson(world, issue),
    id: pull.id,
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: toIssueUrl(world, issue),
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${toRepositoryUrl(world, repository)}/pulls/comments{/number}`,
    comments_url: `${toIssueUrl(world, issue)}/comments`,
    statuses_url: statuses,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    requested_reviewers: pull.reviewers.map((account) => toAccountJson(world, account)),
    requested_teams: [],
    draft: pull.draft,
    auto_merge: null,
    head: toBranchJson(world, pull.head.repository, pull.head.ref, pull.headSha),
    base: toBranchJson(world, repository, pull.base, pull.baseSha),
    _links: {
      self: link(url),
      html: link(web),
      issue: link(toIssueUrl(world, issue)),
      comments: link(`${toIssueUrl(world, issue)}/comments`),
      review_comments: link(`${url}/comments`),
      review_comment: link(`${toRepositoryUrl(world, repository)}/pulls/comments{/number}`),
      commits: link(`${url}/commits`),
      statuses: link(statuses),
    },
  };
}

/** `GET /pulls/{number}` and webhooks: with what has to be counted and tried. */
export function toPullJson(world: World, issue: PullIssue): Json {
  const { pull, repository } = issue;
  const files = toPullFiles(issue);
  const mergeable = toMergeable(issue);
  return {
    ...toPullSummary(world, issue),
    merged: pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: toMergeableState(issue, mergeable),
    merged_by: toAccountJsonOrNull(world, pull.mergedBy),
    comments: [...repository.comments.values()].filter((comment) => comment.issue === issue).length,
    review_comments: [...repository.reviewComments.values()].filter((comment) => comment.issue === issue).length,
    maintainer_can_modify: false,
    commits: toPullCommits(issue).length,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: files.length,
  };
}

/** Null when it is closed: GitHub no longer tries. */
export function toMergeable({ pull, repository, state }: PullIssue): boolean | null {
  return state === "closed" ? null : repository.git.mergeTree(pull.baseSha, pull.headSha) !== null;
}

function toMergeableState({ pull }: PullIssue, mergeable: boolean | null): string {
  if (mergeable === null) return "unknown";
  if (!mergeable) return "dirty";
  return pull.draft ? "draft" : "clean";
}

export function toPullFiles({ pull, repository }: PullIssue) {
  return readChangedFiles(repository.git, repository.git.mergeBase(pull.baseSha, pull.headSha), pull.headSha);
}

export function toPullCommits({ pull, repository }: PullIssue) {
  return repository.git.log([`${pull.baseSha}..${pull.headSha}`]).toReversed();
}

function toBranchJson(world: World, repository: Repository, ref: string, sha: string): Json {
  const { owner } = repository;
  const repo = repository.deleted ? null : toRepositoryJson(world, repository);
  return { label: `${owner.login}:${ref}`, ref, sha, user: toAccountJson(world, owner), repo };
}

/** As check runs and suites mention it. */
export function toPullMention(world: World, issue: PullIssue): Json {
  const { pull, repository } = issue;
  const branch = (of: Repository, ref: string, sha: string) => ({
    ref,
    sha,
    repo: { id: of.id, url: toRepositoryUrl(world, of), name: of.name },
  });
  return {
    url: toPullUrl(world, issue),
    id: pull.id,
    number: issue.number,
    head: branch(pull.head.repository, pull.head.ref, pull.headSha),
    base: branch(repository, pull.base, pull.baseSha),
  };
}

export function toReviewJson(world: World, review: Review & { readonly issue: Issue }): Json {
  const { id, nodeId, issue, author, body, state, submittedAt, commitId } = review;
  const web = `${toIssueWebUrl(issue)}#pullrequestreview-${id}`;
  const url = toPullUrl(world, issue);
  return {
    id,
    node_id: nodeId,
    user: toAccountJson(world, author),
    body,
    state,
    html_url: web,
    pull_request_url: url,
    author_association: toAssociation(issue.repository, author.login),
    _links: { html: { href: web }, pull_request: { href: url } },
    ...(submittedAt === null ? {} : { submitted_at: submittedAt }),
    commit_id: commitId,
  };
}

export function toReviewCommentJson(world: World, comment: ReviewComment): Json {
  const { id, issue } = comment;
  const url = `${toRepositoryUrl(world, issue.repository)}/pulls/comments/${id}`;
  const web = `${toIssueWebUrl(issue)}#discussion_r${id}`;
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id,
    node_id: comment.nodeId,
    diff_hunk: "",
    path: comment.path,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: toAccountJson(world, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: web,
    pull_request_url: toPullUrl(world, issue),
    author_association: toAssociation(issue.repository, comment.author.login),
    _links: { self: { href: url }, html: { href: web }, pull_request: { href: toPullUrl(world, issue) } },
    reactions: toReactionCounts(url, comment.reactions),
    start_line: null,
    original_start_line: null,
    start_side: null,
    ...(comment.line === null ? {} : { line: comment.line, original_line: comment.line }),
    side: comment.side,
    position: comment.line ?? 1,
    original_position: comment.line ?? 1,
    subject_type: comment.line === null ? "file" : "line",
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}
