// Whether a trigger fires: given its past, when something asks it to, then the events or the reason.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRunId } from "../../../src/core/ids.ts";
import { DELIVERIES } from "../../../src/core/triggers/apply-event.ts";
import { LONGEST_CHAIN } from "../../../src/core/triggers/decide.ts";
import type { TriggerEvent } from "../../../src/core/triggers/events.ts";
import { isUnfinished } from "../../../src/core/triggers/state.ts";
import { NOW } from "../../support/given.ts";
import { created, ended, FIRING, fired, givenTrigger, POLICY } from "../../support/given-trigger.ts";

const FORBID = { ...POLICY, concurrency: "Forbid" } as const;
const REPLACE = { ...POLICY, concurrency: "Replace" } as const;
const HOURLY = { ...POLICY, minIntervalMs: 3_600_000 };

describe("a trigger", () => {
  it("fires with the whole task in its event, so that a redo asks for the same one", () => {
    expect(givenTrigger([]).fire({ cause: "webhook", deliveries: [{ key: "id:1", windowMs: 1 }] })).toEqual({
      outcome: "fired",
      taskId: "new",
      events: [
        {
          type: "trigger.fired",
          cause: "webhook",
          task: { ...FIRING.task, taskId: "new" },
          deliveries: ["id:1"],
          slot: null,
          replaces: [],
          chain: ["default/T"],
          at: NOW,
        },
      ],
    });
  });

  it("has something to do until the task is reported created", () => {
    expect(isUnfinished(givenTrigger([fired("a")]).state)).toBe(true);
    expect(isUnfinished(givenTrigger([fired("a"), created("a")]).state)).toBe(false);
  });

  it("does not fire while it is suspended", () => {
    expect(givenTrigger([]).fire({ policy: { ...POLICY, suspended: true } })).toMatchObject({ outcome: "skipped", reason: "suspended" });
  });
});

describe("a throttled trigger", () => {
  it("waits until its interval has passed since it fired", () => {
    const { fire } = givenTrigger([fired("a")]);
    expect(fire({ policy: HOURLY }, { now: NOW + 3_599_999 })).toMatchObject({ reason: "throttled", retryAfterMs: 1 });
    expect(fire({ policy: HOURLY }, { now: NOW + 3_600_000 })).toMatchObject({ outcome: "fired" });
  });

  it("is not silenced by a clock that was put back", () => {
    expect(givenTrigger([fired("a")]).fire({ policy: HOURLY }, { now: NOW - 1 })).toMatchObject({ outcome: "fired" });
  });

  it("does not count a firing whose task was refused", () => {
    const refused: TriggerEvent = { type: "trigger.task-refused", taskId: toRunId("a"), message: "no such workflow", at: NOW };
    expect(givenTrigger([fired("a"), refused]).fire({ policy: HOURLY })).toMatchObject({ outcome: "fired" });
    const before = fired("before", { at: NOW - 1000 });
    expect(givenTrigger([before, fired("a"), refused]).fire({ policy: HOURLY })).toMatchObject({ retryAfterMs: 3_599_000 });
  });
});

describe("the policy Forbid", () => {
  it("skips while a task is active, from the moment it was fired", () => {
    const reason = { outcome: "skipped", reason: "forbidden" };
    expect(givenTrigger([fired("a")]).fire({ policy: FORBID })).toMatchObject(reason);
    expect(givenTrigger([fired("a"), created("a")]).fire({ policy: FORBID })).toMatchObject(reason);
  });

  it("fires when the task has ended, also when the trigger has not heard of it", () => {
    expect(givenTrigger([fired("a"), ended("a")]).fire({ policy: FORBID })).toMatchObject({ outcome: "fired" });
    expect(givenTrigger([fired("a")]).fire({ policy: FORBID }, { over: ["a"] })).toMatchObject({ outcome: "fired" });
  });
});

describe("the policy Replace", () => {
  it("cancels every active task, not only the last", () => {
    const { fire } = givenTrigger([fired("a"), fired("b"), fired("c"), ended("b")]);
    expect(fire({ policy: REPLACE }).events).toMatchObject([{ replaces: ["a", "c"] }]);
  });

  it("cancels none a second time", () => {
    const past = [fired("a"), fired("b", { replaces: [toRunId("a")] })];
    expect(givenTrigger(past).fire({ policy: REPLACE }).events).toMatchObject([{ replaces: ["b"] }]);
  });

  it("has something to do until the cancellation is reported", () => {
    const past = [fired("a"), created("a"), fired("b", { replaces: [toRunId("a")] }), created("b")];
    expect(isUnfinished(givenTrigger(past).state)).toBe(true);
    const replaced: TriggerEvent = { type: "trigger.task-replaced", taskId: toRunId("a"), at: NOW };
    expect(isUnfinished(givenTrigger([...past, replaced]).state)).toBe(false);
  });
});

