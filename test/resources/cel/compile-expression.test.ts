// What is said about an expression before it has any value.
import { describe, expect, it } from "vitest";
import { type Compilation, compileExpression } from "../../../src/resources/cel/compile-expression.ts";
import { CEL_LIMITS } from "../../../src/resources/cel/limits.ts";

const VARIABLES = ["is_last_cycle", "max_cycles", "qa_exit_code"];

function refusal(
  text: string,
  variables: readonly string[] | "any" = VARIABLES,
): { readonly message: string; readonly offset: number } | null {
  const compiled = compileExpression(text, { variables });
  return compiled.ok ? null : { message: compiled.message, offset: compiled.offset };
}

function typeOf(compiled: Compilation): string | null {
  return compiled.ok ? compiled.expression.type : null;
}

describe("compileExpression", () => {
  it("takes the conditions of the example manifests", () => {
    expect(refusal("is_last_cycle")).toBeNull();
    expect(refusal("payload_action == 'created'", "any")).toBeNull();
    expect(refusal("size(self.prompts) > 0", ["self"])).toBeNull();
  });

  it("names the unknown variable, its place and the known one that is near", () => {
    expect(refusal("qa_exit_code != 0 && is_last_cylce")).toEqual({
      message: "unknown variable 'is_last_cylce' (did you mean 'is_last_cycle'?)",
      offset: 21,
    });
    expect(refusal("nothing_alike > 1")?.message).toBe("unknown variable 'nothing_alike'");
  });

  it("lets any variable stand when the variables are not known", () => {
    expect(refusal("anything.at_all == 1", "any")).toBeNull();
  });

  it("knows the variables that macros and bind make", () => {
    expect(refusal("[1, 2].all(n, n > qa_exit_code) && cel.bind(top, max_cycles, top > 1)")).toBeNull();
  });

  it.each([
    ["qa_exit_code = 0", "unexpected character: =", 13],
    ["qa_exit_code &&", "unexpected token: EOF", 15],
    ["1 + 'a'", "no such overload: int + string", 0],
    ["'open", "unterminated string", 0],
    ["  ", "an expression cannot be empty", 0],
    ["is_last_cycle ? 1 : 'one'", "ternary branches must have the same type, got 'int' and 'string'", 0],
    ["[].all(n, n > 1)", "the elements of a literal [] or {} have no type; write dyn([]) or dyn({})", 0],
  ])("refuses %j", (text, message, offset) => {
    expect(refusal(text)).toEqual({ message, offset });
  });

  it("calls no function that the language does not have here", () => {
    expect(refusal("is_last_cycle && sise('a') > 0")).toEqual({ message: "unknown function 'sise' (did you mean 'size'?)", offset: 17 });
    for (const call of [
      "b'{}'.json()",
      "['a'].join()",
      "timestamp(0).getDayOfYear()",
      "'a'.constructor()",
      "'a'.toString()",
      "eval('1')",
    ]) {
      expect(refusal(call)?.message, call).toMatch(/^unknown function '/);
    }
  });

  it("says what type it will have, when that is known", () => {
    const types = ["max_cycles > 1", "1 + 1", "'a'", "qa_exit_code"].map((text) =>
      typeOf(compileExpression(text, { variables: VARIABLES })),
    );
    expect(types).toEqual(["bool", "int", "string", "dyn"]);
  });

  it("lets CEL's own names mean what they mean in CEL", () => {
    expect(refusal("type(1) == int", ["type", "int", "not a name", "__proto__"])).toBeNull();
    expect(refusal("__proto__ == 1", ["__proto__"])?.message).toBe("reserved identifier: __proto__");
  });

  it("compiles the same text once", () => {
    const first = compileExpression("max_cycles > 41", { variables: ["max_cycles", "cycle"] });
    expect(compileExpression("max_cycles > 41", { variables: ["cycle", "max_cycles"] })).toBe(first);
    expect(compileExpression("max_cycles > 41", { variables: "any" })).not.toBe(first);
  });

  it("bounds what is written", () => {
    expect(refusal(`'${"é".repeat(CEL_LIMITS.bytes / 2)}' == ''`)?.message).toBe("an expression has at most 4096 bytes");
    expect(refusal(`${"(".repeat(70)}1${")".repeat(70)}`)?.message).toBe("an expression nests at most 64 levels");
    expect(refusal(`${"!".repeat(2500)}true`)?.message).toBe("an expression has at most 2000 elements");
    expect(refusal(`1${"+1".repeat(1500)}`)?.message).toBe("an expression has at most 2000 elements");
    expect(refusal(`${"!".repeat(1500)}true`)).toBeNull();
  });
});
