// The operations on events: those of one task, how many of each type there are, and what becomes of old ones.
import { runStream } from "../../core/ids.ts";
import { nextTurn } from "../../std/next-turn.ts";
import type { Store, StoredEvent } from "../../store/store.ts";
import type { EventControl, EventStats, ListedEvent } from "../control/events.ts";
import { findRunId } from "../tasks/find-run.ts";
import { toEventData } from "./event-data.ts";
import type { Retention } from "./retention.ts";

export interface EventControlDeps {
  readonly store: Store;
  readonly retention: Retention;
}

const DAY_MS = 24 * 3600 * 1000;
/** Events in hand at once. */
const PAGE = 1000;

export function createEventControl({ store, retention }: EventControlDeps): EventControl {
  return {
    async list({ task, type, limit }) {
      const run = await findRunId(store, task);
      const events = await store.read(runStream(run), 0);
      const wanted = type === null ? events : events.filter(({ data }) => toComparable(data.type).startsWith(toComparable(type)));
      return wanted
        .slice(-limit)
        .reverse()
        .map((event) => toListedEvent(event, run));
    },
    stats: () => countEvents(store),
    archive: ({ olderThanDays }) => retention.archive(olderThanDays * DAY_MS),
    cleanup: ({ olderThanDays, dryRun, archive }) =>
      dryRun ? retention.measure(olderThanDays * DAY_MS) : retention.forget(olderThanDays * DAY_MS, { archive }),
  };
}

async function countEvents(store: Store): Promise<EventStats> {
  const byType = new Map<string, number>();
  let total = 0;
  let oldest: number | null = null;
  let newest: number | null = null;
  for (let after = 0; ; ) {
    const page = await store.readFeed(after, PAGE);
    const last = page.at(-1);
    if (!last) break;
    for (const { data } of page) byType.set(data.type, (byType.get(data.type) ?? 0) + 1);
    oldest ??= page[0]?.at ?? null;
    newest = last.at;
    total += page.length;
    after = last.position;
    await nextTurn();
  }
  const sorted = [...byType].sort(([one], [other]) => (one < other ? -1 : 1));
  return { total, byType: Object.fromEntries(sorted), oldest, newest };
}

/** `task_started` finds `run.started`: a task is a run here, and its words are joined otherwise elsewhere. */
function toComparable(type: string): string {
  return type.replaceAll(/[.-]/g, "_").replace(/^task(?=_|$)/, "run");
}

function toListedEvent({ position, at, data }: StoredEvent, task: string): ListedEvent {
  const item = data["itemId"];
  return {
    id: position,
    task_id: task,
    task_item_id: typeof item === "string" ? item : null,
    ...toEventData(data),
    created_at: new Date(at).toISOString(),
  };
}
