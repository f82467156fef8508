// What somebody said stops work, and what it means that was asked for before.
import { describe, expect, it } from "vitest";
import { findStopWord, isBefore, type StopWord } from "../../../src/core/starts/stop-word.ts";

const WORD: StopWord = { at: 5_000, comment: 50, by: "ann", did: "cancelled work here", mark: null, isForOthers: true, since: null };
const asked = (at: number, comment: number | null = null, by = "ben", mark: string | null = null) => ({ at, comment, by, mark });

describe("what was said before what", () => {
  it.each([
    ["an earlier second", asked(4_000, 90), true],
    ["a later second", asked(6_000, 1), false],
    ["the same second in an earlier comment", asked(5_000, 49), true],
    ["the same second in a later comment", asked(5_000, 51), false],
    ["the same comment", asked(5_000, 50), false],
    ["the same second in no comment", asked(5_000, null), false],
  ])("is told for %s", (_, moment, isFirst) => {
    expect(isBefore(moment, WORD)).toBe(isFirst);
  });
});

describe("a word that stops work", () => {
  it.each<[string, StopWord, ReturnType<typeof asked>, boolean]>([
    ["stops what was asked for before it", WORD, asked(4_000), true],
    ["lets begin what was asked for since", WORD, asked(6_000), false],
    ["lets go on what was asked for before the run that it stopped", { ...WORD, since: asked(3_000) }, asked(2_000), false],
    ["stops what was asked for after the run that it stopped", { ...WORD, since: asked(3_000) }, asked(4_000), true],
    ["stops nothing of others where its author may not", { ...WORD, isForOthers: false }, asked(4_000), false],
    ["that takes a label off stops what that asked for", { ...WORD, mark: "label/agent" }, asked(4_000, null, "ben", "label/agent"), true],
    ["that takes a label off stops nothing else", { ...WORD, mark: "label/agent" }, asked(4_000), false],
    ["of everybody stops what a label asked for", WORD, asked(4_000, null, "ben", "label/agent"), true],
    ["stops what its author asked for", { ...WORD, isForOthers: false }, asked(4_000, null, "ann"), true],
  ])("%s", (_, word, start, isStopped) => {
    expect(findStopWord([word], start)).toBe(isStopped ? word : null);
  });

  it("is any of those that were said", () => {
    expect(findStopWord([{ ...WORD, since: asked(4_500) }, WORD], asked(4_000))).toBe(WORD);
  });
});
