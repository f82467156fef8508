// Finding what a path names: an issue or pull request by its number, a comment by its id.
import { param, type RepositoryCall } from "../http/call.ts";
import { found, notFound, Refused } from "../http/reply.ts";
import { toIssueUrl } from "../render/issue.ts";
import { isPull, type PullIssue } from "../render/pull.ts";
import type { Issue, IssueComment } from "../state/repository.ts";

/** @throws 404, or 301 to where the issue has been transferred */
export function issueOf(call: RepositoryCall): Issue {
  const number = Number(param(call, "issue_number"));
  const moved = call.repository.transferred.get(number);
  if (moved !== undefined) throw new Refused(301, "Moved Permanently", { headers: { location: toIssueUrl(call.world, moved) } });
  return found(call.repository.issues.get(number));
}

export function pullOf(call: RepositoryCall): PullIssue {
  const issue = found(call.repository.issues.get(Number(param(call, "pull_number"))));
  if (!isPull(issue)) throw notFound();
  return issue;
}

export function commentOf(call: RepositoryCall): IssueComment {
  return found(call.repository.comments.get(Number(param(call, "comment_id"))));
}
