// Trigger: what starts a workflow by itself. Its fields; the rules between them are in trigger-rules.ts.

import { z } from "zod";
import { PERMISSIONS } from "../../core/commands/permission.ts";
import { flag, wholeNumber } from "../words.ts";
import { defineKind, express, refer } from "./kind-entry.ts";
import { anyText, filled, list, optional, required, section, word } from "./section.ts";
import { checkTrigger, DEBOUNCE_LIMIT_MS, FILE_EVENTS, REVIEW_STATES, TRIGGER_SOURCES } from "./trigger-rules.ts";

/** A delivery is remembered for so long at most. */
const REPLAY_LIMIT_SECONDS = 7 * 24 * 3600;
const STRICT = { unknownKeys: "error" } as const;

const Cron = section(
  {
    schedule: required(anyText(), "When, as a cron expression of five fields, of six with seconds first, or a nickname such as `@daily`."),
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
      "What deliveries are signed with. Without it, and without `insecure`, every delivery is refused.",
    ),
    insecure: optional(flag(), "Whether anyone who reaches the address may fire the trigger: no signature is asked for.", false),
    signatureHeader: optional(
      filled("webhook.signatureHeader cannot be empty"),
      "The header that carries the signature.",
      "X-Webhook-Signature",
    ),
    deliveryHeader: optional(
      filled("webhook.deliveryHeader cannot be empty"),
      "The header with the delivery's id. When left out, the first that is there of `X-GitHub-Delivery`, `Webhook-Id`, `X-Delivery-Id` and `Idempotency-Key`.",
    ),
    replayWindow: optional(
      wholeNumber(0, REPLAY_LIMIT_SECONDS),
      "For how many seconds a signed body that has fired the trigger is taken for a replay, whatever its delivery id, which nothing signs.",
      REPLAY_LIMIT_SECONDS,
    ),
    types: optional(
      list(filled("webhook.types cannot hold an empty type")),
      "Only deliveries of these types, as the first of `X-GitHub-Event`, `X-Gitlab-Event` and `X-Event-Type` names them; all when left out.",
    ),
    crdRef: optional(
      filled("webhook.crdRef cannot be empty"),
      "Accepted for compatibility; changes nothing. Plugins check no deliveries: use `secret`.",
    ),
  },
  { ...STRICT, inert: ["crdRef"] },
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
    source: required(
      anyText().meta({ enum: TRIGGER_SOURCES }),
      "What happens: a task ends, a delivery arrives, a file changes, someone acts on an issue, a pull request of ours is reviewed or fails a check.",
    ),
    filter: optional(
      section(
        {
          workflow: optional(filled("event.filter.workflow cannot be empty"), "Only tasks of this workflow."),
          label: optional(filled("event.filter.label cannot be empty"), "Only when this label is put on; for `issue_labelled`."),
          command: optional(
            filled("event.filter.command cannot be empty"),
            "Only comments with a line that begins with this command, such as `/run fix`; for `issue_commented`.",
          ),
          assignee: optional(
            filled("event.filter.assignee cannot be empty"),
            "Only when the issue is given to this person; for `issue_assigned`.",
          ),
          state: optional(
            filled("event.filter.state cannot be empty").meta({ enum: REVIEW_STATES }),
            "Only reviews that end like this; for `review_submitted`.",
          ),
          check: optional(filled("event.filter.check cannot be empty"), "Only this check; for `check_requested` and `check_failed`."),
          permission: optional(
            filled("event.filter.permission cannot be empty").meta({ enum: PERMISSIONS }),
            "The permission in the repository that whoever does it needs; for what people do in threads.",
            "write",
          ),
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
  summary: "What starts a workflow by itself: a schedule, the end of a task, a webhook, a changed file, something done to an issue.",
  spec: TriggerSpec,
  check: checkTrigger,
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
