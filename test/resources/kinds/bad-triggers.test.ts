// Triggers that do not hold.
import { describe, expect, it } from "vitest";
import { toldSpec } from "../manifest/told.ts";

describe("triggers that do not hold", () => {
  it("refuses neither a schedule nor an event", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:3 error spec trigger 'T': exactly one of 'cron' or 'event' must be set"`);
  });

  it("refuses both", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
cron: { schedule: 0 3 * * * }
event: { source: webhook }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:10 error spec.event trigger 'T': exactly one of 'cron' or 'event' must be set, not both"`);
  });

  it("refuses an empty schedule", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
cron: { schedule: "" }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:21 error spec.cron.schedule trigger 'T': cron.schedule cannot be empty"`);
  });

  it("refuses a schedule with too few fields", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
cron: { schedule: 0 3 * }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:21 error spec.cron.schedule trigger 'T': cron.schedule has 3 fields
        hint: write five: minute, hour, day, month, weekday; or six, with seconds first"
    `);
  });

  it("refuses an unknown source", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhok }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:20 error spec.event.source trigger 'T': event.source must be one of [task_completed, task_failed, webhook, filesystem, issue_labelled, issue_assigned, issue_commented, issue_mentioned, check_requested, review_submitted, review_commented, check_failed], got 'webhok'
        hint: did you mean "webhook"?"
    `);
  });

  it("refuses file events without a block", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: filesystem }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:10 error spec.event trigger 'T': source 'filesystem' requires a 'filesystem' configuration block"`);
  });

  it("refuses an empty block of file events", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event:
  source: filesystem
  filesystem: { paths: [], events: [created], debounce_ms: 60001 }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:26 error spec.event.filesystem.paths trigger 'T': filesystem.paths must not be empty
      m.yaml:7:39 error spec.event.filesystem.events[0] trigger 'T': filesystem.events must be one of [create, modify, delete], got 'created'
        hint: did you mean "create"?
      m.yaml:7:62 error spec.event.filesystem.debounce_ms trigger 'T': filesystem.debounce_ms must be <= 60000, got 60001"
    `);
  });

  it("refuses an empty action", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhook }
action: { workflow: "", workspace: "" }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:23 error spec.action.workflow trigger 'T': action.workflow cannot be empty
      m.yaml:6:38 error spec.action.workspace trigger 'T': action.workspace cannot be empty"
    `);
  });

  it("refuses a missing action", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhook }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:3 error spec.action is missing"`);
  });

  it("refuses unknown keys at every level", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event:
  source: webhook
  filters: {}
  webhook: { secret: { ref: a }, header: b }
action: { workflow: w, workspace: s, goal: g }
throttle: { min_interval: 5 }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:5 error spec.event.filters unknown field 'filters'
        hint: did you mean "filter"?
      m.yaml:8:24 error spec.event.webhook.secret.fromRef is missing
      m.yaml:8:26 error spec.event.webhook.secret.ref unknown field 'ref'
        hint: known: fromRef
      m.yaml:8:36 error spec.event.webhook.header unknown field 'header'
        hint: known: secret, insecure, signatureHeader, deliveryHeader, replayWindow, types, crdRef
      m.yaml:9:40 error spec.action.goal unknown field 'goal'
        hint: known: workflow, workspace, args, start
      m.yaml:10:15 error spec.throttle.min_interval unknown field 'min_interval'
        hint: did you mean "minInterval"?"
    `);
  });

  it("refuses an unknown policy", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhook }
concurrency_policy: forbid
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:23 error spec.concurrency_policy must be one of Allow, Forbid, Replace, not "forbid"
        hint: did you mean "Forbid"?"
    `);
  });

  it("refuses a policy in both spellings", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhook }
