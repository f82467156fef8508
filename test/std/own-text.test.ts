// What is cut out of a long text and kept must not keep the long text.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { toOwnText } from "../../src/std/own-text.ts";

const PIECES = 100;
const LENGTH = 1_000_000;

function measure(keep: (piece: string) => string): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: PIECES }, (_, index) => keep(Buffer.alloc(LENGTH, `${index} `).toString("latin1").slice(10, 50)));
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  expect(kept.every((piece) => piece.length === 40)).toBe(true);
  return bytes;
}

it("a copy of a piece lets the whole go, as the piece itself does not", () => {
  expect(measure((piece) => piece)).toBeGreaterThan((PIECES * LENGTH) / 2);
  expect(measure(toOwnText)).toBeLessThan(LENGTH);
});

it("a copy is the same text", () => {
  for (const text of ["", "refs/heads/käse 漢字 🙂", "a\u0000b"]) expect(toOwnText(text)).toBe(text);
});
