// Cron expressions and time zones: when a schedule is due. Keeps no timer and reads no clock.
import { Cron } from "croner";

export interface CronSchedule {
  /** The first time after `after`; null: never again. Milliseconds since the epoch, as everywhere here. */
  next(after: number): number | null;
  /** The last time that is later than `after` and not later than `until`; null when there is none. */
  latest(after: number, until: number): number | null;
}

export type CronParse = { readonly ok: true; readonly schedule: CronSchedule } | { readonly ok: false; readonly message: string };

/** `@reboot` is not among them: nothing here knows when that was. */
const NICKNAMES = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const SECOND = 1000;

/**
 * Five fields, six with seconds first, or a nickname such as `@daily`.
 *
 * Where clocks are put forward, a schedule of fixed times that falls into the gap is due right after it; where they are put back, it is due
 * once. A schedule with `*` or steps in its times skips what the gap lacks, and is due in both of the repeated hours.
 *
 * @param zone a name for which `isTimeZone` holds
 */
export function parseCron(text: string, zone: string): CronParse {
  const pattern = text.trim();
  const refusal = refuseForm(pattern);
  if (refusal !== null) return { ok: false, message: refusal };
  try {
    const cron = new Cron(pattern, { timezone: zone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard", paused: true });
    return { ok: true, schedule: createSchedule(cron) };
  } catch (error) {
    return { ok: false, message: toWords(error) };
  }
}

/** Whether the name is in the IANA database, as the runtime has it. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function listTimeZones(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}

function refuseForm(pattern: string): string | null {
  if (pattern.startsWith("@")) {
    return NICKNAMES.includes(pattern.toLowerCase()) ? null : `'${pattern}' is none of ${NICKNAMES.join(", ")}`;
  }
  const fields = pattern === "" ? 0 : pattern.split(/\s+/).length;
  return fields === 5 || fields === 6 ? null : `has ${fields} ${fields === 1 ? "field" : "fields"}`;
}

function createSchedule(cron: Cron): CronSchedule {
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null,
    latest(after, until) {
      // The library looks before a time, not at it.
      const [found] = cron.previousRuns(1, new Date((Math.floor(until / SECOND) + 1) * SECOND));
      return found !== undefined && found.getTime() > after ? found.getTime() : null;
    },
  };
}

/** The library's own words, without the names of its classes. */
function toWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = message.replace(/^CronPattern: /, "");
  return words.charAt(0).toLowerCase() + words.slice(1);
}
