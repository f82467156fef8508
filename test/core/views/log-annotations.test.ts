// What logs say of single lines of files.
import { describe, expect, it } from "vitest";
import { toLogAnnotations } from "../../../src/core/views/log-annotations.ts";

const ofFailed = (text: string) => [{ text, hasFailed: true }];

describe("annotations from a log", () => {
  it.each([
    ["GitHub's own commands", "::error file=src/a.ts,line=3,col=5::no such name", "src/a.ts", 3, "failure", "no such name"],
    ["their warnings", "::warning line=7,file=./src/a.ts::long line", "src/a.ts", 7, "warning", "long line"],
    ["their notices of a whole file", "::notice file=Makefile::old", "Makefile", 1, "notice", "old"],
    ["their escapes", "::warning file=a%2Cb.ts,line=3::one%0Atwo: 100%25", "a,b.ts", 3, "warning", "one\ntwo: 100%"],
    ["TypeScript", "src/a.ts(3,5): error TS2322: no", "src/a.ts", 3, "failure", "TS2322: no"],
    ["compilers", "src/a.c:3:5: error: expected ;", "src/a.c", 3, "failure", "expected ;"],
    ["compilers' warnings", "src/a.c:3:5: warning: unused", "src/a.c", 3, "warning", "unused"],
    ["an absolute path in the workspace", "/yard/a/src/a.c:3: error: no", "src/a.c", 3, "failure", "no"],
    ["a path of another system", "src\\a.cs(3): error CS1: no", "src/a.cs", 3, "failure", "CS1: no"],
  ])("are read as %s write them", (_, line, path, number, level, message) => {
    expect(toLogAnnotations(ofFailed(`before\n${line}\nafter`), "/yard/a")).toEqual([{ path, line: number, level, title: null, message }]);
  });

  it("have the title that a finding has, also one with commas and colons as they are", () => {
    const log = "::warning file=a.ts,title=Races, I think: unsure,line=4::Two writers at once.";
    expect(toLogAnnotations(ofFailed(log), null)).toEqual([
      { path: "a.ts", line: 4, level: "warning", title: "Races, I think: unsure", message: "Two writers at once." },
    ]);
  });

  it("of a step that went through are its findings as they are called, and no failures of programs", () => {
    const text = "::error file=a.ts,line=1::unsure\na.c:2:1: error: expected by the test";
    expect(toLogAnnotations([{ text, hasFailed: false }], null).map(({ level }) => level)).toEqual(["failure", "warning"]);
  });

  it("show no token", () => {
    const token = `ghp_${"a".repeat(36)}`;
    const log = `::notice file=a.ts,title=${token}::uses ${token}`;
    expect(toLogAnnotations(ofFailed(log), null)).toMatchObject([{ title: "***", message: "uses ***" }]);
  });

  it.each(["<b>@claude.c", "a`b.c", "-->.c", "名前.c"])("take a name as it is, which is shown as text: %s", (path) => {
    expect(toLogAnnotations(ofFailed(`${path}:3:1: error: @claude /run fix`), null)).toEqual([
      { path, line: 3, level: "failure", title: null, message: "@claude /run fix" },
    ]);
  });

  it.each([
    "/etc/passwd:3:1: error: outside",
    "../b.c:3:1: error: outside",
    "::warning file=../b.c,line=3::outside",
    "::warning file=/etc/passwd::outside",
    "C:\\a.c(3): error C1: no",
    "a.c:0:1: error: no such line",
    "::error file=a.c,line=0::no such line",
    "::error file=<path>,line=<line>::an example",
    "::error::no file",
    "::error file=a.c,line=3",
    "::debug file=a.c,line=3::no finding",
    "12:30:45: error: a time",
    "at src/a.ts:3:5",
    `src/a.c:3:5: error: ${"x".repeat(1000)}`,
  ])("are none for %s", (line) => {
    expect(toLogAnnotations(ofFailed(line), null)).toEqual([]);
  });

  it("are each told once, and at most three hundred of all logs", () => {
    const once = "a.c:1: error: x";
    expect(toLogAnnotations([...ofFailed(`${once}\n${once}`), { text: once, hasFailed: false }], null)).toMatchObject([
      { level: "failure" },
    ]);
    const many = Array.from({ length: 200 }, (_, index) => `a.c:${index + 1}: error: x`).join("\n");
    expect(toLogAnnotations([...ofFailed(many), ...ofFailed(many.replaceAll("a.c", "b.c"))], null)).toHaveLength(300);
  });
});
