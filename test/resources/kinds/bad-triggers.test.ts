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
      "m.yaml:5:20 error spec.event.source trigger 'T': event.source must be one of [task_completed, task_failed, webhook, filesystem], got 'webhok'
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
        hint: known: secret, signatureHeader, crdRef
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
});
