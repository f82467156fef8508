// Markers in what we write.
import { expect, it } from "vitest";
import { isMarked, toMarked } from "../../src/forge/marker.ts";

it("stands at the end, and is found there whatever spaces follow", () => {
  const text = toMarked("Working on it.\n", "yardmaster:run/run_1");
  expect(text).toBe("Working on it.\n\n<!-- yardmaster:run/run_1 -->");
  expect(isMarked(`${text}\r\n `, "yardmaster:run/run_1")).toBe(true);
});

it("is not found in the middle, under another name, or as the beginning of one", () => {
  const quoting = toMarked("> <!-- yardmaster:run/run_1 -->", "yardmaster:reply/9");
  expect(isMarked(quoting, "yardmaster:run/run_1")).toBe(false);
  expect(isMarked(toMarked("", "yardmaster:run/run_12"), "yardmaster:run/run_1")).toBe(false);
});

it.each(["", "a b", "-->", "<b>", "a\nb", "é"])("cannot be %j", (marker) => {
  expect(() => toMarked("text", marker)).toThrow(expect.objectContaining({ code: "forge.refused" }));
});
