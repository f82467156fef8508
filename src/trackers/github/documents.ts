// The questions that are asked in GraphQL. One page of issues costs 2 points, and 1 more with a board or fields, or with who wrote and marked
// them: GitHub counts a request for each list of each issue and divides by 100, so that no list of an issue holds another list here.
// https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
import type { GithubTrackerSettings } from "./settings.ts";
import { MOST_EVENTS } from "./wording.ts";

export interface Document {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Issues in one answer; a page's price is that of a full one, however few there are. */
export const PAGE_SIZE = 50;
/** References in one answer: they have no lists, so that all of them cost 1 point. */
export const REFERENCES_AT_ONCE = 100;

const ALLOWANCE = "rateLimit { cost limit remaining resetAt }";
const ACCOUNT = "{ __typename login }";
const EVENT = `createdAt actor ${ACCOUNT}`;
const EVENTS = `__typename ... on LabeledEvent { ${EVENT} label { name } } ... on RenamedTitleEvent { ${EVENT} }`;
const WORDING = `author ${ACCOUNT} editor ${ACCOUNT} lastEditedAt
        timelineItems(itemTypes: [LABELED_EVENT, RENAMED_TITLE_EVENT], last: ${MOST_EVENTS}) { nodes { ${EVENTS} } }`;
const RELATED = "nodes { id number closed repository { nameWithOwner } }";

/** @param asksWording also for who wrote and marked each issue */
export function toListDocument(
  settings: GithubTrackerSettings,
  states: readonly string[],
  { after, asksWording }: { readonly after: string | null; readonly asksWording: boolean },
): Document {
  const { owner, name } = toAddress(settings);
  const { declared, values } = toVariables(settings);
  const label = settings.label === null ? { declared: "", argument: "", values: {} } : toLabelFilter(settings.label);
  const order = "orderBy: { field: CREATED_AT, direction: ASC }";
  const text = `query ($owner: String!, $name: String!, $states: [IssueState!], $after: String${label.declared}${declared}) {
  repository(owner: $owner, name: $name) {
    issues(first: ${PAGE_SIZE}, after: $after, states: $states${label.argument}, ${order}) {
      nodes { ${toSelection(settings)} ${asksWording ? WORDING : ""} }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${ALLOWANCE}
}`;
  return { text, variables: { owner, name, states, after, ...label.values, ...values } };
}

/** @param ids at most `PAGE_SIZE` */
export function toIdsDocument(settings: GithubTrackerSettings, ids: readonly string[]): Document {
  const { owner, name } = toAddress(settings);
  const { declared, values } = toVariables(settings);
  const text = `query ($owner: String!, $name: String!, $ids: [ID!]!${declared}) {
  repository(owner: $owner, name: $name) { id }
  nodes(ids: $ids) { ... on Issue { ${toSelection(settings)} } }
  ${ALLOWANCE}
}`;
  return { text, variables: { owner, name, ids, ...values } };
}

/** What issues of this repository are now that others only name by number. @param numbers at most `REFERENCES_AT_ONCE` */
export function toReferencesDocument(settings: GithubTrackerSettings, numbers: readonly number[]): Document {
  const { declared, values } = toVariables({ ...settings, priorityFrom: "labels" });
  const known = `... on Issue { id closed ${toBoard(settings, "")} } ... on PullRequest { id closed }`;
  const fields = numbers.map((number) => `    n${number}: issueOrPullRequest(number: ${number}) { ${known} }`);
  const text = `query ($owner: String!, $name: String!${declared}) {
  repository(owner: $owner, name: $name) {
${fields.join("\n")}
  }
  ${ALLOWANCE}
}`;
  return { text, variables: { ...toAddress(settings), ...values } };
}

/** Where an issue's labels are written, and which it has. */
export function toLabelsDocument(id: string): Document {
  const text = `query ($id: ID!) {
  node(id: $id) { ... on Issue { number repository { nameWithOwner } labels(first: 100) { nodes { name } } } }
  ${ALLOWANCE}
}`;
  return { text, variables: { id } };
}

function toSelection(settings: GithubTrackerSettings): string {
  const { blockers, priorityFrom } = settings;
  const field = "name field { ... on IssueFieldSingleSelect { name } }";
  return [
    "id number title body closed url createdAt updatedAt repository { id nameWithOwner } milestone { title }",
    "labels(first: 100) { nodes { name } } assignees(first: 10) { nodes { login } }",
    ...(blockers.includes("dependencies") ? [`blockedBy(first: 50) { ${RELATED} }`] : []),
    ...(blockers.includes("sub-issues") ? [`subIssues(first: 100) { ${RELATED} }`] : []),
    toBoard(settings, priorityFrom === "project" ? `priority: ${toValue("priorityField")}` : ""),
    ...(priorityFrom === "issue-field"
      ? [`issueFieldValues(first: 50) { nodes { ... on IssueFieldSingleSelectValue { ${field} } } }`]
      : []),
  ].join(" ");
}

/** An issue's places on boards; nothing when no board counts. */
function toBoard({ project }: GithubTrackerSettings, more: string): string {
  if (project === null) return "";
  const board = "project { number owner { ... on Organization { login } ... on User { login } } }";
  return `projectItems(first: 10, includeArchived: false) { nodes { ${board} status: ${toValue("statusField")} ${more} } }`;
}

function toValue(variable: string): string {
  return `fieldValueByName(name: $${variable}) { ... on ProjectV2ItemFieldSingleSelectValue { name } }`;
}

/** Names that people gave to fields travel as variables: they are no part of the document. */
type Fields = Pick<GithubTrackerSettings, "project" | "priorityFrom" | "statusField" | "priorityField">;

function toVariables({ project, priorityFrom, statusField, priorityField }: Fields) {
  const status = project === null ? {} : { statusField };
  const priority = priorityFrom === "project" ? { priorityField } : {};
  const values = { ...status, ...priority };
  return {
    declared: Object.keys(values)
      .map((name) => `, $${name}: String!`)
      .join(""),
    values,
  };
}

/** GitHub answers issues with any of the labels, so that only one can be asked for. */
function toLabelFilter(label: string) {
  return { declared: ", $labels: [String!]", argument: ", labels: $labels", values: { labels: [label] } };
}

export function toAddress({ repository }: Pick<GithubTrackerSettings, "repository">): { readonly owner: string; readonly name: string } {
  const [owner = "", name = ""] = repository.split("/");
  return { owner, name };
}
