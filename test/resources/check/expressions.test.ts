// Expressions of manifests, checked when they are applied: at which character, of which type, and with which names.
import { describe, expect, it } from "vitest";
import { toManifest } from "../manifest/told.ts";
import { applied } from "./applied.ts";

/** A workflow whose second step has this prehook, and whose first captures `score`. */
function toldPrehook(when: string, step = ""): string {
  const text = toManifest(
    "Workflow",
    "sdlc",
    `
steps:
  - id: first
    command: "true"
    store_inputs: [{ store: s, key: k, as_var: loaded }]
    behavior: { captures: [{ var: score, source: exit_code }] }
  - id: second
    command: "true"
    prehook: { when: ${JSON.stringify(when)} }
${step}`,
  );
  return applied(text).told;
}

/** A warning is at the key, an error at the value. */
const PLACE = (severity: string, column: number) => `m.yaml:12:${column} ${severity} spec.steps[1].prehook.when`;

describe("an expression that does not compile", () => {
  it.each([
    ["cycle >", "unexpected token: EOF (at character 8)"],
    ["cycle > 1 &&& qa_failed", "unexpected character: & (at character 13)"],
    ["siz(score) > 1", "unknown function 'siz' (did you mean 'size'?)"],
    ["cycle > 1 && siz(score) > 1", "unknown function 'siz' (did you mean 'size'?) (at character 14)"],
    ["1 + 'a' == 2", "no such overload: int + string"],
    ["(((((", "unexpected token: EOF (at character 6)"],
  ])("is told with its step, its place and the character in it: %s", (when, message) => {
    expect(toldPrehook(when)).toBe(`${PLACE("error", 24)} workflow 'sdlc' step 'second' prehook.when is invalid CEL: ${message}`);
  });

  it("is told in the words that scripts look for", () => {
    expect(toldPrehook("cycle >")).toContain("workflow 'sdlc' step 'second' prehook.when is invalid CEL: ");
    const agent = toManifest(
      "Agent",
      "a",
      'command: "x {prompt}"\ncommand_rules: [{ when: "true", command: "{prompt}" }, { when: "(", command: "{prompt}" }]',
    );
    expect(applied(agent).told).toContain("agent 'a' command_rules[1].when is invalid CEL: ");
    const loop = toManifest(
      "Workflow",
      "w",
      'steps: [{ id: s, command: "true" }, { id: loop_guard }]\nloop: { mode: infinite, convergence_expr: [{ when: "true" }, { when: ")" }] }',
    );
    expect(applied(loop).told).toContain("workflow 'w' convergence_expr[1] is invalid CEL: ");
    const finalize = toManifest(
      "Workflow",
      "w",
      'steps: [{ id: s, command: "true" }]\nfinalize: { rules: [{ id: r, when: "x ==", status: done }] }',
    );
    expect(applied(finalize).told).toContain("workflow 'w' finalize rule 'r' is invalid CEL: ");
  });
});

describe("an expression of another type", () => {
  it.each([
    ["cycle + 1", null],
    ["1 + 1", "int"],
    ["'yes'", "string"],
    ["[1, 2]", "list<int>"],
    ["size('abc')", "int"],
    ["1 > 0 ? 'a' : 'b'", "string"],
  ])("than true or false is refused, as far as it is known: %s", (when, type) => {
    const told = toldPrehook(when);
    if (type === null) expect(told).toBe("");
    else expect(told).toMatch(new RegExp(`prehook\\.when must be true or false, not of type ${type}$`));
  });
});

describe("a prehook", () => {
  it.each([
    "cycle > 1 && is_last_cycle",
    "score == 0 && loaded != ''",
    "first_output.contains('x')",
    "context.a.b == 1",
    "[1, 2].exists(x, x > score)",
    "{'a': 1}.all(k, k == 'a')",
    "goal.startsWith('fix') && self_test_passed",
  ])("may use what is built in, captured before, loaded, or made by a macro: %s", (when) => {
    expect(toldPrehook(when)).toBe("");
  });

  it("is warned about a variable that no step before it captures, in these words", () => {
    expect(toldPrehook("scroe == 0")).toBe(
      `${PLACE("warning", 18)} workflow 'sdlc' step 'second' prehook references 'scroe' but no prior step captures this variable`,
    );
  });

  it("is warned once for each variable, and for what only a later step captures", () => {
    const later = '  - { id: third, command: "true", behavior: { captures: [{ var: late, source: stdout }] } }';
    const told = toldPrehook("late == 1 || late == 2 || missing", later);
    expect(told.match(/references '(\w+)'/g)).toEqual(["references 'late'", "references 'missing'"]);
  });
});

describe("a trigger's filter", () => {
  const toldFilter = (condition: string) =>
    applied(
      toManifest(
        "Trigger",
        "hook",
        `event: { source: webhook, filter: { condition: ${JSON.stringify(condition)} } }\naction: { workflow: w, workspace: m }`,
      ),
    ).told.replaceAll(/^.*references unknown .*\n?/gm, "");

  it("may use the payload, whole or by its keys", () => {
    expect(toldFilter("payload_action == 'opened' && payload.issue.number > 3 && payload_json.contains('x')")).toBe("");
  });

  it("is warned about any other name", () => {
    expect(toldFilter("action == 'opened'").trim()).toMatchInlineSnapshot(`
      "m.yaml:5:39 warning spec.event.filter.condition trigger/hook: the filter references 'action', which no payload has
        hint: use payload, payload_json, or payload_ and a key of the payload"
    `);
  });

  it("must compile", () => {
    expect(toldFilter("payload_action ==")).toContain("trigger 'hook' event.filter.condition is invalid CEL: ");
  });
});
