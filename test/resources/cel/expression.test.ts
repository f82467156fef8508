// What an expression makes of values: JSON in, JSON out, and an end in every case.
import { describe, expect, it } from "vitest";
import { compileExpression } from "../../../src/resources/cel/compile-expression.ts";
import type { CelExpression, CelOutcome, CelScope } from "../../../src/resources/cel/expression.ts";
import { CEL_LIMITS } from "../../../src/resources/cel/limits.ts";

const TOO_MANY_STEPS = `evaluation takes more than ${CEL_LIMITS.steps} steps`;
const TOO_LONG = `evaluation takes longer than ${CEL_LIMITS.milliseconds} ms`;
const TEN_THOUSAND = Array.from({ length: 10_000 }, (_, index) => index);

function compile(text: string): CelExpression {
  const compiled = compileExpression(text, { variables: "any" });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.expression;
}

function evaluate(text: string, scope: CelScope = {}): CelOutcome<unknown> {
  return compile(text).evaluate(scope);
}

describe("evaluate", () => {
  it.each<[string, unknown]>([
    ["1 + 2", 3],
    ["7 / 2", 3],
    ["7.0 / 2", 3.5],
    ["score * 0.5 + 1", 1.5],
    ["score == 1.0 && score < 1.5 && 0 < score", true],
    ["half + 1", 1.5],
    ["'a' + name", "ab"],
    ["[1, 2.5, 'x', null, true]", [1, 2.5, "x", null, true]],
    ["{'a': {'b': [score]}}", { a: { b: [1] } }],
    ["xs.map(x, x * 2).filter(x, x > 2)", [4, 6]],
    ["deep.list[1].name", "second"],
    ["nothing == null", true],
    ["'key' in deep && !has(deep.lacking)", false],
    ["deep.?lacking.orValue([]).size()", 0],
    ["deep.?lacking", null],
    ["9223372036854775807", "9223372036854775807"],
    ["18446744073709551615u", "18446744073709551615"],
    ["3u", 3],
    ["0.0 / 0.0", "NaN"],
    ["b'hi'", "aGk="],
    ["timestamp('2026-01-02T03:04:05Z') + duration('1m')", "2026-01-02T03:05:05Z"],
    ["string(timestamp('2026-01-02T03:04:05Z'))", "2026-01-02T03:04:05Z"],
    ["duration('90s')", "90s"],
    ["type(score)", "int"],
    ["type(half)", "double"],
  ])("%s is %j", (text, value) => {
    const scope = { score: 1, half: 0.5, name: "b", xs: [1, 2, 3], nothing: null, deep: { list: [{}, { name: "second" }] } };
    expect(evaluate(text, scope)).toEqual({ ok: true, value });
  });

  it.each<[string, string]>([
    ["lacking == 1", "unknown variable 'lacking'"],
    ["map_.lacking", "no such key: lacking"],
    ["9223372036854775807 + 1", "integer overflow: 9223372036854775808"],
    ["1 / 0", "division by zero"],
    ["text + 1", "no such overload: dyn<string> + int"],
    ["text.matches('(')", "invalid regular expression: ("],
    ["timestamp(0).getHours('Nowhere/Else')", "invalid time zone specified: Nowhere/Else"],
  ])("%s ends with: %s", (text, message) => {
    expect(evaluate(text, { text: "a", map_: {} })).toEqual({ ok: false, message });
  });

  it("reads only what is given, never a prototype", () => {
    for (const text of [
      "object.constructor",
      "object.__proto__",
      "object['__proto__']",
      "object['toString']",
      "constructor",
      "list['length']",
    ]) {
      expect(evaluate(text, { object: {}, list: [] }), text).toMatchObject({ ok: false });
    }
    expect(evaluate("has(object.constructor) || 'toString' in object", { object: {} })).toEqual({ ok: true, value: false });
  });

  it("takes keys with the names of JavaScript's own for keys", () => {
    const object = JSON.parse('{"constructor": 1, "__proto__": {"polluted": true}, "size": 3}') as unknown;
    expect(evaluate("object.constructor + object.size", { object })).toEqual({ ok: true, value: 4 });
    const copy = evaluate("object", { object });
    expect(JSON.stringify(copy)).toBe('{"ok":true,"value":{"constructor":1,"__proto__":{"polluted":true},"size":3}}');
    expect({}).not.toHaveProperty("polluted");
  });

  it("does not take what is not JSON", () => {
    expect(evaluate("f", { f: () => 1 })).toEqual({ ok: false, message: "a value of the scope is not JSON: function" });
    expect(evaluate("date", { date: new Date(0) })).toEqual({ ok: false, message: "a value of the scope is not JSON: object" });
  });

  it("does not read what it does not name", () => {
    expect(evaluate("named", { named: 1, unnamed: () => 1 })).toEqual({ ok: true, value: 1 });
  });

  it("answers the same when it is asked again, also after an error", () => {
    const expression = compile("xs[0] == first && xs.all(x, x > 0)");
    expect(expression.evaluate({ xs: [1, 2], first: 1 })).toEqual({ ok: true, value: true });
    expect(expression.evaluate({ xs: ["a"], first: "a" })).toMatchObject({ ok: false });
    expect(expression.evaluate({ xs: [2, 3], first: 1 })).toEqual({ ok: true, value: false });
  });
});

