// Relay's pages: nodes, edges and cursors over a list that is already there.
import { Refused } from "../http/reply.ts";

export interface Paging {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** GitHub gives no more than 100 at once, and demands that one says how many. */
const MOST = 100;

export function toConnection<T>(items: readonly T[], paging: Paging, render: (item: T) => unknown) {
  const { first, last, after, before } = paging;
  if (first == null && last == null) {
    throw new Refused(422, "You must provide a `first` or `last` value to properly paginate the connection.");
  }
  if ((first ?? last ?? 0) > MOST)
    throw new Refused(422, `Requesting ${first ?? last} records exceeds the \`first\` limit of ${MOST} records.`);
  const start = after == null ? 0 : readCursor(after) + 1;
  const end = before == null ? items.length : readCursor(before);
  const from = first == null ? Math.max(start, end - (last ?? 0)) : start;
  const to = first == null ? end : Math.min(end, start + first);
  const shown = items.slice(from, to);
  const edges = shown.map((item, index) => ({ cursor: toCursor(from + index), node: () => render(item) }));
  return {
    totalCount: items.length,
    nodes: () => shown.map(render),
    edges,
    pageInfo: {
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function toCursor(index: number): string {
  return Buffer.from(`cursor:${index}`).toString("base64url");
}

function readCursor(cursor: string): number {
  const [, index] = /^cursor:(\d+)$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (index === undefined) throw new Refused(422, `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(index);
}
