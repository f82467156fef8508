// What is done to issues, and to what pull requests share with them; each act tells the apps.
import type { Actor } from "../http/call.ts";
import { invalid, Refused } from "../http/reply.ts";
import { toAccountJson } from "../render/account.ts";
import { toIssueJson, toLabelJson, toMilestoneJson } from "../render/issue.ts";
import { isPull, toPullJson } from "../render/pull.ts";
import { toRepositoryJson } from "../render/repository.ts";
import type { Account } from "../state/account.ts";
import type { Issue, Label, Milestone, Repository } from "../state/repository.ts";
import { toRole } from "../state/rights.ts";
import { isAtLeast } from "../state/role.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";
import { findOrCreateLabel } from "./labels.ts";

/** GitHub's limit for the text of issues and comments, in characters. */
const LONGEST_TEXT = 65_536;

export interface NewIssue {
  readonly title: string;
  readonly body?: string | null;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  readonly milestone?: Milestone | null;
}

/** Those of GitHub's that stand in the list of events, too. */
const LISTED = new Set(["assigned", "closed", "labeled", "reopened", "unassigned", "unlabeled"]);

function noteEvent(world: World, issue: Issue, actor: Account, event: string, extra: Readonly<Record<string, unknown>>): void {
  if (!LISTED.has(event)) return;
  const label = (extra["label"] as { name: string; color: string } | undefined) ?? null;
  const assignee = world.accounts.get(String((extra["assignee"] as { login: string } | undefined)?.login).toLowerCase()) ?? null;
  issue.repository.issueEvents.push({
    ...world.identify("LE"),
    issue,
    event,
    actor,
    createdAt: world.clock.iso(),
    label: label && { name: label.name, color: label.color },
    assignee,
  });
}

/** Webhooks call an issue `issue` and a pull request `pull_request`, and so are the events named. */
export function emitItem(
  world: World,
  issue: Issue,
  { account }: Actor,
  action: string,
  extra: Readonly<Record<string, unknown>> = {},
): void {
  noteEvent(world, issue, account, action, extra);
  const about = () =>
    isPull(issue)
      ? { number: issue.number, pull_request: toPullJson(world, issue), ...extra }
      : { issue: toIssueJson(world, issue), ...extra };
  emit(world, issue.repository, { event: isPull(issue) ? "pull_request" : "issues", action, sender: account, about });
}

function nextNumber({ issues, transferred }: Repository): number {
  return Math.max(0, ...issues.keys(), ...transferred.keys()) + 1;
}

