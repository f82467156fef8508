// Whether a knock may stop work, so that it is heard before those that begin some. A guess that only decides about the order: what it says
// is read, and permitted or not, when it is heard.
import type { Knock } from "./knock.ts";

const STOPPING: ReadonlySet<Knock["type"]> = new Set([
  "issue.closed",
  "issue.deleted",
  "issue.transferred",
  "issue.unassigned",
  "issue.unlabelled",
  "comment.deleted",
  "review-comment.deleted",
  "pull-request.closed",
  "pull-request.merged",
  "pull-request.unassigned",
  "pull-request.unlabelled",
  "installation.deleted",
  "installation.suspended",
  "installation.repositories-changed",
  "repository.deleted",
  "repository.archived",
]);
const WORDS = /\b(?:cancel|stop|pause)\b/i;

export function stopsWork(knock: Knock): boolean {
  if (STOPPING.has(knock.type)) return true;
  if (knock.type === "check.action-requested") return knock.action === "cancel";
  const text = "comment" in knock ? knock.comment.body : "review" in knock ? knock.review.body : "";
  return WORDS.test(text);
}
