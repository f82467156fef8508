// The reader stops before a text fills the memory, not after.
import { describe, expect, it } from "vitest";
import { parseTokens } from "../../src/resources/yaml-tokens.ts";
import { createYamlSource } from "../../src/resources/yaml-tree.ts";

function read(text: string, limits: { readonly depth?: number; readonly lexemes?: number } = {}) {
  const tokens = parseTokens(text, createYamlSource("m.yaml"), { depth: 64, lexemes: 1000, ...limits });
  let count = 0;
  for (let next = tokens.next(); ; next = tokens.next()) {
    if (next.done) return { count, fault: next.value };
    count += 1;
  }
}

describe("the tokens of a text", () => {
  it("end with the text", () => {
    expect(read("a: 1\n---\nb: 2\n")).toEqual({ count: 2, fault: null });
  });

  it.each(["[", "- ", "? ", "a: {"])("stop where %s is nested too deep, before a document is built", (opening) => {
    const { count, fault } = read(opening.repeat(400));
    expect(count).toBe(0);
    expect(fault?.message).toBe("is nested more than 64 levels deep");
    expect(fault?.offset).toBeLessThan(opening.length * 140);
  });

  it("stop where a document is too long, before it is built", () => {
    expect(read("- a\n".repeat(400))).toEqual({
      count: 0,
      fault: { offset: expect.any(Number) as number, message: "is too much for one document", hint: "split it into several" },
    });
  });

  it("go on through many documents that are each short enough", () => {
    expect(read("---\n- a\n".repeat(400))).toEqual({ count: 400, fault: null });
  });
});
