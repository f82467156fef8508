// What a task learns of a payload.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNestedDeeper } from "../../../src/core/triggers/is-nested-deeper.ts";
import { PAYLOAD_LIMITS, toPayloadVariables, toTriggerGoal } from "../../../src/core/triggers/payload.ts";

describe("the goal", () => {
  it("names the trigger, and quotes the payload when there is one", () => {
    expect(toTriggerGoal("T", null)).toBe("Triggered by: T");
    expect(toTriggerGoal("T", { a: [1] })).toBe(`Triggered by 'T': {"a":[1]}`);
    expect(toTriggerGoal("T", false)).toBe("Triggered by 'T': false");
  });

  it("is cut at 500 characters of payload, never inside of one", () => {
    const goal = toTriggerGoal("T", "😀".repeat(400));
    expect(goal.length).toBe("Triggered by 'T': ".length + PAYLOAD_LIMITS.goal - 1);
    expect(goal.at(-1)).toBe("\uDE00");
  });

  it("is whole characters whatever the payload is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 200, maxLength: 600 }), (text) => {
        expect(() => encodeURIComponent(toTriggerGoal("T", text))).not.toThrow();
      }),
    );
  });
});

describe("the variables", () => {
  it("are the payload's text and its top-level texts, numbers and booleans", () => {
    const payload = { action: "opened", count: 2, draft: false, nothing: null, labels: ["bug"], issue: { number: 1 } };
    expect(toPayloadVariables(payload)).toEqual({
      payload_action: "opened",
      payload_count: "2",
      payload_draft: "false",
      payload_nothing: "",
      payload_json: JSON.stringify(payload),
    });
  });

  it("are the text alone for what is no map", () => {
    expect(toPayloadVariables([1])).toEqual({ payload_json: "[1]" });
    expect(toPayloadVariables(null)).toEqual({ payload_json: "null" });
  });

  it("have names that can be written, the first of those that become one", () => {
    expect(toPayloadVariables(JSON.parse('{"a-b":1,"a.b":2,"ключ":3,"$(rm)":4}'))).toMatchObject({
      payload_a_b: "1",
      payload_____: "3",
      payload___rm_: "4",
    });
  });

  it("never take the place of the payload's text", () => {
    expect(toPayloadVariables({ json: "forged", truncated: "no" })).toEqual({ payload_json: '{"json":"forged","truncated":"no"}' });
  });

  it("are harmless whatever a key is called", () => {
    const variables = toPayloadVariables(JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}'));
    expect(Object.keys(variables).sort()).toEqual(["payload___proto__", "payload_constructor", "payload_json", "payload_toString"]);
    expect(Object.getPrototypeOf(variables)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  it("hold no character that an environment cannot", () => {
    expect(toPayloadVariables({ a: "x\0y" })["payload_a"]).toBe("xy");
  });

  it("are bounded in number and length, and say so", () => {
    const many = toPayloadVariables(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, index])));
    expect(Object.keys(many)).toHaveLength(PAYLOAD_LIMITS.variables + 2);
    expect(many["payload_truncated"]).toBe("true");
    const long = toPayloadVariables({ a: "x".repeat(PAYLOAD_LIMITS.json) });
    expect(long["payload_a"]).toHaveLength(PAYLOAD_LIMITS.value);
    expect(long["payload_json"]).toHaveLength(PAYLOAD_LIMITS.json);
    expect(long["payload_truncated"]).toBe("true");
    expect(toPayloadVariables({ a: "x" })).not.toHaveProperty("payload_truncated");
  });
});

describe("nesting", () => {
  it("is measured without walking into it", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(400_000)}${"]".repeat(400_000)}`);
    expect(isNestedDeeper(deep, 100)).toBe(true);
    expect(isNestedDeeper({ a: [{ b: 1 }] }, 3)).toBe(false);
    expect(isNestedDeeper({ a: [{ b: 1 }] }, 2)).toBe(true);
  });
});
