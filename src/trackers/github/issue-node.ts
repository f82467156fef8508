// An issue as GraphQL answers it, as far as we read it. Without its first fields it is malformed; anything else that is missing or odd counts
// as not there.
import { z } from "zod";

function nodesOf<Node extends z.ZodType>(node: Node) {
  return listOf(node).catch([]);
}

/** A node that cannot be read is null. */
function listOf<Node extends z.ZodType>(node: Node) {
  return z.object({ nodes: z.array(node.nullable().catch(null)) }).transform(({ nodes }) => nodes);
}

const named = z.object({ name: z.string() });
const optionalText = z.string().nullable().catch(null);

/** Null inside a list: it is there, and we may not see it. */
const RelatedNode = z.object({
  id: z.string(),
  number: z.int(),
  closed: z.boolean(),
  repository: z.object({ nameWithOwner: z.string() }),
});
export type RelatedNode = z.output<typeof RelatedNode>;

const BoardItem = z.object({
  project: z.object({ number: z.int(), owner: z.object({ login: z.string() }) }),
  status: named.nullable().catch(null),
  priority: named.nullable().catch(null),
});
export type BoardItem = z.output<typeof BoardItem>;

const AccountNode = z.object({ __typename: z.string(), login: z.string() });
export type AccountNode = z.output<typeof AccountNode>;

/** A label that was put on, or another title. */
const EventNode = z.object({
  __typename: z.string(),
  createdAt: z.string(),
  actor: AccountNode.nullable().catch(null),
  label: named.nullish().catch(null),
});

/** What is asked of an issue that another one names: an issue or a pull request. */
export const NamedNode = z.object({ id: z.string(), closed: z.boolean(), projectItems: nodesOf(BoardItem) });

export const IssueNode = z.object({
  id: z.string().min(1),
  number: z.int().positive(),
  title: z.string().refine((title) => title.trim() !== ""),
  closed: z.boolean(),
  repository: z.object({ id: z.string(), nameWithOwner: z.string() }),
  body: optionalText,
  url: optionalText,
  createdAt: optionalText,
  updatedAt: optionalText,
  milestone: z.object({ title: z.string() }).nullable().catch(null),
  labels: nodesOf(named),
  assignees: nodesOf(z.object({ login: z.string() })),
  blockedBy: nodesOf(RelatedNode),
  subIssues: nodesOf(RelatedNode),
  projectItems: nodesOf(BoardItem),
  issueFieldValues: nodesOf(z.object({ name: z.string(), field: named })),
  author: AccountNode.nullable().catch(null),
  editor: AccountNode.nullable().catch(null),
  lastEditedAt: optionalText,
  /** Null: they were not told. */
  timelineItems: listOf(EventNode).nullable().catch(null),
});
export type IssueNode = z.output<typeof IssueNode>;
