// What was found by asking GitHub, as deliveries: under an id made of GitHub's, so that it is taken in once; and whether a delivery says what
// another one of its thread said before.
import type { ActivityLog, ActivityPlace } from "../runtime/inbox/activity-look.ts";
import type { Inbox } from "../runtime/inbox/inbox.ts";
import type { PendingDelivery } from "../runtime/inbox/perform-delivery.ts";
import { canRepeat, findRepeat, type ToldKnock } from "./knock/find-repeat.ts";
import { parseKnockMessage, readKnockMessage } from "./knock/knock-message.ts";
import type { ProvenDelivery, Receive } from "./receive-delivery.ts";

/** Of one thread; what was told before them is long done. */
const MOST_COMPARED = 200;

/** Something that GitHub lists, in the words of a webhook. */
export interface PolledHappening {
  readonly kind: "event" | "comment";
  /** GitHub's number for it, among those of its kind. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As `X-GitHub-Event` would name it. */
  readonly event: string;
  /** Null: what it was about is gone. */
  load(): Promise<Pick<ProvenDelivery, "payload" | "editedBy"> | null>;
}

interface PolledSource {
  read(place: ActivityPlace, since: number): Promise<readonly PolledHappening[] | null>;
}

/** Takes in what the source lists as if webhooks had told it. */
export function createPolledActivity(source: PolledSource, receive: Receive): ActivityLog {
  async function take({ kind, id, event, load }: PolledHappening): Promise<void> {
    const told = await load();
    if (told !== null) await receive({ guid: `${kind}-${id}`, event, ...told });
  }

  return {
    async read(place, since) {
      const happened = await source.read(place, since);
      return happened?.map((happening) => ({ at: happening.at, take: () => take(happening) })) ?? null;
    },
  };
}

function isPolled(guid: string): boolean {
  return /^(?:event|comment)-\d+$/.test(guid);
}

/** @returns the delivery that it repeats; null: it is new. To be asked when it is handled, since a thread's are handled one by one. */
export function createRepeatFinder(
  inbox: Pick<Inbox, "list" | "loadMessage">,
): (delivery: Pick<PendingDelivery, "guid" | "key" | "message">) => Promise<string | null> {
  return async ({ guid, key, message }) => {
    const knock = parseKnockMessage(message);
    if (!canRepeat(knock)) return null;
    const listed = await inbox.list({ key, limit: MOST_COMPARED });
    // Webhooks repeat nothing but what was polled, which is rare.
    if (!isPolled(guid) && !listed.some((record) => isPolled(record.guid))) return null;
    const before: (ToldKnock & { readonly guid: string })[] = [];
    for (const record of listed) {
      if (record.guid === guid || record.status === "pending" || record.status === "failed") continue;
      const told = readKnockMessage((await inbox.loadMessage(record.guid)) ?? {});
      if (told !== null) before.push({ guid: record.guid, knock: told, isPolled: isPolled(record.guid) });
    }
    return findRepeat({ knock, isPolled: isPolled(guid) }, before)?.guid ?? null;
  };
}
