// Trigger: what starts a workflow by itself. Whether the schedule can be understood is for the clock that keeps it.

import { z } from "zod";
import { toDidYouMean } from "../issue-hint.ts";
import { flag, wholeNumber } from "../words.ts";
import { defineKind, express, refer, type Tell } from "./kind-entry.ts";
import { anyText, filled, list, optional, required, section, word } from "./section.ts";

const SOURCES = ["task_completed", "task_failed", "webhook", "filesystem"];
const FILE_EVENTS = ["create", "modify", "delete"];
const DEBOUNCE_LIMIT_MS = 60_000;
const STRICT = { unknownKeys: "error" } as const;

const Cron = section(
  {
    schedule: required(anyText(), "When, as a cron expression of five fields, or of six with seconds first."),
    timezone: optional(filled("cron.timezone cannot be empty"), "The IANA time zone of the schedule.", "UTC"),
  },
  STRICT,
);

const Webhook = section(
  {
    secret: optional(
      section(
        { fromRef: required(filled("webhook.secret.fromRef cannot be empty"), "The SecretStore; any of its values may match.") },
        STRICT,
      ),
      "What deliveries are signed with.",
    ),
    signatureHeader: optional(
      filled("webhook.signatureHeader cannot be empty"),
      "The header that carries the signature.",
      "X-Webhook-Signature",
    ),
    crdRef: optional(filled("webhook.crdRef cannot be empty"), "The custom kind whose plugins check and rewrite deliveries."),
  },
  STRICT,
);

const Filesystem = section(
  {
    paths: required(list(filled("filesystem.paths cannot hold an empty path")), "Directories to watch, relative to the workspace's root."),
    events: optional(list(anyText().meta({ enum: FILE_EVENTS })), "What to watch for; all when left out or empty.", FILE_EVENTS),
    debounce_ms: optional(
      wholeNumber(0).meta({ maximum: DEBOUNCE_LIMIT_MS }),
      "How long to wait for further changes, in milliseconds, at most 60000.",
      500,
    ),
  },
  STRICT,
);

const Event = section(
  {
    source: required(anyText().meta({ enum: SOURCES }), "What happens: a task ends, a delivery arrives, a file changes."),
    filter: optional(
      section(
        {
          workflow: optional(filled("event.filter.workflow cannot be empty"), "Only tasks of this workflow."),
          condition: optional(filled("event.filter.condition cannot be empty"), "A CEL expression over the payload that must be true."),
        },
        STRICT,
      ),
      "Which of these count.",
    ),
    webhook: optional(Webhook, "How deliveries are checked; for `webhook`."),
    filesystem: optional(Filesystem, "What is watched; for `filesystem`."),
  },
  STRICT,
);

const TriggerSpec = section(
  {
    cron: optional(Cron, "A schedule; either this or `event`."),
    event: optional(Event, "Something that happens; either this or `cron`."),
    action: required(
      section(
        {
          workflow: required(anyText(), "The workflow to run."),
          workspace: required(anyText(), "The workspace to run it in."),
          args: optional(
            z.record(z.string(), list(anyText())),
            "Further arguments of the task: names and lists of texts, such as `target-file`.",
          ),
          start: optional(flag(), "Whether the task starts at once.", true),
        },
        STRICT,
      ),
      "What is started.",
    ),
    concurrencyPolicy: optional(
      word(["Allow", "Forbid", "Replace"]),
      "What happens while the last task is active: start another, skip, or cancel the last.",
      "Forbid",
    ),
    suspend: optional(flag(), "Whether the trigger rests.", false),
    historyLimit: optional(
      section(
        {
          successful: optional(wholeNumber(0), "How many completed tasks are kept."),
          failed: optional(wholeNumber(0), "How many failed tasks are kept."),
        },
        STRICT,
      ),
      "How many ended tasks are kept; all when left out.",
    ),
    throttle: optional(
      section({ minInterval: optional(wholeNumber(0), "The least time between two firings, in seconds.", 0) }, STRICT),
      "How often the trigger may fire.",
    ),
  },
  {
    ...STRICT,
    aliases: { concurrency_policy: { of: "concurrencyPolicy" }, history_limit: { of: "historyLimit" } },
  },
);