/** Nobody hears of it yet: a pull request is more than this. */
export function createItem(world: World, repository: Repository, { account, via }: Actor, wanted: NewIssue): Issue {
  checkText("Issue", wanted.body);
  if (wanted.title.trim() === "") throw invalid("Issue", "title", "missing_field");
  const now = world.clock.iso();
  const issue: Issue = {
    ...world.identify("I"),
    number: nextNumber(repository),
    author: account,
    via,
    createdAt: now,
    repository,
    title: wanted.title,
    body: wanted.body ?? null,
    state: "open",
    stateReason: null,
    locked: false,
    lockReason: null,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    labels: [],
    assignees: [],
    milestone: null,
    pull: null,
    parent: null,
    subIssues: [],
    blockedBy: [],
    fields: new Map(),
    reactions: [],
    edits: [],
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

/** Whoever may not triage has their labels, assignees and milestone dropped without a word. */
export function openIssue(world: World, repository: Repository, actor: Actor, wanted: NewIssue): Issue {
  const issue = createItem(world, repository, actor, wanted);
  world.nodes.set(issue.nodeId, { kind: "Issue", value: issue });
  const trusted = actor.via !== null || isAtLeast(toRole(repository, actor.account.login), "triage");
  if (trusted) {
    issue.labels = (wanted.labels ?? []).map((name) => findOrCreateLabel(world, repository, actor, name));
    issue.assignees = findAssignees(world, repository, wanted.assignees ?? []);
    issue.milestone = wanted.milestone ?? null;
  }
  emitItem(world, issue, actor, "opened");
  for (const label of issue.labels) emitItem(world, issue, actor, "labeled", { label: toLabelJson(world, repository, label) });
  for (const assignee of issue.assignees) emitItem(world, issue, actor, "assigned", { assignee: toAccountJson(world, assignee) });
  return issue;
}

export function editItem(
  world: World,
  issue: Issue,
  actor: Actor,
  { title, body }: { title?: string | undefined; body?: string | null | undefined },
): void {
  checkText("Issue", body);
  const changes: Record<string, { from: string | null }> = {};
  if (title !== undefined && title !== issue.title) {
    changes["title"] = { from: issue.title };
    issue.title = title;
  }
  if (body !== undefined && body !== issue.body) {
    changes["body"] = { from: issue.body };
    issue.body = body;
  }
  if (Object.keys(changes).length === 0) return;
  touch(world, issue);
  for (const of of ["title", "body"] as const) if (of in changes) issue.edits.push({ of, by: actor.account, at: issue.updatedAt });
  emitItem(world, issue, actor, "edited", { changes });
}

export function closeItem(world: World, issue: Issue, actor: Actor, reason: Issue["stateReason"] = "completed"): void {
  if (issue.state === "closed") return;
  Object.assign(issue, {
    state: "closed",
    stateReason: issue.pull === null ? reason : null,
    closedAt: world.clock.iso(),
    closedBy: actor.account,
  });
  touch(world, issue);
  emitItem(world, issue, actor, "closed");
}

export function reopenItem(world: World, issue: Issue, actor: Actor): void {
  if (issue.state === "open") return;
  if (issue.pull?.mergedAt) throw invalid("PullRequest", "state", "invalid", "state cannot be changed. The pull request has been merged.");
  Object.assign(issue, { state: "open", stateReason: issue.pull === null ? "reopened" : null, closedAt: null, closedBy: null });
  touch(world, issue);
  emitItem(world, issue, actor, "reopened");
}

export function addLabels(world: World, issue: Issue, actor: Actor, names: readonly string[]): void {
  for (const name of names) {
    const label = findOrCreateLabel(world, issue.repository, actor, name);
    if (issue.labels.includes(label)) continue;
    issue.labels = [...issue.labels, label];
    touch(world, issue);
    emitItem(world, issue, actor, "labeled", { label: toLabelJson(world, issue.repository, label) });
  }
}

export function removeLabel(world: World, issue: Issue, actor: Actor, label: Label): void {
  issue.labels = issue.labels.filter((other) => other !== label);
  touch(world, issue);
  emitItem(world, issue, actor, "unlabeled", { label: toLabelJson(world, issue.repository, label) });
}

export function setLabels(world: World, issue: Issue, actor: Actor, names: readonly string[]): void {
  const kept = new Set(names.map((name) => name.toLowerCase()));
  for (const label of issue.labels) if (!kept.has(label.name.toLowerCase())) removeLabel(world, issue, actor, label);
  addLabels(world, issue, actor, names);
}

export function assign(world: World, issue: Issue, actor: Actor, logins: readonly string[]): void {
  for (const account of findAssignees(world, issue.repository, logins)) {
    if (issue.assignees.includes(account)) continue;
    issue.assignees = [...issue.assignees, account];
    touch(world, issue);
    emitItem(world, issue, actor, "assigned", { assignee: toAccountJson(world, account) });
  }
}

export function unassign(world: World, issue: Issue, actor: Actor, logins: readonly string[]): void {
  for (const account of issue.assignees.filter(({ login }) => logins.some((name) => name.toLowerCase() === login.toLowerCase()))) {
    issue.assignees = issue.assignees.filter((other) => other !== account);
    touch(world, issue);
    emitItem(world, issue, actor, "unassigned", { assignee: toAccountJson(world, account) });
  }
}

export function setMilestone(world: World, issue: Issue, actor: Actor, milestone: Milestone | null): void {
  const before = issue.milestone;
  if (before === milestone) return;
  issue.milestone = milestone;
  touch(world, issue);
  const changed = milestone ?? before;
  const about = changed === null ? {} : { milestone: toMilestoneJson(world, issue.repository, changed) };
  emitItem(world, issue, actor, milestone === null ? "demilestoned" : "milestoned", about);
}

export function lock(world: World, issue: Issue, actor: Actor, reason: string | null): void {
  Object.assign(issue, { locked: true, lockReason: reason });
  emitItem(world, issue, actor, "locked");
}

export function unlock(world: World, issue: Issue, actor: Actor): void {
  Object.assign(issue, { locked: false, lockReason: null });
  emitItem(world, issue, actor, "unlocked");
}

/** Only an administrator's click does this; there is no REST operation. */
export function deleteIssue(world: World, issue: Issue, actor: Actor): void {
  issue.repository.issues.delete(issue.number);
  world.nodes.delete(issue.nodeId);
  emitItem(world, issue, actor, "deleted");
}

/** The old number leads to the new issue from then on. Labels that the other repository lacks are lost, as on GitHub. */
export function transferIssue(world: World, issue: Issue, actor: Actor, target: Repository): Issue {
  const moved = createItem(world, target, { account: issue.author, via: issue.via }, { title: issue.title, body: issue.body });
  world.nodes.set(moved.nodeId, { kind: "Issue", value: moved });
  moved.labels = issue.labels.flatMap(({ name }) => target.labels.get(name.toLowerCase()) ?? []);
  for (const comment of issue.repository.comments.values()) {
    if (comment.issue !== issue) continue;
    issue.repository.comments.delete(comment.id);
    target.comments.set(comment.id, Object.assign(comment, { issue: moved }));
  }
  issue.repository.issues.delete(issue.number);
  issue.repository.transferred.set(issue.number, moved);
  world.nodes.delete(issue.nodeId);
  const changes = { new_issue: toIssueJson(world, moved), new_repository: toRepositoryJson(world, target) };
  emitItem(world, issue, actor, "transferred", { changes });
  emitItem(world, moved, actor, "opened", {
    changes: { old_issue: toIssueJson(world, issue), old_repository: toRepositoryJson(world, issue.repository) },
  });
  return moved;
}

/** Only who may at least read a repository that is not public to everybody's issues can be assigned: those with a role of their own. */
function findAssignees(world: World, repository: Repository, logins: readonly string[]): Account[] {
  return logins.map((login) => {
    const account = world.accounts.get(login.toLowerCase());
    if (account === undefined || !isAssignable(repository, account)) throw invalid("Issue", "assignees", "invalid");
    return account;
  });
}

export function isAssignable(repository: Repository, { login, type }: Account): boolean {
  return type === "User" && isAtLeast(toRole({ ...repository, private: true }, login), "read");
}

export function touch(world: World, issue: Issue): void {
  issue.updatedAt = world.clock.iso();
}

/** @throws 422 for a text that is too long */
export function checkText(resource: string, body: string | null | undefined): void {
  if ((body ?? "").length <= LONGEST_TEXT) return;
  throw new Refused(422, "Validation Failed", {
    errors: [{ resource, code: "unprocessable", field: "data", message: `Body is too long (maximum is ${LONGEST_TEXT} characters)` }],
  });
}
