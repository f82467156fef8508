// What was used last.
import { expect, it } from "vitest";
import { createRecent } from "../../src/std/recent.ts";

it("forgets what was not used for longest when it is full", () => {
  const recent = createRecent<string, number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  recent.get("a");
  recent.set("c", 3);
  expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
  recent.delete("a");
  expect(recent.get("a")).toBeUndefined();
});