concurrencyPolicy: Allow
concurrency_policy: Forbid
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:3 error spec.concurrency_policy is the same field as concurrencyPolicy
        hint: keep one of the two"
    `);
  });

  it("refuses a duration for the throttle", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhook }
throttle: { minInterval: 1h }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:28 error spec.throttle.minInterval must be a whole number of at least 0, not "1h"
        hint: 1h is 3600 seconds"
    `);
  });

  it("says nothing of a missing event when the event does not hold", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: webhook
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:10 error spec.event must be a map, not "webhook""`);
  });

  it.each([
    ["61 * * * *", "cron.schedule is not valid: invalid value for minute: 61"],
    ["0 0 * * 8", "cron.schedule is not valid: invalid value for dayOfWeek: 8"],
    ["@reboot", "cron.schedule '@reboot' is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly"],
    ["2026-01-01T00:00:00", "cron.schedule has 1 field"],
    ["0 0 1 1 * 2030 0", "cron.schedule has 7 fields"],
  ])("refuses the schedule %s", (schedule, message) => {
    expect(toldSpec("Trigger", "T", `\ncron: { schedule: "${schedule}" }\naction: { workflow: w, workspace: s }\n`)).toBe(
      `m.yaml:5:21 error spec.cron.schedule trigger 'T': ${message}
  hint: write five: minute, hour, day, month, weekday; or six, with seconds first`,
    );
  });

  it("warns of a schedule that never fires", () => {
    expect(toldSpec("Trigger", "T", `\ncron: { schedule: 0 0 31 2 * }\naction: { workflow: w, workspace: s }\n`)).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:5:11 warning spec.cron.schedule trigger 'T': cron.schedule '0 0 31 2 *' never fires
        hint: no date is like that; look at the day and the month"
    `);
  });

  it("refuses a time zone that nobody lives in", () => {
    expect(
      toldSpec("Trigger", "T", `\ncron: { schedule: "@daily", timezone: Europe/Berlni }\naction: { workflow: w, workspace: s }\n`),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:41 error spec.cron.timezone trigger 'T': cron.timezone must be an IANA time zone, got 'Europe/Berlni'
        hint: did you mean "Europe/Berlin"?"
    `);
  });

  it("refuses an offset in the place of a time zone", () => {
    expect(
      toldSpec("Trigger", "T", `\ncron: { schedule: "@daily", timezone: "+02:00" }\naction: { workflow: w, workspace: s }\n`),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:41 error spec.cron.timezone trigger 'T': cron.timezone must be an IANA time zone, got '+02:00'
        hint: use a name of the IANA database, such as Europe/Berlin"
    `);
  });

  it("refuses filters that say nothing with the source", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event:
  source: issue_labelled
  filter: { label: bug, command: /run fix, assignee: bot, workflow: w }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:36 error spec.event.filter.command trigger 'T': event.filter.command says nothing with source 'issue_labelled'
        hint: it is for issue_commented
      m.yaml:7:56 error spec.event.filter.assignee trigger 'T': event.filter.assignee says nothing with source 'issue_labelled'
        hint: it is for issue_assigned
      m.yaml:7:61 warning spec.event.filter.workflow trigger 'T': event.filter.workflow says nothing with source 'issue_labelled'
        hint: it is for task_completed and task_failed"
    `);
  });

  it("refuses a state that no review has, and filters of other sources", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: review_submitted, filter: { state: aproved, check: test } }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:55 error spec.event.filter.state trigger 'T': event.filter.state must be one of [approved, changes_requested, commented], got 'aproved'
        hint: did you mean "approved"?
      m.yaml:5:71 error spec.event.filter.check trigger 'T': event.filter.check says nothing with source 'review_submitted'
        hint: it is for check_requested and check_failed"
    `);
  });

  it("refuses a command without a slash", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: issue_commented, filter: { command: run fix } }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:56 error spec.event.filter.command trigger 'T': event.filter.command must begin with '/' and a letter, got 'run fix'
        hint: write it as in a comment: /run fix"
    `);
  });

  it("refuses a webhook that is both signed and insecure, and names that are no headers", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event:
  source: webhook
  webhook: { secret: { fromRef: s }, insecure: true, signatureHeader: "X Sig", deliveryHeader: "a:b", replayWindow: 604801 }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:50 error spec.event.webhook.insecure trigger 'T': webhook.insecure and webhook.secret exclude each other
        hint: keep one of the two
      m.yaml:7:73 error spec.event.webhook.signatureHeader trigger 'T': webhook.signatureHeader is not the name of a header: 'X Sig'
      m.yaml:7:98 error spec.event.webhook.deliveryHeader trigger 'T': webhook.deliveryHeader is not the name of a header: 'a:b'
      m.yaml:7:119 error spec.event.webhook.replayWindow must be a whole number from 0 to 604800, not 604801"
    `);
  });

  it("warns of a webhook without a secret", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: webhook, webhook: { signatureHeader: X-Hub-Signature-256 } }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:5:29 warning spec.event.webhook trigger 'T': every delivery is refused: the webhook has no secret
        hint: add secret.fromRef, or insecure: true for no check at all"
    `);
  });

  it("refuses to watch outside of the workspace", () => {
    expect(
      toldSpec(
        "Trigger",
        "T",
        `
event: { source: filesystem, filesystem: { paths: [docs/.., ../elsewhere, docs/../../x] } }
action: { workflow: w, workspace: s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:63 error spec.event.filesystem.paths[1] trigger 'T': filesystem.paths must stay inside the workspace, got '../elsewhere'
      m.yaml:5:77 error spec.event.filesystem.paths[2] trigger 'T': filesystem.paths must stay inside the workspace, got 'docs/../../x'"
    `);
  });
});
