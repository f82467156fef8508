// Reads issues whole: pages of a list, or some by their ids, and what the issues that they name in their texts are now. All or nothing.
import { z } from "zod";
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { type IssueId, toIssueId } from "../../core/ids.ts";
import type { Issue } from "../../core/issue.ts";
import type { IssueList } from "../tracker.ts";
import { toNotFound } from "./changes.ts";
import type { GithubClient } from "./client.ts";
import { PAGE_SIZE, REFERENCES_AT_ONCE, toIdsDocument, toListDocument, toReferencesDocument } from "./documents.ts";
import { IssueNode, NamedNode } from "./issue-node.ts";
import type { GithubTrackerSettings } from "./settings.ts";
import { findUnknown, hasStatus, type KnownIssues, toIssue, toKnown, toState } from "./to-issue.ts";
import { toWording, type Wording } from "./wording.ts";

/** What was read, and what it cost in points. */
export interface Read<Answer> {
  readonly answer: Answer;
  readonly cost: number;
}

const MOST_PAGES = 100;
/** Beyond so many, what an issue names in its text counts as unknown. */
const MOST_REFERENCES = 3 * REFERENCES_AT_ONCE;

const Page = z.object({
  repository: z.object({
    issues: z.object({ nodes: z.array(z.unknown()), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }) }),
  }),
});
const Nodes = z.object({ repository: z.object({ id: z.string() }), nodes: z.array(z.unknown()) });
const References = z.object({ repository: z.record(z.string(), NamedNode.nullable().catch(null)) });

export interface Listing extends IssueList {
  /** Empty where they were not asked for. */
  readonly wordings: ReadonlyMap<IssueId, Wording>;
}

export interface ListQuestion {
  /** As GraphQL has them: `OPEN`, `CLOSED`. */
  readonly states: readonly string[];
  /** Also who wrote and marked each issue. */
  readonly asksWording: boolean;
}

/** @throws tracker.not-found, tracker.unavailable, tracker.invalid */
export async function readList(
  client: GithubClient,
  settings: GithubTrackerSettings,
  { states, asksWording }: ListQuestion,
): Promise<Read<Listing>> {
  const doing = `reading the issues of ${settings.repository}`;
  const written: unknown[] = [];
  let spent = 0;
  let after: string | null = null;
  for (let page = 1; ; page += 1) {
    if (page > MOST_PAGES) {
      const most = MOST_PAGES * PAGE_SIZE;
      throw new YardmasterError("tracker.invalid", `${doing}: there are more than ${most}`, { hint: "name a label that fewer have" });
    }
    const { data, cost } = await client.ask(doing, toListDocument(settings, states, { after, asksWording }));
    spent += cost;
    const { issues } = check(Page, data, doing, settings).repository;
    written.push(...issues.nodes);
    after = issues.pageInfo.endCursor;
    if (!issues.pageInfo.hasNextPage || after === null) break;
  }
  const parsed = written.map((node) => IssueNode.safeParse(node));
  const nodes = parsed.flatMap(({ data }) => data ?? []);
  const malformed = parsed.flatMap(({ success }, index) => (success ? [] : [toProblem(toPlace(written[index], settings), MALFORMED)]));
  const problems = [...malformed, ...toBoardProblems(nodes, settings)];
  const known = await readNamed(client, settings, nodes);
  const issues = nodes.map((node) => toIssue(node, known.answer, settings));
  const wordings = new Map(asksWording ? nodes.map((node) => [toIssueId(node.id), toWording(node)] as const) : []);
  return { answer: { issues, problems, wordings }, cost: spent + known.cost };
}

/** @throws as `readList`; tracker.invalid for a malformed one */
export async function readByIds(
  client: GithubClient,
  settings: GithubTrackerSettings,
  ids: readonly IssueId[],
): Promise<Read<readonly Issue[]>> {
  const doing = `reading ${ids.length === 1 ? "an issue" : `${ids.length} issues`} of ${settings.repository}`;
  const nodes: IssueNode[] = [];
  let spent = 0;
  for (let from = 0; from < ids.length; from += PAGE_SIZE) {
    const { data, cost } = await client.ask(doing, toIdsDocument(settings, ids.slice(from, from + PAGE_SIZE)));
    spent += cost;
    const { repository, nodes: written } = check(Nodes, data, doing, settings);
    for (const node of written.filter(isIssue)) {
      const parsed = IssueNode.safeParse(node);
      if (!parsed.success) throw new YardmasterError("tracker.invalid", `${doing}: ${toPlace(node, settings)} ${MALFORMED}`);
      // One that was moved to another repository is no longer in this list.
      if (parsed.data.repository.id === repository.id) nodes.push(parsed.data);
    }
  }
  const known = await readNamed(client, settings, nodes);
  return { answer: nodes.map((node) => toIssue(node, known.answer, settings)), cost: spent + known.cost };
}

/** What the issues are now that others name by number; those that one answer already told are not asked for. */
async function readNamed(client: GithubClient, settings: GithubTrackerSettings, nodes: readonly IssueNode[]): Promise<Read<KnownIssues>> {
  const known = new Map(toKnown(nodes, settings));
  const unknown = [...new Set(nodes.flatMap((node) => findUnknown(node, known, settings)))].slice(0, MOST_REFERENCES);
  let spent = 0;
  for (let from = 0; from < unknown.length; from += REFERENCES_AT_ONCE) {
    const doing = `reading what issues of ${settings.repository} wait for`;
    const asked = unknown.slice(from, from + REFERENCES_AT_ONCE);
    const { data, cost } = await client.ask(doing, toReferencesDocument(settings, asked));
    spent += cost;
    const { repository } = check(References, data, doing, settings);
    for (const number of asked) {
      const found = repository[`n${number}`];
      if (found) known.set(number, { id: found.id, state: toState(found, settings) });
    }
  }
  return { answer: known, cost: spent };
}

function check<Shape extends z.ZodType>(shape: Shape, data: unknown, doing: string, { repository }: GithubTrackerSettings) {
  if ((data as { readonly repository?: unknown } | null)?.repository === null) throw toNotFound(doing, repository);
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new YardmasterError("tracker.invalid", `${doing}: GitHub's answer cannot be understood`, { cause: parsed.error });
}

/** Null: gone. Empty: something that is no issue. */
function isIssue(node: unknown): node is object {
  return typeof node === "object" && node !== null && "id" in node;
}

const MALFORMED = "lacks its number, title or state";

function toPlace(node: unknown, { repository }: GithubTrackerSettings): string {
  const { number } = (node ?? {}) as { readonly number?: unknown };
  return typeof number === "number" ? `${repository}#${number}` : `an issue of ${repository}`;
}

function toProblem(file: string, message: string): Problem {
  return { file, line: 1, column: 1, path: "", message, hint: null, severity: "error" };
}

/** GitHub answers a board or a field that is not there like one on which nothing is. */
function toBoardProblems(nodes: readonly IssueNode[], settings: GithubTrackerSettings): readonly Problem[] {
  const { project, statusField, repository } = settings;
  const open = nodes.filter(({ closed }) => !closed);
  if (project === null || open.length === 0 || open.some((node) => hasStatus(node, settings))) return [];
  const message = `no open issue has a ${statusField} on the board ${project.owner}/${project.number}`;
  const hint = "check the board's number and the field's name, and that the token may read projects";
  return [{ ...toProblem(repository, message), hint, severity: "warning" }];
}
