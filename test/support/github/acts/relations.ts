// Which issue belongs under which, and which waits for which.
import type { Actor } from "../http/call.ts";
import { Refused } from "../http/reply.ts";
import { toIssueJson } from "../render/issue.ts";
import { toRepositoryJson } from "../render/repository.ts";
import type { Issue } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";

/** https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues */
const MOST_SUB_ISSUES = 100;
/** https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-issue-dependencies */
const MOST_BLOCKERS = 50;

export function addSubIssue(world: World, parent: Issue, actor: Actor, child: Issue, replaceParent: boolean): void {
  if (child.parent !== null && !replaceParent) throw refuse("Issue may only have one parent");
  if (child === parent || isAncestor(child, parent)) throw refuse("An issue cannot be its own sub-issue");
  if (parent.subIssues.length >= MOST_SUB_ISSUES) throw refuse(`Parent cannot have more than ${MOST_SUB_ISSUES} sub-issues`);
  if (child.parent !== null) removeSubIssue(world, child.parent, actor, child);
  parent.subIssues.push(child);
  child.parent = parent;
  emitFamily(world, parent, child, actor, "added");
}

export function removeSubIssue(world: World, parent: Issue, actor: Actor, child: Issue): void {
  parent.subIssues.splice(parent.subIssues.indexOf(child), 1);
  child.parent = null;
  emitFamily(world, parent, child, actor, "removed");
}

function isAncestor(issue: Issue, of: Issue): boolean {
  return of.parent !== null && (of.parent === issue || isAncestor(issue, of.parent));
}

function emitFamily(world: World, parent: Issue, child: Issue, { account }: Actor, what: "added" | "removed"): void {
  const about = {
    sub_issue_id: child.id,
    sub_issue: toIssueJson(world, child),
    sub_issue_repo: toRepositoryJson(world, child.repository),
    parent_issue_id: parent.id,
    parent_issue: toIssueJson(world, parent),
    parent_issue_repo: toRepositoryJson(world, parent.repository),
  };
  const { sub_issue_repo: _, ...ofChild } = about;
  const { parent_issue_repo: __, ...ofParent } = about;
  emit(world, child.repository, { event: "sub_issues", action: `parent_issue_${what}`, sender: account, about: () => ofChild });
  emit(world, parent.repository, { event: "sub_issues", action: `sub_issue_${what}`, sender: account, about: () => ofParent });
}

export function addBlocker(world: World, blocked: Issue, actor: Actor, blocker: Issue): void {
  if (blocked === blocker) throw refuse("An issue cannot block itself");
  if (blocked.blockedBy.includes(blocker)) throw refuse("The dependency already exists");
  if (blocked.blockedBy.length >= MOST_BLOCKERS) throw refuse(`An issue cannot be blocked by more than ${MOST_BLOCKERS} issues`);
  blocked.blockedBy.push(blocker);
  emitDependency(world, blocked, blocker, actor, "added");
}

export function removeBlocker(world: World, blocked: Issue, actor: Actor, blocker: Issue): void {
  blocked.blockedBy.splice(blocked.blockedBy.indexOf(blocker), 1);
  emitDependency(world, blocked, blocker, actor, "removed");
}

function emitDependency(world: World, blocked: Issue, blocker: Issue, { account }: Actor, what: "added" | "removed"): void {
  const about = {
    blocked_issue_id: blocked.id,
    blocked_issue: toIssueJson(world, blocked),
    blocking_issue_id: blocker.id,
    blocking_issue: toIssueJson(world, blocker),
  };
  const blockedAbout = { ...about, blocking_issue_repo: toRepositoryJson(world, blocker.repository) };
  const blockingAbout = { ...about, blocked_issue_repo: toRepositoryJson(world, blocked.repository) };
  emit(world, blocked.repository, {
    event: "issue_dependencies",
    action: `blocked_by_${what}`,
    sender: account,
    about: () => blockedAbout,
  });
  emit(world, blocker.repository, { event: "issue_dependencies", action: `blocking_${what}`, sender: account, about: () => blockingAbout });
}

function refuse(message: string): Refused {
  return new Refused(422, message);
}