describe("a delivery that comes again", () => {
  const first = fired("a", { deliveries: ["id:1", "body:x"] });
  const again = { deliveries: [{ key: "id:1", windowMs: DELIVERIES.ms }] };

  it("is answered with the task that it started, whatever holds now", () => {
    const policy = { ...FORBID, suspended: true, minIntervalMs: 3_600_000 };
    expect(givenTrigger([first]).fire({ ...again, policy })).toEqual({ outcome: "duplicate", taskId: "a", events: [] });
  });

  it("is known by any of its marks", () => {
    const { fire } = givenTrigger([first]);
    expect(
      fire({
        deliveries: [
          { key: "id:2", windowMs: 1 },
          { key: "body:x", windowMs: 1 },
        ],
      }),
    ).toMatchObject({ outcome: "duplicate" });
  });

  it("is new after its window", () => {
    const { fire } = givenTrigger([first]);
    expect(fire({ deliveries: [{ key: "body:x", windowMs: 60 }] }, { now: NOW + 59 })).toMatchObject({ outcome: "duplicate" });
    expect(fire({ deliveries: [{ key: "body:x", windowMs: 60 }] }, { now: NOW + 60 })).toMatchObject({ outcome: "fired" });
  });

  it("may try again when the task was refused", () => {
    const refused: TriggerEvent = { type: "trigger.task-refused", taskId: toRunId("a"), message: "no such workflow", at: NOW };
    expect(givenTrigger([first, refused]).fire(again)).toMatchObject({ outcome: "fired" });
  });

  it("is forgotten after a week, or when a thousand others came", () => {
    const late = fired("b", { at: NOW + DELIVERIES.ms });
    expect(givenTrigger([first, late]).state.deliveries.size).toBe(0);
    const others = Array.from({ length: DELIVERIES.count }, (_, index) =>
      fired(`o${index}`, { deliveries: [`id:o${index}`, `body:${index}`] }),
    );
    const { state } = givenTrigger([first, ...others]);
    expect(state.deliveries.size).toBe(2 * DELIVERIES.count);
    expect(state.deliveries.has("id:1")).toBe(false);
  });
});

describe("a time of a schedule", () => {
  it("fires once, whoever sees it due", () => {
    const past = [fired("a", { slot: 1000 })];
    expect(givenTrigger(past).fire({ slot: 1000 })).toEqual({ outcome: "settled", events: [] });
    expect(givenTrigger(past).fire({ slot: 999 })).toMatchObject({ outcome: "settled" });
    expect(givenTrigger(past).fire({ slot: 1001 })).toMatchObject({ outcome: "fired" });
  });

  it("is settled when it was skipped", () => {
    const past = [fired("a", { slot: 1000 }), created("a")];
    const { events } = givenTrigger(past).fire({ slot: 2000, policy: FORBID });
    expect(events).toEqual([{ type: "trigger.skipped", reason: "forbidden", slot: 2000, at: NOW }]);
    expect(givenTrigger([...past, ...events]).fire({ slot: 2000 })).toMatchObject({ outcome: "settled" });
  });

  it("is nobody's loss when it lay before the schedule was kept", () => {
    const scheduled: TriggerEvent = { type: "trigger.scheduled", schedule: "@daily UTC", at: 5000 };
    expect(givenTrigger([scheduled]).fire({ slot: 5000 })).toMatchObject({ outcome: "settled" });
    expect(givenTrigger([scheduled]).fire({ slot: 5001 })).toMatchObject({ outcome: "fired" });
  });

  it("begins anew when the schedule changes, and only then", () => {
    const { when } = givenTrigger([{ type: "trigger.scheduled", schedule: "@daily UTC", at: 5000 }]);
    expect(when({ type: "trigger.schedule", schedule: "@daily UTC" })).toEqual([]);
    expect(when({ type: "trigger.schedule", schedule: "@weekly UTC" })).toEqual([
      { type: "trigger.scheduled", schedule: "@weekly UTC", at: NOW },
    ]);
  });
});

