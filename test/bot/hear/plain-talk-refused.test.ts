// Plain words to us from people who may start nothing: what they are told is told once in a thread.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import type { CommentKnock } from "../../../src/bot/hear/comment-knock.ts";
import { hearComment } from "../../../src/bot/hear/hear-comment.ts";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import { isAtLeast, type Permission } from "../../../src/core/commands/permission.ts";
import { createAnswerBudget } from "../../../src/runtime/threads/answer-budget.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { aRun, aThreadYard, PULL } from "./a-thread-yard.ts";

interface Scene {
  /** Of whoever speaks. */
  readonly permission: Permission;
  /** What a trigger asks of whoever mentions us; null: none waits for that. */
  readonly needs?: Permission | null;
  readonly isBusy?: boolean;
}

/** @returns how many of so many mentions were answered in words */
async function mention(times: number, { permission, needs = null, isBusy = false }: Scene): Promise<number> {
  const { yard, done } = aThreadYard({ permissions: { eve: permission }, runs: isBusy ? [aRun()] : [] });
  const grammar = { verb: "run", mention: "yardmaster", shortVerbs: [], catalogue: COMMANDS, workflows: [] };
  const whole = {
    ...yard,
    mayAnswer: createAnswerBudget(createHandClock(1_700_000_000_000)),
    listens: async (event: { readonly permission?: Permission }) => needs !== null && isAtLeast(event.permission ?? "none", needs),
    loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" as const }),
    acknowledge: async () => {},
    recall: async () => null,
    remember: async () => {},
  };
  for (let id = 1; id <= times; id += 1) {
    const sender = { login: "eve", type: "User", isBot: false };
    const comment = { id, body: `@yardmaster please ${id}`, author: "eve", isByBot: false, url: "" };
    const knock = { type: "comment.created", guid: `g${id}`, at: 0, thread: 2, issue: PULL, sender, comment } as unknown as CommentKnock;
    await hearComment(knock, { yard: whole, loadRenderer: openRenderer, loadGrammar: async () => grammar });
  }
  return done.filter((what) => what.startsWith("reply")).length;
}

describe("a stranger who mentions us again and again", () => {
  it.each<[string, Scene]>([
    ["where a trigger needs more than they may", { permission: "read", needs: "triage" }],
    ["where a run is under way that they may not speak to", { permission: "read", isBusy: true }],
    ["where nothing waits for it", { permission: "none" }],
  ])("is answered once %s", async (_, scene) => {
    expect(await mention(6, scene)).toBe(1);
  });

  it("who may write is answered each time", async () => {
    expect(await mention(3, { permission: "write" })).toBe(3);
  });
});
