// The published sentences for a firing that is skipped.
import type { SkipReason } from "./events.ts";

export function toSkipMessage(trigger: string, reason: SkipReason): string {
  switch (reason) {
    case "suspended":
      return `trigger '${trigger}' is suspended`;
    case "throttled":
      return `trigger '${trigger}' throttled`;
    case "forbidden":
      return `trigger '${trigger}' skipped: concurrent task active (Forbid policy)`;
    case "looping":
      return `trigger '${trigger}' skipped: it is among what started the task that ended`;
  }
}
