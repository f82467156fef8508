// Durations as people say them.
import { expect, it } from "vitest";
import { toDurationWords } from "../../src/rendering/duration-words.ts";

it.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [3_900_000, "1 h 5 min"],
  [93_600_000, "1 d 2 h"],
  [-5, "0 s"],
  [null, "0 s"],
])("%s ms are %s", (ms, words) => {
  expect(toDurationWords(ms)).toBe(words);
});