export const Trigger = defineKind({
  kind: "Trigger",
  summary: "What starts a workflow by itself: a schedule, the end of a task, a webhook, a changed file.",
  spec: TriggerSpec,
  check(spec, name, { error, warning }) {
    const { cron, event, action } = spec;
    const tell: Tell = { error: (path, message, hint) => error(path, `trigger '${name}': ${message}`, hint), warning };
    // A part that did not hold is still there as a key.
    const given = ["cron", "event"].filter((key) => key in spec).length;
    if (given === 2) tell.error(["event"], "exactly one of 'cron' or 'event' must be set, not both");
    if (given === 0) tell.error([], "exactly one of 'cron' or 'event' must be set");
    if (cron?.schedule !== undefined) checkSchedule(cron.schedule, tell);
    if (event) checkEvent(event, tell);
    if (action?.workflow?.trim() === "") tell.error(["action", "workflow"], "action.workflow cannot be empty");
    if (action?.workspace?.trim() === "") tell.error(["action", "workspace"], "action.workspace cannot be empty");
  },
  references: ({ event, action }) => [
    ...refer("Workflow", "event.filter.workflow", event?.filter?.workflow),
    ...refer("SecretStore", "event.webhook.secret.fromRef", event?.webhook?.secret?.fromRef),
    // By the kind that the definition defines, not by the definition's own name.
    ...refer("CustomResourceDefinition", "event.webhook.crdRef", event?.webhook?.crdRef),
    ...refer("Workflow", "action.workflow", action.workflow),
    ...refer("Workspace", "action.workspace", action.workspace),
  ],
  expressions: ({ event }) => express("trigger_filter", "event.filter.condition", event?.filter?.condition),
});

function checkSchedule(schedule: string, tell: Tell): void {
  if (schedule.trim() === "") {
    tell.error(["cron", "schedule"], "cron.schedule cannot be empty");
    return;
  }
  const fields = schedule.trim().split(/\s+/).length;
  if (schedule.startsWith("@") || fields === 5 || fields === 6) return;
  tell.error(
    ["cron", "schedule"],
    `cron.schedule has ${fields} ${fields === 1 ? "field" : "fields"}`,
    "write five: minute, hour, day, month, weekday; or six, with seconds first",
  );
}

interface PartOfEvent {
  readonly source?: string | undefined;
  readonly filesystem?:
    | {
        readonly paths?: readonly (string | undefined)[] | undefined;
        readonly events?: readonly (string | undefined)[] | undefined;
        readonly debounce_ms?: number | undefined;
      }
    | undefined;
}

function checkEvent(event: PartOfEvent, tell: Tell): void {
  const { source, filesystem } = event;
  if (source !== undefined && !SOURCES.includes(source)) {
    tell.error(["event", "source"], `event.source must be one of [${SOURCES.join(", ")}], got '${source}'`, toDidYouMean(source, SOURCES));
  }
  if (source === "filesystem" && !("filesystem" in event)) {
    tell.error(["event"], "source 'filesystem' requires a 'filesystem' configuration block");
  }
  if (filesystem?.paths?.length === 0) tell.error(["event", "filesystem", "paths"], "filesystem.paths must not be empty");
  for (const [index, happening] of (filesystem?.events ?? []).entries()) {
    if (happening === undefined || FILE_EVENTS.includes(happening)) continue;
    const message = `filesystem.events must be one of [${FILE_EVENTS.join(", ")}], got '${happening}'`;
    tell.error(["event", "filesystem", "events", index], message, toDidYouMean(happening, FILE_EVENTS));
  }
  const debounce = filesystem?.debounce_ms ?? 0;
  if (debounce > DEBOUNCE_LIMIT_MS) {
    tell.error(["event", "filesystem", "debounce_ms"], `filesystem.debounce_ms must be <= ${DEBOUNCE_LIMIT_MS}, got ${debounce}`);
  }
}
