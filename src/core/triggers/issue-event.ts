// What a tracker tells of an issue, and which triggers listen. A tracker's own events are translated by whoever hears them,
// who also answers for the author being allowed to start work, and for not passing on what Yardmaster wrote itself.
import type { TriggerDeclaration } from "./declaration.ts";
import { findCommand } from "./find-command.ts";

interface AboutIssue {
  readonly project: string;
  /** By this it is known should it arrive again; unique among all events of the tracker. */
  readonly id: string;
  readonly issue: { readonly identifier: string; readonly title: string; readonly body: string; readonly url: string };
  /** Who did it. */
  readonly author: string;
}

export type IssueEvent =
  | (AboutIssue & { readonly type: "issue_labelled"; readonly label: string })
  | (AboutIssue & { readonly type: "issue_assigned"; readonly assignee: string })
  | (AboutIssue & { readonly type: "issue_commented"; readonly comment: { readonly body: string; readonly url: string } })
  /** Someone asked for a check to be run, for the first time or again. */
  | (AboutIssue & { readonly type: "check_requested"; readonly check: string; readonly commit: string });

/** Flat, so that each part is a variable of the task. Null: the trigger does not listen to this. */
export function toIssuePayload(
  { source, filter }: Pick<TriggerDeclaration, "source" | "filter">,
  event: IssueEvent,
): Readonly<Record<string, string>> | null {
  if (source !== event.type) return null;
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
      const { body, url } = event.comment;
      if (filter.command === null) return { comment: body, comment_url: url };
      const found = findCommand(body, filter.command);
      return found === null ? null : { comment: body, comment_url: url, command: filter.command, arguments: found };
    }
    case "check_requested":
      return { check: event.check, commit: event.commit };
  }
}

/** Labels and names of people differ in case from one tracker's page to the next; none tells them apart by it. */
function isWanted(wanted: string | null, given: string): boolean {
  return wanted === null || wanted.trim().toLowerCase() === given.trim().toLowerCase();
}
