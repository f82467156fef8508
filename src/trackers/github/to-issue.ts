// A node of GitHub's as an issue of ours. What only other issues know (how those stand that it names in its text) is handed in.
import { toIssueId } from "../../core/ids.ts";
import { type Blocker, type Issue, normalizeState } from "../../core/issue.ts";
import { toThreadBranch } from "../../core/run/thread-branch.ts";
import type { BoardItem, IssueNode, RelatedNode } from "./issue-node.ts";
import { findPriority } from "./priority.ts";
import type { GithubTrackerSettings } from "./settings.ts";
import { findOpenReferences, type Reference } from "./task-list.ts";

export interface Known {
  readonly id: string;
  readonly state: string;
}

/** By number, of the same repository. */
export type KnownIssues = ReadonlyMap<number, Known>;

export const OPEN = "open";
export const CLOSED = "closed";

export function toIssue(node: IssueNode, known: KnownIssues, settings: GithubTrackerSettings): Issue {
  const item = findBoardItem(node, settings);
  const labels = toLabels(node);
  const assignees = node.assignees.flatMap((assignee) => assignee?.login ?? []);
  return {
    id: toIssueId(node.id),
    identifier: `#${node.number}`,
    title: node.title.trim(),
    description: node.body === null || node.body.trim() === "" ? null : node.body,
    state: toState(node, settings),
    dispatchable: isOurs({ labels, assignees, milestone: node.milestone?.title ?? null }, settings),
    priority: findPriority(node, item, settings),
    labels,
    blockedBy: toBlockers(node, known, settings),
    branchName: toThreadBranch(node.number, node.title),
    url: node.url,
    assigneeId: assignees.find((login) => isSame(login, settings.assignee)) ?? assignees[0] ?? null,
    createdAt: toInstant(node.createdAt),
    updatedAt: toInstant(node.updatedAt),
    nativeRef: { repository: node.repository.nameWithOwner, number: node.number, milestone: node.milestone?.title ?? null },
  };
}

/** Numbers of issues of the same repository that this one waits for and `known` does not tell, so that they can be looked up before. */
export function findUnknown(node: IssueNode, known: KnownIssues, settings: GithubTrackerSettings): readonly number[] {
  const named = referencesOf(node, settings).flatMap((reference) => (isLocal(reference, node) ? [reference.number] : []));
  const related = [...node.blockedBy, ...node.subIssues].flatMap((other) => (other !== null && isHere(other, node) ? [other.number] : []));
  return [...named, ...related].filter((number) => !known.has(number));
}

/** What one answer says about others: those that it lists, and those that they are related to, unless only their board knows. */
export function toKnown(nodes: readonly IssueNode[], settings: GithubTrackerSettings): KnownIssues {
  const known = new Map<number, Known>();
  for (const node of nodes) {
    for (const other of [...node.blockedBy, ...node.subIssues]) {
      if (other === null || !isHere(other, node) || (settings.project !== null && !other.closed)) continue;
      known.set(other.number, { id: other.id, state: toPlainState(other) });
    }
  }
  for (const node of nodes) known.set(node.number, { id: node.id, state: toState(node, settings) });
  return known;
}

/** What is closed is so whatever its board says: nobody means it to be worked on. */
export function toState(node: Pick<IssueNode, "closed" | "projectItems">, settings: GithubTrackerSettings): string {
  const status = node.closed ? "" : statusOf(node, settings);
  return status === "" ? toPlainState(node) : status;
}

export function hasStatus(node: IssueNode, settings: GithubTrackerSettings): boolean {
  return statusOf(node, settings) !== "";
}

function statusOf(node: Pick<IssueNode, "projectItems">, settings: GithubTrackerSettings): string {
  return findBoardItem(node, settings)?.status?.name.trim() ?? "";
}

function toPlainState({ closed }: { readonly closed: boolean }): string {
  return closed ? CLOSED : OPEN;
}

function findBoardItem({ projectItems }: Pick<IssueNode, "projectItems">, { project }: GithubTrackerSettings): BoardItem | null {
  if (project === null) return null;
  const isIts = (item: BoardItem) => item.project.number === project.number && isSame(item.project.owner.login, project.owner);
  return projectItems.find((item) => item !== null && isIts(item)) ?? null;
}

function toLabels({ labels }: IssueNode): readonly string[] {
  const names = labels.map((label) => label?.name.trim().toLowerCase() ?? "");
  return [...new Set(names)].filter((name) => name !== "");
}

interface Marks {
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly milestone: string | null;
}

function isOurs({ labels, assignees, milestone }: Marks, settings: GithubTrackerSettings): boolean {
  if (settings.label !== null && !labels.includes(normalizeState(settings.label))) return false;
  if (settings.milestone !== null && !isSame(milestone, settings.milestone)) return false;
  if (settings.assignee === null) return true;
  return assignees.length === 0 ? !settings.assignedOnly : assignees.some((login) => isSame(login, settings.assignee));
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Each once, however often it is said. Sub-issues only while they are open: an issue with many is about those that are left. */
function toBlockers(node: IssueNode, known: KnownIssues, settings: GithubTrackerSettings): readonly Blocker[] {
  const blockers = new Map<string, Blocker>();
  const related = [...node.blockedBy, ...node.subIssues.filter((child) => child === null || !child.closed)];
  for (const other of related) {
    const blocker = toRelated(other, node, known);
    blockers.set(blocker.identifier ?? `unseen ${blockers.size}`, blocker);
  }
  for (const reference of referencesOf(node, settings)) {
    const identifier = isLocal(reference, node) ? `#${reference.number}` : `${reference.repository}#${reference.number}`;
    const its = isLocal(reference, node) ? known.get(reference.number) : undefined;
    const blocker = { id: its === undefined ? null : toIssueId(its.id), identifier, state: its?.state ?? null };
    if (identifier !== `#${node.number}` && !blockers.has(identifier)) blockers.set(identifier, blocker);
  }
  return [...blockers.values()];
}

function toRelated(other: RelatedNode | null, node: IssueNode, known: KnownIssues): Blocker {
  // In a repository that we may not see.
  if (other === null) return { id: null, identifier: null, state: null };
  const id = toIssueId(other.id);
  const plain = toPlainState(other);
  if (!isHere(other, node)) return { id, identifier: `${other.repository.nameWithOwner}#${other.number}`, state: plain };
  return { id, identifier: `#${other.number}`, state: known.get(other.number)?.state ?? plain };
}

function isHere(other: RelatedNode, { repository }: IssueNode): boolean {
  return other.repository.nameWithOwner === repository.nameWithOwner;
}

function referencesOf({ body, url }: IssueNode, { blockers }: GithubTrackerSettings): readonly Reference[] {
  if (!blockers.includes("task-lists") || body === null) return [];
  const origin = url !== null && URL.canParse(url) ? new URL(url).origin : null;
  return findOpenReferences(body, origin);
}

function isLocal({ repository }: Reference, node: IssueNode): boolean {
  return repository === null || isSame(repository, node.repository.nameWithOwner);
}

/** UTC as we write it; GitHub leaves out the milliseconds. */
function toInstant(written: string | null): string | null {
  const instant = new Date(written ?? Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
