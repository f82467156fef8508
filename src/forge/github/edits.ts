// Who changed texts of issues, pull requests and comments, and when, as far back as GitHub lists it. REST does not tell.
// https://docs.github.com/en/graphql/reference/interfaces#comment
import { z } from "zod";
import { YardmasterError } from "../../core/errors.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";
import { toPartialAnswer } from "./partial-answer.ts";

export interface TextEdit {
  /** As REST calls them; `ghost` where GitHub does not say. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const RENAMED =
  "timelineItems(last: 50, itemTypes: [RENAMED_TITLE_EVENT]) { nodes { ... on RenamedTitleEvent { createdAt actor { ...Who } } } }";
const EDITS = `query($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on Comment {
      lastEditedAt
      editor { ...Who }
      userContentEdits(first: 100) { totalCount nodes { editedAt editor { ...Who } } }
    }
    ... on Issue { ${RENAMED} }
    ... on PullRequest { ${RENAMED} }
  }
}
fragment Who on Actor { __typename login }`;

const NOBODY = "ghost";
const Who = z
  .object({ __typename: z.string(), login: z.string() })
  .nullish()
  .transform((who) => {
    // GraphQL leaves out the suffix that REST gives to bots.
    if (who?.__typename === "Bot") return `${who.login}[bot]`;
    // An imported account may be called like somebody's.
    return who?.__typename === "User" ? who.login : NOBODY;
  });
const Time = z.string().transform((text) => Date.parse(text));
const Edited = z.object({
  id: z.string(),
  lastEditedAt: Time.nullish(),
  editor: Who,
  userContentEdits: z
    .object({ totalCount: z.int(), nodes: z.array(z.object({ editedAt: Time, editor: Who }).nullable()).nullish() })
    .nullish(),
  timelineItems: z.object({ nodes: z.array(z.object({ createdAt: Time, actor: Who }).nullable()).nullish() }).nullish(),
});
const Answer = z.object({ nodes: z.array(Edited.nullable()) });

/** Of one request. */
const MOST_IDS = 100;

/** @param ids GitHub's node ids @returns by id; what is gone is not among them. @throws what Octokit throws, forge.unavailable */
export async function loadEdits(
  octokit: Pick<InstallationOctokit, "graphql">,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly TextEdit[]>> {
  const found = new Map<string, readonly TextEdit[]>();
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const asked = ids.slice(start, start + MOST_IDS);
    const data = await octokit.graphql<unknown>(EDITS, { ids: asked, request: { signal } }).catch(toPartialAnswer);
    const read = Answer.safeParse(data);
    if (!read.success) throw new YardmasterError("forge.unavailable", "asking who changed a text: GitHub's answer cannot be understood");
    for (const node of read.data.nodes) if (node !== null) found.set(node.id, toEdits(node));
  }
  return found;
}

function toEdits({ lastEditedAt, editor, userContentEdits, timelineItems }: z.infer<typeof Edited>): readonly TextEdit[] {
  const listed = (userContentEdits?.nodes ?? []).flatMap((edit) => (edit === null ? [] : [{ by: edit.editor, at: edit.editedAt }]));
  const renames = (timelineItems?.nodes ?? []).flatMap((rename) => (rename === null ? [] : [{ by: rename.actor, at: rename.createdAt }]));
  const last = lastEditedAt == null ? [] : [{ by: editor, at: lastEditedAt }];
  const isAll = listed.length >= (userContentEdits?.totalCount ?? 0);
  // Of those that are not listed nobody knows who it was.
  const unlisted = isAll ? [] : [{ by: NOBODY, at: lastEditedAt ?? Number.POSITIVE_INFINITY }];
  return [...listed, ...last, ...unlisted, ...renames];
}
