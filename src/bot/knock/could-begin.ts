// Whether a knock may lead to something in a repository where nothing is under way, so that one that cannot does not have it opened. When in
// doubt it may: what it says is read when it is heard.
import type { Knock } from "./knock.ts";

export interface IdleRepository {
  /** Whether Yardmaster was at work there before. */
  readonly isKnown: boolean;
  /** What its triggers wait for; null: not known. */
  readonly sources: readonly string[] | null;
  /** The App's name without its `@`; null: it cannot be mentioned. */
  readonly mention: string | null;
}

/** A slash that begins a word: paths that people write are taken for commands here, addresses are not. */
const COMMAND = /(?:^|[^\w/:.])\/[a-z]/i;

/** What can only end or follow up something, or to which nothing was ever a reaction. */
const AFTERWARDS: ReadonlySet<Knock["type"]> = new Set([
  "issue.closed",
  "issue.reopened",
  "issue.deleted",
  "issue.transferred",
  "issue.unlabelled",
  "issue.unassigned",
  "comment.deleted",
  "pull-request.closed",
  "pull-request.merged",
  "pull-request.unlabelled",
  "pull-request.unassigned",
  "review-comment.deleted",
]);

export function couldBegin(knock: Knock, { isKnown, sources, mention }: IdleRepository): boolean {
  const isAwaited = (source: string) => (isKnown ? (sources?.includes(source) ?? true) : false);
  switch (knock.type) {
    case "comment.created":
      return isSaidToUs(knock.comment.body, mention) || isAwaited("issue_commented");
    case "review-comment.created":
      return isSaidToUs(knock.comment.body, mention) || isAwaited("review_commented");
    case "review.submitted":
      return isSaidToUs(knock.review.body, mention) || isAwaited("review_submitted");
    case "check.failed":
      return isAwaited("check_failed");
    case "issue.opened":
    case "issue.edited":
      return isSaidToUs(knock.issue.body, mention);
    case "pull-request.edited":
      return isSaidToUs(knock.pullRequest.body, mention);
    case "comment.edited":
    case "review-comment.edited":
      return isSaidToUs(knock.comment.body, mention);
    case "review.edited":
      return isSaidToUs(knock.review.body, mention);
    default:
      return isKnown || !AFTERWARDS.has(knock.type);
  }
}

function isSaidToUs(text: string, mention: string | null): boolean {
  return COMMAND.test(text) || (mention !== null && text.toLowerCase().includes(`@${mention.toLowerCase()}`));
}
