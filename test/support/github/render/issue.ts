// Issues, comments, labels, milestones and reactions as the REST API and webhooks show them.
import type { Account } from "../state/account.ts";
import {
  type Issue,
  type IssueComment,
  type IssueEvent,
  type Label,
  type Milestone,
  REACTION_CONTENTS,
  type Reaction,
  type Repository,
  toFullName,
} from "../state/repository.ts";
import { toAssociation } from "../state/rights.ts";
import type { World } from "../state/world.ts";
import { type Json, toAccountJson, toAppJson, WEB } from "./account.ts";
import { toRepositoryUrl } from "./repository.ts";

export function toLabelJson(world: World, repository: Repository, { id, nodeId, name, color, description }: Label): Json {
  const url = `${toRepositoryUrl(world, repository)}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId, url, name, color, default: false, description };
}

export function toMilestoneJson(world: World, repository: Repository, milestone: Milestone): Json {
  const { id, nodeId, number, title, description, state, createdAt, dueOn, creator } = milestone;
  const url = `${toRepositoryUrl(world, repository)}/milestones/${number}`;
  const issues = [...repository.issues.values()].filter((issue) => issue.milestone === milestone);
  return {
    url,
    html_url: `${WEB}/${toFullName(repository)}/milestone/${number}`,
    labels_url: `${url}/labels`,
    id,
    node_id: nodeId,
    number,
    title,
    description,
    creator: toAccountJson(world, creator),
    open_issues: issues.filter((issue) => issue.state === "open").length,
    closed_issues: issues.filter((issue) => issue.state === "closed").length,
    state,
    created_at: createdAt,
    updated_at: createdAt,
    due_on: dueOn,
    closed_at: state === "closed" ? createdAt : null,
  };
}

export function toIssueUrl(world: World, { repository, number }: Issue): string {
  return `${toRepositoryUrl(world, repository)}/issues/${number}`;
}

export function toIssueWebUrl({ repository, number, pull }: Issue): string {
  return `${WEB}/${toFullName(repository)}/${pull === null ? "issues" : "pull"}/${number}`;
}

/** What an issue and a pull request have in common. */
export function toItemJson(world: World, issue: Issue): Json {
  const { repository } = issue;
  return {
    id: issue.id,
    node_id: issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: toAccountJson(world, issue.author),
    labels: issue.labels.map((label) => toLabelJson(world, repository, label)),
    state: issue.state,
    locked: issue.locked,
    active_lock_reason: issue.lockReason,
    assignee: toAccountJsonOrNull(world, issue.assignees[0]),
    assignees: issue.assignees.map((account) => toAccountJson(world, account)),
    milestone: issue.milestone === null ? null : toMilestoneJson(world, repository, issue.milestone),
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: toAssociation(repository, issue.author.login),
    body: issue.body,
  };
}

export function toIssueJson(world: World, issue: Issue): Json {
  const url = toIssueUrl(world, issue);
  const { repository, pull } = issue;
  const done = issue.subIssues.filter(({ state }) => state === "closed").length;
  const total = issue.subIssues.length;
  const blocking = findBlocked(world, issue);
  const open = (issues: readonly Issue[]) => issues.filter(({ state }) => state === "open").length;
  return {
    url,
    repository_url: toRepositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: toIssueWebUrl(issue),
    ...toItemJson(world, issue),
    draft: pull?.draft ?? false,
    ...(pull === null ? {} : { pull_request: toPullMention(world, issue) }),
    comments: [...repository.comments.values()].filter((comment) => comment.issue === issue).length,
    closed_by: toAccountJsonOrNull(world, issue.closedBy),
    performed_via_github_app: issue.via === null ? null : toAppJson(world, issue.via),
    state_reason: issue.stateReason,
    reactions: toReactionCounts(url, issue.reactions),
    sub_issues_summary: { total, completed: done, percent_completed: total === 0 ? 0 : Math.round((100 * done) / total) },
    issue_dependencies_summary: {
      blocked_by: open(issue.blockedBy),
      total_blocked_by: issue.blockedBy.length,
      blocking: open(blocking),
      total_blocking: blocking.length,
    },
    ...(issue.parent === null ? {} : { parent_issue_url: toIssueUrl(world, issue.parent) }),
  };
}

export function findBlocked(world: World, issue: Issue): readonly Issue[] {
  const all = [...world.repositories.values()].flatMap(({ issues }) => [...issues.values()]);
  return all.filter(({ blockedBy }) => blockedBy.includes(issue));
}

function toPullMention(world: World, issue: Issue): Json {
  const web = toIssueWebUrl(issue);
  const url = `${toRepositoryUrl(world, issue.repository)}/pulls/${issue.number}`;
  return { url, html_url: web, diff_url: `${web}.diff`, patch_url: `${web}.patch`, merged_at: issue.pull?.mergedAt ?? null };
}

export function toCommentJson(world: World, comment: IssueComment): Json {
  const { id, nodeId, issue, author, body, createdAt, updatedAt, via, reactions } = comment;
  const url = `${toRepositoryUrl(world, issue.repository)}/issues/comments/${id}`;
  return {
    url,
    html_url: `${toIssueWebUrl(issue)}#issuecomment-${id}`,
    issue_url: toIssueUrl(world, issue),
    id,
    node_id: nodeId,
    user: toAccountJson(world, author),
    created_at: createdAt,
    updated_at: updatedAt,
    body,
    author_association: toAssociation(issue.repository, author.login),
    reactions: toReactionCounts(url, reactions),
    performed_via_github_app: via === null ? null : toAppJson(world, via),
  };
}

/** Of assignments GitHub names the assignee as the actor. */
export function toIssueEventJson(world: World, { id, nodeId, issue, event, actor, createdAt, label, assignee }: IssueEvent): Json {
  const who = toAccountJson(world, assignee ?? actor);
  return {
    id,
    node_id: nodeId,
    url: `${toRepositoryUrl(world, issue.repository)}/issues/events/${id}`,
    actor: who,
    event,
    commit_id: null,
    commit_url: null,
    created_at: createdAt,
    issue: toIssueJson(world, issue),
    ...(label === null ? {} : { label }),
    ...(assignee === null ? {} : { assignee: who, assigner: toAccountJson(world, actor) }),
    performed_via_github_app: null,
  };
}

export function toReactionJson(world: World, { id, nodeId, account, content, createdAt }: Reaction): Json {
  return { id, node_id: nodeId, user: toAccountJson(world, account), content, created_at: createdAt };
}

export function toReactionCounts(url: string, reactions: readonly Reaction[]): Json {
  const counts = REACTION_CONTENTS.map(
    (content) => [content, reactions.filter((reaction) => reaction.content === content).length] as const,
  );
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function toAccountJsonOrNull(world: World, account: Account | null | undefined): Json | null {
  return account === null || account === undefined ? null : toAccountJson(world, account);
}
