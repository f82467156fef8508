// A comment that is heard once more, after a crash or because the forge did not take the answer: done once, and answered the same.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import type { CommentKnock } from "../../../src/bot/hear/comment-knock.ts";
import { hearComment } from "../../../src/bot/hear/hear-comment.ts";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import type { HeardSaying, ThreadYard } from "../../../src/runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../../src/runtime/yard.ts";
import { aRun, aThreadYard, PULL } from "./a-thread-yard.ts";

type Part = "cancel" | "retry" | "tell" | "onIssueEvent" | "remember" | "reply" | "acknowledge";

function open(runs: ListedRun[], { mention = false } = {}) {
  const heard = new Map<string, HeardSaying>();
  const { yard, done, events } = aThreadYard({ permissions: { max: "write" }, runs, listens: mention });
  let breaks: { readonly part: Part; readonly afterwards: boolean; left: number } | null = null;
  function breakable<Args extends unknown[], Answer>(part: Part, work: (...args: Args) => Promise<Answer>) {
    return async (...args: Args): Promise<Answer> => {
      if (breaks?.part === part) breaks.left -= 1;
      const isNow = breaks?.part === part && breaks.left === 0;
      if (isNow && !breaks?.afterwards) throw new Error("the lights went out");
      const answer = await work(...args);
      if (isNow) throw new Error("the lights went out");
      return answer;
    };
  }
  const whole: ThreadYard = {
    ...yard,
    listWorkflows: async () => [],
    loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" }),
    acknowledge: breakable("acknowledge", async ({ reaction }) => void done.push(reaction)),
    recall: async (_, saying) => heard.get(saying) ?? null,
    remember: breakable("remember", async (_, saying, kept) => void heard.set(saying, JSON.parse(JSON.stringify(kept)))),
    cancel: breakable("cancel", async (id, why) => {
      const index = runs.findIndex((run) => run.id === id);
      runs[index] = { ...(runs[index] as ListedRun), status: "cancelled" };
      return await yard.cancel(id, why);
    }),
    retry: breakable("retry", async (id, request) => {
      if (!runs.some((run) => run.id === request.taskId)) runs.unshift(aRun({ id: request.taskId }));
      return await yard.retry(id, request);
    }),
    onIssueEvent: breakable("onIssueEvent", async (event) => {
      if (!runs.some(({ id }) => id === "run_9")) runs.unshift(aRun({ id: "run_9" }));
      return await yard.onIssueEvent(event);
    }),
    tell: breakable("tell", yard.tell),
    reply: breakable("reply", yard.reply),
  };
  const sender = { login: "max", type: "User", isBot: false };
  const loadGrammar = async () => ({ verb: "run", mention: "yardmaster", shortVerbs: [], catalogue: COMMANDS, workflows: [] });
  return {
    done,
    events,
    breakAt(part: Part, afterwards = false, times = 1) {
      breaks = { part, afterwards, left: times };
    },
    async hear(body: string) {
      const comment = { id: 7, body, author: "max", isByBot: false, url: "https://forge.test/7" };
      const knock = { type: "comment.created", guid: "g", at: 0, thread: 1, issue: PULL, sender, comment } as unknown as CommentKnock;
      return await hearComment(knock, { yard: whole, loadRenderer: openRenderer, loadGrammar });
    },
  };
}

describe("a cancel that is heard again", () => {
  it.each([
    ["when the forge did not take the answer", "acknowledge", false, 2],
    ["after a crash in the middle", "cancel", false, 1],
    ["after a crash right after it was done", "cancel", true, 1],
    ["after a crash before it was noted", "remember", false, 2],
    ["after a crash when it was noted", "remember", true, 2],
  ] as const)("does not say that nothing is under way, %s", async (_, part, afterwards, times) => {
    const { hear, breakAt, done } = open([aRun()]);
    breakAt(part, afterwards, times);
    await expect(hear("/run cancel")).rejects.toThrow("lights");
    await hear("/run cancel");
    expect(done.filter((what) => what.startsWith("cancel"))).toEqual(["cancel run_1: max "]);
    expect(done.filter((what) => what.startsWith("reply"))).toEqual([]);
    expect(done.at(-1)).toBe("+1");
  });

  it("gives the answer that it gave when there was nothing to stop, though there is something now", async () => {
    const runs: ListedRun[] = [];
    const { hear, done } = open(runs);
    await hear("/run cancel");
    runs.push(aRun());
    await hear("/run cancel");
    expect(done.filter((what) => what.startsWith("reply"))).toEqual(
      Array(2).fill("reply #1 7: Nothing is under way here that could be stopped."),
    );
    expect(done.some((what) => what.startsWith("cancel"))).toBe(false);
  });
});

describe("what else is heard again", () => {
  it("does not try a run once more a second time, nor refuses it for its own sake", async () => {
    const { hear, breakAt, done } = open([aRun({ status: "failed" })]);
    breakAt("retry", true);
    await expect(hear("/run retry")).rejects.toThrow("lights");
    await hear("/run retry");
    expect(new Set(done.filter((what) => what.startsWith("retry"))).size).toBe(1);
    expect(done.filter((what) => what.startsWith("reply"))).toEqual([]);
  });

  it("is not told twice to the agent", async () => {
    const { hear, breakAt, done } = open([aRun()]);
    breakAt("acknowledge", false, 2);
    await expect(hear("/run tell Leave the names.")).rejects.toThrow("lights");
    await hear("/run tell Leave the names.");
    expect(done.filter((what) => what.startsWith("tell"))).toEqual(["tell run_1 by max: Leave the names."]);
  });

  it("is not told to the run that it started itself", async () => {
    const { hear, breakAt, done, events } = open([], { mention: true });
    breakAt("onIssueEvent", true);
    await expect(hear("@yardmaster mend this")).rejects.toThrow("lights");
    await hear("@yardmaster mend this");
    expect(events.map(({ id }) => id)).toEqual([events[0]?.id, events[0]?.id]);
    expect(done.some((what) => what.startsWith("tell"))).toBe(false);
  });

  it("is shown anew when it only shows something", async () => {
    const runs: ListedRun[] = [];
    const { hear, done } = open(runs);
    await hear("/run status");
    runs.push(aRun());
    await hear("/run status");
    expect(done.filter((what) => what.startsWith("reply")).map((what) => what.includes("running"))).toEqual([false, true]);
  });
});
