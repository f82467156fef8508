// The rules between a trigger's fields, and those that its values have to keep. Their shape is for trigger.ts.
import { PERMISSIONS } from "../../core/commands/permission.ts";
import { isTimeZone, listTimeZones, parseCron } from "../../std/cron.ts";
import { toDidYouMean } from "../issue-hint.ts";
import type { Tell } from "./kind-entry.ts";

export const TRIGGER_SOURCES = [
  "task_completed",
  "task_failed",
  "webhook",
  "filesystem",
  "issue_labelled",
  "issue_assigned",
  "issue_commented",
  "issue_mentioned",
  "check_requested",
  "review_submitted",
  "review_commented",
  "check_failed",
];
export const REVIEW_STATES = ["approved", "changes_requested", "commented"];
export const FILE_EVENTS = ["create", "modify", "delete"];
export const DEBOUNCE_LIMIT_MS = 60_000;

/** Filters that mean something with some sources only. With another source, a filter that is left unasked lets everything through. */
const FILTERS_OF: Readonly<Record<string, readonly string[]>> = {
  workflow: ["task_completed", "task_failed"],
  label: ["issue_labelled"],
  command: ["issue_commented"],
  assignee: ["issue_assigned"],
  state: ["review_submitted"],
  check: ["check_requested", "check_failed"],
  permission: ["issue_labelled", "issue_assigned", "issue_commented", "issue_mentioned", "check_requested"],
};
const FIELDS_HINT = "write five: minute, hour, day, month, weekday; or six, with seconds first";
/** RFC 9110, a token: any other name could never be a header. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A trigger as far as it holds: any part may be missing. */
interface PartOfTrigger {
  readonly cron?: { readonly schedule?: string | undefined; readonly timezone?: string | undefined } | undefined;
  readonly event?: PartOfEvent | undefined;
  readonly action?: { readonly workflow?: string | undefined; readonly workspace?: string | undefined } | undefined;
}

interface PartOfEvent {
  readonly source?: string | undefined;
  readonly filter?: Readonly<Record<string, string | undefined>> | undefined;
  readonly webhook?: PartOfWebhook | undefined;
  readonly filesystem?: PartOfFilesystem | undefined;
}

interface PartOfWebhook {
  readonly secret?: object | undefined;
  readonly insecure?: boolean | undefined;
  readonly signatureHeader?: string | undefined;
  readonly deliveryHeader?: string | undefined;
}

interface PartOfFilesystem {
  readonly paths?: readonly (string | undefined)[] | undefined;
  readonly events?: readonly (string | undefined)[] | undefined;
  readonly debounce_ms?: number | undefined;
}

export function checkTrigger(spec: PartOfTrigger, name: string, { error, warning }: Tell): void {
  const { cron, event, action } = spec;
  const tell: Tell = {
    error: (path, message, hint) => error(path, `trigger '${name}': ${message}`, hint),
    warning: (path, message, hint) => warning(path, `trigger '${name}': ${message}`, hint),
  };
  // A part that did not hold is still there as a key.
  const given = ["cron", "event"].filter((key) => key in spec).length;
  if (given === 2) tell.error(["event"], "exactly one of 'cron' or 'event' must be set, not both");
  if (given === 0) tell.error([], "exactly one of 'cron' or 'event' must be set");
  if (cron) checkCron(cron, tell);
  if (event) checkEvent(event, tell);
  if (action?.workflow?.trim() === "") tell.error(["action", "workflow"], "action.workflow cannot be empty");
  if (action?.workspace?.trim() === "") tell.error(["action", "workspace"], "action.workspace cannot be empty");
}

