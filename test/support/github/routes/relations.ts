// Sub-issues and dependencies between issues.
// https://docs.github.com/en/rest/issues/sub-issues, https://docs.github.com/en/rest/issues/issue-dependencies
import { addBlocker, addSubIssue, removeBlocker, removeSubIssue } from "../acts/relations.ts";
import { flag, number, param, type RepositoryCall, toActor } from "../http/call.ts";
import { created, found, ok, page, Refused } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { findBlocked, toIssueJson } from "../render/issue.ts";
import type { Issue } from "../state/repository.ts";
import { findIssue } from "../state/world.ts";
import { issueOf } from "./find-issue.ts";

const READ = { permission: "issues:read" };
const WRITE = { permission: "issues:write", role: "triage" } as const;

/** The body names the other by its id, not its number. */
function otherOf(call: RepositoryCall, field: string): Issue {
  const other = findIssue(call.world, number(call.body, field) ?? 0);
  if (other === undefined) throw new Refused(404, "The provided issue does not exist");
  return other;
}

function list(call: RepositoryCall, issues: readonly Issue[]) {
  return page(call, issues, (issue) => toIssueJson(call.world, issue));
}

export const RELATION_ROUTES: readonly Route[] = [
  repositoryRoute("GET /issues/{issue_number}/sub_issues", READ, (call) => list(call, issueOf(call).subIssues)),
  repositoryRoute("POST /issues/{issue_number}/sub_issues", WRITE, (call) => {
    const parent = issueOf(call);
    addSubIssue(call.world, parent, toActor(call), otherOf(call, "sub_issue_id"), flag(call.body, "replace_parent") === true);
    return created(toIssueJson(call.world, parent));
  }),
  repositoryRoute("DELETE /issues/{issue_number}/sub_issue", WRITE, (call) => {
    const parent = issueOf(call);
    const child = otherOf(call, "sub_issue_id");
    if (child.parent !== parent) throw new Refused(404, "Not Found");
    removeSubIssue(call.world, parent, toActor(call), child);
    return ok(toIssueJson(call.world, parent));
  }),
  repositoryRoute("GET /issues/{issue_number}/parent", READ, (call) => ok(toIssueJson(call.world, found(issueOf(call).parent)))),
  repositoryRoute("GET /issues/{issue_number}/dependencies/blocked_by", READ, (call) => list(call, issueOf(call).blockedBy)),
  repositoryRoute("GET /issues/{issue_number}/dependencies/blocking", READ, (call) => list(call, findBlocked(call.world, issueOf(call)))),
  repositoryRoute("POST /issues/{issue_number}/dependencies/blocked_by", WRITE, (call) => {
    const blocker = otherOf(call, "issue_id");
    addBlocker(call.world, issueOf(call), toActor(call), blocker);
    return created(toIssueJson(call.world, blocker));
  }),
  repositoryRoute("DELETE /issues/{issue_number}/dependencies/blocked_by/{issue_id}", WRITE, (call) => {
    const issue = issueOf(call);
    const blocker = found(issue.blockedBy.find(({ id }) => id === Number(param(call, "issue_id"))));
    removeBlocker(call.world, issue, toActor(call), blocker);
    return ok(toIssueJson(call.world, blocker));
  }),
];
