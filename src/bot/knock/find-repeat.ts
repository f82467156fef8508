// Whether a knock says what another one said before. A webhook under its own id is told apart by the inbox; but what was found by asking the
// forge, because webhooks did not come, may be brought by a late webhook too, and the two name nothing in common but what happened. Pure.
import type { Knock } from "./knock.ts";

export interface ToldKnock {
  readonly knock: Knock;
  /** Found by asking; else a webhook told it. */
  readonly isPolled: boolean;
}

/** GitHub's clock and ours, and the second that both round to. */
const SKEW_MS = 60_000;
/** A webhook shows its issue as it was when it was written: later than what it tells of when GitHub is behind, but no later than this. */
const LATEST_MS = 3_600_000;

interface Said {
  /** What it is about, such as `label agent`. */
  readonly subject: string;
  /** Whether it was done or taken back; what was done is not done once more before it was taken back. */
  readonly isDone: boolean;
}

/** Null: it is never told twice under different ids. */
function toSaid(knock: Knock): Said | null {
  switch (knock.type) {
    case "issue.labelled":
    case "pull-request.labelled":
      return { subject: `label ${knock.label.toLowerCase()}`, isDone: true };
    case "issue.unlabelled":
    case "pull-request.unlabelled":
      return { subject: `label ${knock.label.toLowerCase()}`, isDone: false };
    case "issue.assigned":
    case "pull-request.assigned":
      return { subject: `assignee ${knock.assignee.toLowerCase()}`, isDone: true };
    case "issue.unassigned":
    case "pull-request.unassigned":
      return { subject: `assignee ${knock.assignee.toLowerCase()}`, isDone: false };
    case "issue.closed":
      return { subject: "end", isDone: true };
    case "issue.reopened":
      return { subject: "end", isDone: false };
    case "comment.created":
      return { subject: `comment ${knock.comment.id}`, isDone: true };
    default:
      return null;
  }
}

export function canRepeat({ type }: Pick<Knock, "type">): boolean {
  return toSaid({ type, label: "", assignee: "", comment: { id: 0 } } as unknown as Knock) !== null;
}

/** @param before what was told of the same thread, in any order @returns the one that it repeats; null: it is new */
export function findRepeat<Told extends ToldKnock>({ knock, isPolled }: ToldKnock, before: readonly Told[]): Told | null {
  const said = toSaid(knock);
  if (said === null) return null;
  const related = before.flatMap((told) => {
    const other = toSaid(told.knock);
    return other?.subject === said.subject ? [{ told, isDone: other.isDone }] : [];
  });
  const same = related.filter(({ isDone }) => isDone === said.isDone).map(({ told }) => told);
  if (knock.type === "comment.created") return same[0] ?? null;
  // Asked for at that time or later: whatever came of it holds.
  if (isPolled) return same.find((told) => told.knock.at >= knock.at - SKEW_MS) ?? null;
  const opposites = related.filter(({ isDone }) => isDone !== said.isDone).map(({ told }) => told.knock.at);
  const isLate = (at: number) => knock.at <= at + LATEST_MS && !opposites.some((other) => other > at && other <= knock.at);
  const isIt = (told: Told) =>
    told.isPolled &&
    told.knock.sender.login === knock.sender.login &&
    knock.at >= told.knock.at - SKEW_MS &&
    (knock.at <= told.knock.at + SKEW_MS || isLate(told.knock.at));
  return same.find(isIt) ?? null;
}
