// Which time of a schedule is due. Of several that were missed, the newest alone is made up.
import type { TriggerDeclaration } from "../../core/triggers/declaration.ts";
import { isTimeZone, parseCron } from "../../std/cron.ts";

type CronDeclaration = NonNullable<TriggerDeclaration["cron"]>;

export interface DueSlot {
  /** The newest time that has come and is not settled; null when there is none. */
  readonly due: number | null;
  /** The next time to come; null: never. */
  readonly next: number | null;
}

const NEVER: DueSlot = { due: null, next: null };

/** @param settledUntil times up to here are done */
export function toDueSlot({ schedule, timezone }: CronDeclaration, settledUntil: number, now: number): DueSlot {
  if (!isTimeZone(timezone)) return NEVER;
  const parsed = parseCron(schedule, timezone);
  return parsed.ok ? { due: parsed.schedule.latest(settledUntil, now), next: parsed.schedule.next(now) } : NEVER;
}

/** @returns when the next schedule that is not suspended is due; null: never */
export function findNextDue(triggers: readonly Pick<TriggerDeclaration, "cron" | "policy">[], now: number): number | null {
  const next = triggers.flatMap(({ cron, policy }) => (cron === null || policy.suspended ? [] : (toDueSlot(cron, now, now).next ?? [])));
  return next.length === 0 ? null : Math.min(...next);
}

/** A change of it begins anew. */
export function toScheduleKey({ schedule, timezone }: CronDeclaration): string {
  return `${schedule.trim()} ${timezone}`;
}