function checkCron({ schedule, timezone }: NonNullable<PartOfTrigger["cron"]>, tell: Tell): void {
  const zoneHolds = timezone === undefined || isTimeZone(timezone);
  if (!zoneHolds) {
    const hint = toDidYouMean(timezone, listTimeZones()) ?? "use a name of the IANA database, such as Europe/Berlin";
    tell.error(["cron", "timezone"], `cron.timezone must be an IANA time zone, got '${timezone}'`, hint);
  }
  if (schedule === undefined) return;
  const path = ["cron", "schedule"];
  if (schedule.trim() === "") {
    tell.error(path, "cron.schedule cannot be empty");
    return;
  }
  const parsed = parseCron(schedule, "UTC");
  if (!parsed.ok) {
    const isForm = /^(?:has \d|')/.test(parsed.message);
    tell.error(path, `cron.schedule ${isForm ? parsed.message : `is not valid: ${parsed.message}`}`, FIELDS_HINT);
    return;
  }
  // Asked from a fixed moment: whether a schedule without years is ever due does not depend on today.
  if (parsed.schedule.next(0) === null) {
    tell.warning(path, `cron.schedule '${schedule}' never fires`, "no date is like that; look at the day and the month");
  }
}

function checkEvent(event: PartOfEvent, tell: Tell): void {
  const { source, filter, webhook, filesystem } = event;
  if (source !== undefined && !TRIGGER_SOURCES.includes(source)) {
    const message = `event.source must be one of [${TRIGGER_SOURCES.join(", ")}], got '${source}'`;
    tell.error(["event", "source"], message, toDidYouMean(source, TRIGGER_SOURCES));
    return;
  }
  if (source === "filesystem" && !("filesystem" in event)) {
    tell.error(["event"], "source 'filesystem' requires a 'filesystem' configuration block");
  }
  if (source !== undefined && filter) checkFilter(source, filter, tell);
  if (webhook) checkWebhook(webhook, tell);
  if (filesystem) checkFilesystem(filesystem, tell);
}

function checkFilter(source: string, filter: NonNullable<PartOfEvent["filter"]>, tell: Tell): void {
  for (const [key, sources] of Object.entries(FILTERS_OF)) {
    if (filter[key] === undefined || sources.includes(source)) continue;
    const message = `event.filter.${key} says nothing with source '${source}'`;
    const hint = `it is for ${sources.join(" and ")}`;
    // The published grammar takes `workflow` with any source.
    if (key === "workflow") tell.warning(["event", "filter", key], message, hint);
    else tell.error(["event", "filter", key], message, hint);
  }
  const { command, state, permission } = filter;
  if (state !== undefined && !REVIEW_STATES.includes(state.trim().toLowerCase())) {
    const message = `event.filter.state must be one of [${REVIEW_STATES.join(", ")}], got '${state}'`;
    tell.error(["event", "filter", "state"], message, toDidYouMean(state, REVIEW_STATES));
  }
  if (permission !== undefined && !(PERMISSIONS as readonly string[]).includes(permission)) {
    const message = `event.filter.permission must be one of [${PERMISSIONS.join(", ")}], got '${permission}'`;
    tell.error(["event", "filter", "permission"], message, toDidYouMean(permission, PERMISSIONS));
  }
  if (command !== undefined && !/^\/[A-Za-z]/.test(command.trim())) {
    const path = ["event", "filter", "command"];
    tell.error(path, `event.filter.command must begin with '/' and a letter, got '${command}'`, "write it as in a comment: /run fix");
  }
}

function checkWebhook(webhook: PartOfWebhook, tell: Tell): void {
  const path = ["event", "webhook"];
  for (const key of ["signatureHeader", "deliveryHeader"] as const) {
    const name = webhook[key];
    if (name === undefined || name.trim() === "" || HEADER_NAME.test(name)) continue;
    tell.error([...path, key], `webhook.${key} is not the name of a header: '${name}'`);
  }
  const isSigned = "secret" in webhook;
  if (isSigned && webhook.insecure === true) {
    tell.error([...path, "insecure"], "webhook.insecure and webhook.secret exclude each other", "keep one of the two");
  }
  if (!isSigned && webhook.insecure !== true) {
    tell.warning(path, "every delivery is refused: the webhook has no secret", "add secret.fromRef, or insecure: true for no check at all");
  }
}

function checkFilesystem({ paths, events, debounce_ms: debounce = 0 }: PartOfFilesystem, tell: Tell): void {
  const path = ["event", "filesystem"];
  if (paths?.length === 0) tell.error([...path, "paths"], "filesystem.paths must not be empty");
  for (const [index, watched] of (paths ?? []).entries()) {
    if (watched === undefined || !leadsOut(watched)) continue;
    tell.error([...path, "paths", index], `filesystem.paths must stay inside the workspace, got '${watched}'`);
  }
  for (const [index, happening] of (events ?? []).entries()) {
    if (happening === undefined || FILE_EVENTS.includes(happening)) continue;
    const message = `filesystem.events must be one of [${FILE_EVENTS.join(", ")}], got '${happening}'`;
    tell.error([...path, "events", index], message, toDidYouMean(happening, FILE_EVENTS));
  }
  if (debounce > DEBOUNCE_LIMIT_MS) {
    tell.error([...path, "debounce_ms"], `filesystem.debounce_ms must be <= ${DEBOUNCE_LIMIT_MS}, got ${debounce}`);
  }
}

/** `docs/../..` does, `docs/..` does not. */
function leadsOut(path: string): boolean {
  let depth = 0;
  for (const part of path.split(/[\\/]/)) {
    if (part === "" || part === ".") continue;
    depth += part === ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}
