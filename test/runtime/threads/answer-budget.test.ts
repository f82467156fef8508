// How much is said to people who may not write: enough to understand, too little to keep others waiting.
import { describe, expect, it } from "vitest";
import { type AnswerAsk, createAnswerBudget } from "../../../src/runtime/threads/answer-budget.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";

const MINUTE_MS = 60_000;

function open() {
  const clock = createHandClock(1_700_000_000_000);
  const mayAnswer = createAnswerBudget(clock);
  let keys = 0;
  const ask = (given: Partial<AnswerAsk> = {}) => {
    keys += 1;
    return mayAnswer({ login: "eve", permission: "read", thread: 1, key: String(keys), echo: "/run fix", ...given });
  };
  return { clock, ask };
}

describe("a person who may not write", () => {
  it("is told so once in a thread, and again after ten minutes", () => {
    const { clock, ask } = open();
    expect([ask(), ask(), ask({ thread: 2 })]).toEqual([true, false, true]);
    clock.advance(10 * MINUTE_MS);
    expect(ask()).toBe(true);
  });

  it("is told so of each thing that they may not", () => {
    const { ask } = open();
    expect([ask(), ask({ echo: "/run cancel" }), ask({ echo: "/run cancel" })]).toEqual([true, true, false]);
  });

  it("is told so in five threads, and then in no other", () => {
    const { ask } = open();
    expect(Array.from({ length: 7 }, (_, thread) => ask({ thread }))).toEqual([true, true, true, true, true, false, false]);
    expect(ask({ login: "rob" })).toBe(true);
  });

  it("is answered twenty times, whatever it is about", () => {
    const { ask } = open();
    const answers = Array.from({ length: 25 }, () => ask({ echo: null }));
    expect(answers.filter(Boolean)).toHaveLength(20);
  });

  it("is answered again where the same comment is heard once more", () => {
    const { ask } = open();
    expect([ask({ key: "a" }), ask({ key: "a" })]).toEqual([true, true]);
  });
});

describe("a person who may write", () => {
  it("is always answered", () => {
    const { ask } = open();
    expect(Array.from({ length: 50 }, () => ask({ permission: "write", echo: null }))).not.toContain(false);
  });
});
