// What a tracker tells of an issue, and which triggers listen. A tracker's own events are translated by whoever hears them,
// who also answers for the author being allowed to start work, and for not passing on what Yardmaster wrote itself.

import type { CommentLine } from "../commands/comment-line.ts";
import { isAtLeast, type Permission } from "../commands/permission.ts";
import type { TaskOrigin } from "../run/task-order.ts";
import type { TriggerDeclaration } from "./declaration.ts";
import { findCommand } from "./find-command.ts";

export interface AboutIssue {
  readonly project: string;
  /** By this it is known should it arrive again; unique among all events of the tracker. */
  readonly id: string;
  readonly issue: { readonly identifier: string; readonly title: string; readonly body: string; readonly url: string };
  /** Who did it. */
  readonly author: string;
  /** What they may do in the repository; absent: whoever hears it has seen to it. */
  readonly permission?: Permission;
  /** Where what is started answers; null: nowhere. */
  readonly origin: TaskOrigin | null;
}

export type IssueEvent =
  | (AboutIssue & { readonly type: "issue_labelled"; readonly label: string })
  | (AboutIssue & { readonly type: "issue_assigned"; readonly assignee: string })
  | (AboutIssue & { readonly type: "issue_commented"; readonly comment: IssueComment })
  /** Someone said something to us that is no command, and no run was under way that could hear it. */
  | (AboutIssue & { readonly type: "issue_mentioned"; readonly words: string; readonly comment: Pick<IssueComment, "body" | "url"> })
  /** Someone asked for a check of ours on a pull request again. */
  | (AboutIssue & { readonly type: "check_requested"; readonly check: string; readonly commit: string })
  /** The three that follow are about a pull request of ours, and its newest commit. */
  | (AboutIssue & { readonly type: "review_submitted"; readonly review: EventReview; readonly commit: string })
  | (AboutIssue & { readonly type: "review_commented"; readonly comment: LineComment; readonly commit: string })
  /** A check of somebody else's. */
  | (AboutIssue & { readonly type: "check_failed"; readonly check: FailedCheck; readonly commit: string });

interface IssueComment {
  readonly body: string;
  readonly url: string;
  /** The body's lines. Whoever knows the tracker's markup knows where in them a command may stand. */
  readonly lines: readonly CommentLine[];
}

interface EventReview {
  /** `approved`, `changes_requested` or `commented`. */
  readonly state: string;
  readonly body: string;
  readonly url: string;
}

interface LineComment {
  readonly body: string;
  readonly url: string;
  readonly path: string;
  /** Null: on the file as a whole. */
  readonly line: number | null;
}

interface FailedCheck {
  readonly name: string;
  /** `failure` or `timed_out`. */
  readonly conclusion: string;
  /** Where its log is; empty when it does not say. */
  readonly url: string;
}

/** Flat, so that each part is a variable of the task. Null: the trigger does not listen to this. */
export function toIssuePayload(
  { source, filter }: Pick<TriggerDeclaration, "source" | "filter">,
  event: IssueEvent,
): Readonly<Record<string, string>> | null {
  if (source !== event.type) return null;
  if (event.permission !== undefined && !isAtLeast(event.permission, filter.permission)) return null;
  const part = toPart(filter, event);
  if (part === null) return null;
  const { issue, author } = event;
  const about = { event: event.type, issue: issue.identifier, title: issue.title, body: issue.body, url: issue.url, author };
  return { ...about, ...part };
}

function toPart(filter: TriggerDeclaration["filter"], event: IssueEvent): Readonly<Record<string, string>> | null {
  switch (event.type) {
    case "issue_labelled":
      return isWanted(filter.label, event.label) ? { label: event.label } : null;
    case "issue_assigned":
      return isWanted(filter.assignee, event.assignee) ? { assignee: event.assignee } : null;
    case "issue_commented": {
      const { body, url, lines } = event.comment;
      if (filter.command === null) return { comment: body, comment_url: url };
      const found = findCommand(lines, filter.command);
      return found === null ? null : { comment: body, comment_url: url, command: filter.command, arguments: found };
    }
    case "issue_mentioned":
      return { comment: event.comment.body, comment_url: event.comment.url, arguments: event.words };
    case "check_requested":
      return isWanted(filter.check, event.check) ? { check: event.check, commit: event.commit } : null;
    case "review_submitted": {
      const { state, body, url } = event.review;
      return isWanted(filter.state, state) ? { state, review: body, review_url: url, commit: event.commit } : null;
    }
    case "review_commented": {
      const { body, url, path, line } = event.comment;
      return { comment: body, comment_url: url, path, line: line === null ? "" : String(line), commit: event.commit };
    }
    case "check_failed": {
      const { name, conclusion, url } = event.check;
      return isWanted(filter.check, name) ? { check: name, conclusion, check_url: url, commit: event.commit } : null;
    }
  }
}

/** Labels and names of people differ in case from one tracker's page to the next; none tells them apart by it. */
function isWanted(wanted: string | null, given: string): boolean {
  return wanted === null || wanted.trim().toLowerCase() === given.trim().toLowerCase();
}
