// What a log says of single lines of files.
import { describe, expect, it } from "vitest";
import { toLogAnnotations } from "../../../src/core/views/log-annotations.ts";

describe("annotations from a log", () => {
  it.each([
    ["GitHub's own commands", "::error file=src/a.ts,line=3,col=5::no such name", "src/a.ts", 3, "failure", "no such name"],
    ["their warnings", "::warning line=7,file=./src/a.ts::long line", "src/a.ts", 7, "warning", "long line"],
    ["TypeScript", "src/a.ts(3,5): error TS2322: no", "src/a.ts", 3, "failure", "TS2322: no"],
    ["compilers", "src/a.c:3:5: error: expected ;", "src/a.c", 3, "failure", "expected ;"],
    ["compilers' warnings", "src/a.c:3:5: warning: unused", "src/a.c", 3, "warning", "unused"],
    ["an absolute path in the workspace", "/yard/a/src/a.c:3: error: no", "src/a.c", 3, "failure", "no"],
    ["a path of another system", "src\\a.cs(3): error CS1: no", "src/a.cs", 3, "failure", "CS1: no"],
  ])("are read as %s write them", (_, line, path, number, level, message) => {
    expect(toLogAnnotations(`before\n${line}\nafter`, "/yard/a")).toEqual([{ path, line: number, level, message }]);
  });

  it.each([
    "/etc/passwd:3:1: error: outside",
    "../b.c:3:1: error: outside",
    "C:\\a.c(3): error C1: no",
    "a.c:0:1: error: no such line",
    "::error::no file",
    "12:30:45: error: a time",
    "at src/a.ts:3:5",
    `src/a.c:3:5: error: ${"x".repeat(1000)}`,
  ])("are none for %s", (line) => {
    expect(toLogAnnotations(line, null)).toEqual([]);
  });

  it("are each told once, and at most fifty", () => {
    expect(toLogAnnotations("a.c:1: error: x\na.c:1: error: x", null)).toHaveLength(1);
    const many = Array.from({ length: 80 }, (_, index) => `a.c:${index + 1}: error: x`).join("\n");
    expect(toLogAnnotations(many, null)).toHaveLength(50);
  });
});
