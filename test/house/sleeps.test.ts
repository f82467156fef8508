// No test waits for time to pass: it waits for a condition, an event or a line of output.
// Timers live in test/support, where one poll with a deadline serves everyone.
import { describe, expect, it } from "vitest";
import { blankCommentsAndStrings, importsOf, readTree, type SourceTree } from "./source-tree.ts";

const SLEEP = /\b(?:setTimeout|setInterval|sleep|delay|waitForTimeout)\s*\(|\bAtomics\.wait\b|\bscheduler\.wait\b/;

function sleeps(tree: SourceTree): readonly string[] {
  return [...tree]
    .filter(([file]) => !file.startsWith("test/support/"))
    .flatMap(([file, text]) => {
      const timers = importsOf(file, text)
        .filter(({ specifier }) => specifier?.startsWith("node:timers"))
        .map(() => `${file} imports timers`);
      const lines = blankCommentsAndStrings(text).split("\n");
      return [...timers, ...lines.flatMap((line, index) => (SLEEP.test(line) ? [`${file}:${index + 1}`] : []))];
    });
}

describe("the tests", () => {
  it("never sleep", () => {
    expect(sleeps(readTree(["test"]))).toEqual([]);
  });
});

describe("the guard against sleeping", () => {
  it("finds a sleep, but not a program that a test starts", () => {
    const planted = new Map([
      [
        "test/std/exec.test.ts",
        'await run(["node", "-e", "setTimeout(() => {}, 1e9)"]);\nawait new Promise((resolve) => setTimeout(resolve, 50));',
      ],
      ["test/store/lease.test.ts", 'import { setTimeout as pause } from "node:timers/promises";'],
      ["test/support/eventually.ts", "await new Promise((resolve) => setTimeout(resolve, 5));"],
    ]);
    expect(sleeps(planted)).toEqual(["test/std/exec.test.ts:2", "test/store/lease.test.ts imports timers"]);
  });
});