describe("evaluateBoolean", () => {
  it("gives booleans and refuses everything else", () => {
    expect(compile("cycle >= 2").evaluateBoolean({ cycle: 2 })).toEqual({ ok: true, value: true });
    expect(compile("value").evaluateBoolean({ value: 1 })).toEqual({ ok: false, message: "expected a boolean, got a number" });
    expect(compile("value").evaluateBoolean({ value: [] })).toEqual({ ok: false, message: "expected a boolean, got a list" });
    expect(compile("value").evaluateBoolean({ value: null })).toEqual({ ok: false, message: "expected a boolean, got null" });
    expect(compile("lacking").evaluateBoolean({})).toEqual({ ok: false, message: "unknown variable 'lacking'" });
  });
});

describe("the limits of an evaluation", () => {
  it("leave room for a macro over ten thousand elements", () => {
    expect(evaluate("xs.filter(x, x % 2 == 0).all(x, x >= 0)", { xs: TEN_THOUSAND })).toEqual({ ok: true, value: true });
  });

  it.each([
    "xs.map(x, xs.map(y, x + y)).size() > 0",
    "xs.map(x, xs.map(y, xs.map(z, x + y + z))).size() > 0",
    "xs.exists(x, xs.exists(y, xs.exists(z, x + y + z < 0)))",
    "xs.all(x, xs.all(y, x + y >= 0 || false)) || true",
    "xs.exists(x, x == 0 ? missing.key : xs.exists(y, y < 0))",
    "true && xs.exists_one(x, xs.filter(y, y > x).size() == 0)",
  ])("stop %s", (text) => {
    expect(evaluate(text, { xs: TEN_THOUSAND })).toEqual({ ok: false, message: TOO_MANY_STEPS });
  });

  it.each([
    ["lists", "[1]", ".map(x, x + x)"],
    ["strings", "'0123456789'", ".map(x, x + x)"],
    ["lists in lists", "[1]", ".map(x, [x, x])"],
  ])("stop the doubling of %s", (_, seed, double) => {
    expect(evaluate(`[${seed}]${double.repeat(50)}`)).toEqual({ ok: false, message: TOO_MANY_STEPS });
  });

  it.each([
    ["a regular expression that backtracks", "text.matches('^(a+)+$')"],
    ["comparing lists that hold each other", `[[1]]${".map(x, [x, x])".repeat(40)} == [[1]]${".map(x, [x, x])".repeat(40)}`],
  ])("stop %s", (_, text) => {
    expect(evaluate(text, { text: `${"a".repeat(50)}!` })).toEqual({
      ok: false,
      message: TOO_LONG,
    });
  });

  it("hold for values that nest without end", () => {
    const nested: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    expect(evaluate("nested == 1", { nested })).toEqual({
      ok: false,
      message: "a value or the expression is too large or nested too deeply",
    });
  });

  it("are spent anew by each evaluation", () => {
    const expression = compile("xs.map(x, x + 1).size()");
    for (let round = 0; round < 30; round += 1) expect(expression.evaluate({ xs: TEN_THOUSAND })).toEqual({ ok: true, value: 10_000 });
  });
});
