// Whether a delivery may tell of something that was taken back since: it comes long after it happened, or after a younger one of its thread
// that takes something back, since webhooks come in any order. Whether it really was is asked of the forge, by whoever handles it.
import type { Inbox } from "../runtime/inbox/inbox.ts";
import type { PendingDelivery } from "../runtime/inbox/perform-delivery.ts";
import type { Clock } from "../std/clock.ts";
import { isLate } from "./hear/is-late.ts";
import { parseKnockMessage, readKnockMessage } from "./knock/knock-message.ts";

/** Of one thread; what was told before them is late by itself. */
const MOST_COMPARED = 50;

/** By GitHub's name and action. */
const TAKING_BACK: ReadonlySet<string> = new Set([
  "issues.closed",
  "issues.edited",
  "issues.unassigned",
  "issues.unlabeled",
  "issue_comment.deleted",
  "issue_comment.edited",
  "pull_request.closed",
  "pull_request.edited",
  "pull_request.unassigned",
  "pull_request.unlabeled",
  "pull_request_review.edited",
  "pull_request_review_comment.deleted",
  "pull_request_review_comment.edited",
]);

/** To be asked when it is handled, since a thread's are handled one by one. */
export function createLateFinder(
  inbox: Pick<Inbox, "list" | "loadMessage">,
  clock: Pick<Clock, "now">,
): (delivery: Pick<PendingDelivery, "guid" | "key" | "message">) => Promise<boolean> {
  return async ({ guid, key, message }) => {
    const { at, thread } = parseKnockMessage(message);
    if (isLate(at, clock.now())) return true;
    if (thread === null) return false;
    for (const record of await inbox.list({ key, limit: MOST_COMPARED })) {
      if (record.guid === guid || record.status === "pending" || !TAKING_BACK.has(record.event)) continue;
      const told = readKnockMessage((await inbox.loadMessage(record.guid)) ?? {});
      if (told !== null && told.at >= at) return true;
    }
    return false;
  };
}