describe("triggers that start each other", () => {
  it("never start themselves at once", () => {
    expect(givenTrigger([]).fire({ chain: ["default/T", "default/T"] })).toMatchObject({ reason: "looping" });
  });

  it("may take turns, but not for ever", () => {
    const turns = Array.from({ length: LONGEST_CHAIN + 1 }, (_, index) => `default/${index % 2 === 0 ? "A" : "B"}`);
    expect(givenTrigger([]).fire({ chain: turns.slice(1) })).toMatchObject({ outcome: "fired" });
    expect(givenTrigger([]).fire({ chain: turns })).toMatchObject({ reason: "looping" });
  });
});

describe("skips", () => {
  it("are written down once a minute, not once a request", () => {
    const skipped: TriggerEvent = { type: "trigger.skipped", reason: "suspended", slot: null, at: NOW };
    const { fire } = givenTrigger([skipped]);
    const policy = { ...POLICY, suspended: true };
    expect(fire({ policy }, { now: NOW + 59_999 }).events).toEqual([]);
    expect(fire({ policy }, { now: NOW + 60_000 }).events).toHaveLength(1);
  });
});

describe("the history", () => {
  const keep = { successful: 1, failed: 0 };

  it("lets go of the oldest that ended the same way, beyond its limits", () => {
    const { when } = givenTrigger([fired("a"), ended("a"), fired("b"), ended("b", "failed"), fired("c")]);
    const report = { type: "trigger.report-ended", taskId: toRunId("c"), keep } as const;
    expect(when({ ...report, outcome: "successful" })).toMatchObject([{ forgets: ["a"] }]);
    expect(when({ ...report, outcome: "failed" })).toMatchObject([{ forgets: ["b", "c"] }]);
  });

  it("keeps all without limits", () => {
    const { when } = givenTrigger([fired("a"), ended("a"), fired("c")]);
    const unlimited = { successful: null, failed: null };
    expect(when({ type: "trigger.report-ended", taskId: toRunId("c"), outcome: "successful", keep: unlimited })).toMatchObject([
      { forgets: [] },
    ]);
  });

  it("is not told twice of the same end", () => {
    expect(
      givenTrigger([fired("a"), ended("a")]).when({ type: "trigger.report-ended", taskId: toRunId("a"), outcome: "failed", keep }),
    ).toEqual([]);
  });

  it("has something to do until what it lets go of is forgotten", () => {
    const past = [fired("a"), created("a"), ended("a", "successful", ["a"])];
    expect(givenTrigger(past).state.forgetting).toEqual(["a"]);
    const [forgotten] = givenTrigger(past).when({ type: "trigger.report-forgotten", taskIds: [toRunId("a"), toRunId("z")] });
    expect(forgotten).toEqual({ type: "trigger.tasks-forgotten", taskIds: ["a"], at: NOW });
    expect(isUnfinished(givenTrigger([...past, ...(forgotten ? [forgotten] : [])]).state)).toBe(false);
  });
});

describe("whatever is asked in whatever order", () => {
  it("no delivery and no time of a schedule starts two tasks, and Forbid never has two active", () => {
    const step = fc.record({
      delivery: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
      slot: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
      concurrency: fc.constantFrom("Allow", "Forbid", "Replace"),
      end: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const past: TriggerEvent[] = [];
        const starts = new Map<string, number>();
        for (const [index, { delivery, slot, concurrency, end }] of steps.entries()) {
          const before = givenTrigger(past);
          const active = [...before.state.tasks.values()].filter(({ phase }) => phase === "active");
          const deliveries = delivery === null ? [] : [{ key: `id:${delivery}`, windowMs: DELIVERIES.ms }];
          const decision = before.fire({ slot, deliveries, policy: { ...POLICY, concurrency } });
          if (decision.outcome === "fired") {
            if (concurrency === "Forbid") expect(active).toEqual([]);
            for (const key of [delivery === null ? null : `id:${delivery}`, slot === null ? null : `slot:${slot}`]) {
              if (key !== null) starts.set(key, (starts.get(key) ?? 0) + 1);
            }
          }
          const named = decision.events.map((event) =>
            event.type === "trigger.fired" ? { ...event, task: { ...event.task, taskId: toRunId(`t${index}`) } } : event,
          );
          past.push(...named);
          if (end) past.push(ended(`t${index}`));
        }
        expect([...starts.values()].filter((count) => count > 1)).toEqual([]);
      }),
    );
  });
});
