// What GitHub lists as done to issues, and what of it webhooks would have told somebody who listens now. Pure.
// https://docs.github.com/en/rest/using-the-rest-api/issue-event-types
import { z } from "zod";

const Time = z.string().transform((text) => Date.parse(text));
export const Person = z.looseObject({ login: z.string() }).nullish();
const Issue = z.looseObject({
  number: z.int(),
  node_id: z.string(),
  closed_at: z.string().nullish(),
  pull_request: z.unknown().optional(),
});
export const IssueEvent = z.object({
  id: z.int(),
  event: z.string(),
  created_at: Time,
  actor: Person,
  assigner: Person,
  assignee: Person,
  label: z.looseObject({ name: z.string().nullish() }).nullish(),
  issue: Issue.nullish(),
});
export type IssueEvent = z.infer<typeof IssueEvent>;

/** By what can take it back: a label that was put on, taken off and put on again is asked for once. */
const KINDS: Readonly<Record<string, string>> = {
  labeled: "label",
  unlabeled: "label",
  assigned: "assignee",
  unassigned: "assignee",
  closed: "state",
  reopened: "state",
};

/** @param events newest first, as GitHub lists them @returns the last word on each thing, oldest first */
export function findTold(events: readonly IssueEvent[]): readonly IssueEvent[] {
  const told = events.filter(isTold).toReversed();
  const last = new Map(told.map((event) => [toSubject(event), event]));
  return told.filter((event) => last.get(toSubject(event)) === event && !isClosedSince(event));
}

function isTold({ event, issue }: IssueEvent): boolean {
  if (issue == null || KINDS[event] === undefined) return false;
  // A pull request that ends is told with its branches, which this list does not know.
  return issue.pull_request == null || (event !== "closed" && event !== "reopened");
}

/** Of assignments `actor` is who was assigned: https://github.com/google/go-github/pull/615 */
export function toSender({ event, actor, assigner }: Pick<IssueEvent, "event" | "actor" | "assigner">) {
  return event === "assigned" || event === "unassigned" ? assigner : actor;
}

function toSubject({ event, issue, label, assignee }: IssueEvent): string {
  const kind = KINDS[event];
  const what = kind === "label" ? label?.name : kind === "assignee" ? assignee?.login : null;
  return `${issue?.number} ${kind} ${what?.toLowerCase() ?? ""}`;
}

/** What began and was ended since need not begin. */
function isClosedSince({ event, created_at: at, issue }: IssueEvent): boolean {
  const closedAt = issue?.closed_at == null ? 0 : Date.parse(issue.closed_at);
  return (event === "labeled" || event === "assigned") && closedAt >= at;
}
