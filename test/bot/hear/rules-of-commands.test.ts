// What people may rely on when they give commands in comments: fifteen rules, each in one example, from the comment to the answer.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import type { CommentKnock } from "../../../src/bot/hear/comment-knock.ts";
import { hearComment } from "../../../src/bot/hear/hear-comment.ts";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import type { Permission } from "../../../src/core/commands/permission.ts";
import type { HeardSaying, ThreadYard } from "../../../src/runtime/threads/thread-yard.ts";
import { aRun, aThreadYard, PULL } from "./a-thread-yard.ts";

interface Scene {
  readonly permission?: Permission;
  readonly refusals?: "answer" | "react";
  readonly knock?: object;
  /** Whether a run is under way. */
  readonly isBusy?: boolean;
  readonly isPaused?: boolean;
}

/** What came of a comment: acts of the yard, then the answer. */
async function hear(body: string, { permission = "write", refusals = "answer", knock = {}, isBusy = false, isPaused = false }: Scene = {}) {
  const { yard, done } = aThreadYard({ permissions: { ann: permission }, runs: isBusy ? [aRun()] : [], listens: false });
  const pauses = new Map(isPaused ? [[2, { reason: "", by: "ann" }]] : []);
  const heard = new Map<string, HeardSaying>();
  const replies: Parameters<ThreadYard["reply"]>[0][] = [];
  const whole: ThreadYard = {
    ...yard,
    loadQueue: async () => ({ running: [], waiting: [], halted: null, pauses }),
    pause: async () => true,
    async resume() {
      pauses.clear();
      return true;
    },
    loadCommandSettings: async () => ({ shortVerbs: [], refusals }),
    acknowledge: async ({ target: { comment, isOnLine }, reaction }) =>
      void done.push(`${reaction} on ${isOnLine ? "line " : ""}${comment ?? "thread"}`),
    recall: async (_, saying) => heard.get(saying) ?? null,
    remember: async (_, saying, kept) => void heard.set(saying, kept),
    async start({ workflow, steps, variables, instructions, by }) {
      done.push(`start ${workflow} ${JSON.stringify({ steps, variables, instructions })} for ${by}`);
      return { ok: true, run: "run_2" };
    },
    preview: async ({ workflow }) => ({
      ok: true,
      workflow,
      branch: "b",
      base: "main",
      steps: [{ id: "implement", agent: "claude" }],
      position: 2,
    }),
    reply: async (reply) => void replies.push(reply),
  };
  const workflows = [{ name: "fix", summary: "Fixes what the issue reports." }];
  const comment = { id: 7, body, author: "ann", isByBot: false, url: "" };
  const sender = { login: "ann", type: "User", isBot: false };
  const nothing = await hearComment(
    { type: "comment.created", at: 0, thread: 2, issue: PULL, sender, comment, ...knock } as unknown as CommentKnock,
    {
      yard: whole,
      loadRenderer: openRenderer,
      loadGrammar: async () => ({ verb: "run", mention: "yardmaster", shortVerbs: [], catalogue: COMMANDS, workflows }),
    },
  );
  const acts = done.filter((what) => !/^(?:eyes|\+1) on/.test(what));
  return { nothing, done, acts, reply: replies.map((each) => each.body).join("\n\n"), replies };
}

const START = 'start fix {"steps":[],"variables":{},"instructions":""} for ann';
const QUEUE = "Nothing is running or waiting in this repository.";

describe("commands in comments", () => {
  it("G1: begin with one word of their own or a mention, and other bots' words are passed over in silence", async () => {
    for (const comment of ["/run fix", "@yardmaster fix", "/run:run fix"]) expect((await hear(comment)).acts).toEqual([START]);
    for (const comment of ["/retest", "/fix", "@someone fix", "/runner fix"]) {
      expect(await hear(comment)).toMatchObject({ nothing: "the comment gives no command", done: [], replies: [] });
    }
  });

  it("G2: stand in paragraphs, and nowhere else", async () => {
    const elsewhere = [
      "```\n/run fix\n```",
      "> /run fix",
      "- /run fix",
      "# /run fix",
      "`/run fix`",
      "<!--\n/run fix\n-->",
      "On Monday ann wrote:\n\n> /run fix",
    ];
    for (const comment of elsewhere) expect((await hear(comment)).done).toEqual([]);
    expect((await hear("Please:\n/run fix")).acts).toEqual([START]);
  });

  it("G3: are obeyed in order, ten at most, with one answer; one that fails ends it unless it says to go on", async () => {
    const failed = await hear("/run queue\n/run cancel\n/run fix");
    expect(failed).toMatchObject({ acts: [], replies: [{}] });
    expect(failed.reply).toContain("Not tried, because an earlier command failed: `/run fix`");
    expect((await hear("/run cancel --keep-going\n/run fix")).acts).toEqual([START]);
    expect((await hear("/run queue\n".repeat(11))).reply).toContain("room for 10 commands");
  });

  it("G4: are the same in capitals, with a stop behind them, and as phones and mail programs write them", async () => {
    for (const comment of ["/RUN Fix!", "/run fix.", "/run\u00a0fix"]) expect((await hear(comment)).acts).toEqual([START]);
    const { acts } = await hear("/run fix —set “where=the page”");
    expect(acts).toEqual(['start fix {"steps":[],"variables":{"where":"the page"},"instructions":""} for ann']);
  });

  it("G5: take options in two spellings, lists with commas, and text behind two dashes; no quote is left open", async () => {
    const wanted = 'start fix {"steps":["plan","work"],"variables":{},"instructions":"--step is text"} for ann';
    for (const option of ["--step plan,work", "--step=plan,work", "step=plan,work"]) {
      expect((await hear(`/run fix ${option} -- --step is text`)).acts).toEqual([wanted]);
    }
    expect((await hear('/run fix --set "where=the page')).reply).toContain("is never closed");
    expect((await hear("/run fix --set a=1 --set a=2")).reply).toContain("twice");
  });

  it("G6: may be followed by words of politeness", async () => {
    expect((await hear("/run queue please, and thank you")).reply).toBe(QUEUE);
  });

  it("G5: tell of a variable that is written as if it were an option or text", async () => {
    for (const line of ["/run fix draft=true", "/run fix --draft", "/run fix --draft=true"]) {
      const { acts, reply } = await hear(line);
      expect(acts).toEqual([]);
      expect(reply).toContain("`draft` is set with `--set draft=true`.");
      expect(reply).toMatch(/This would work:\n\n```text\n\/run fix --set draft=true\n```/);
    }
    expect((await hear("/run fix -- draft=true")).acts).toEqual([
      'start fix {"steps":[],"variables":{},"instructions":"draft=true"} for ann',
    ]);
    expect((await hear("/run fix a=b")).acts).toEqual(['start fix {"steps":[],"variables":{},"instructions":"a=b"} for ann']);
  });

  it("G6: are helped with as many as are named, and say nothing of what has no effect", async () => {
    const { reply } = await hear("/run help fix, stop please");
    expect(reply.match(/^`\/run .*`$/gm)).toEqual([
      "`/run fix [--step <names>] [--set <key=value>] [--dry-run] [instructions]`",
      "`/run cancel [run] [--dry-run] [reason]`",
    ]);
    expect((await hear("/run help queue")).reply).not.toContain("note");
  });

  it("say what is paused, to whoever paused it, and what is paused besides", async () => {
    const nothing = "Nothing is running or waiting in this repository.";
    expect((await hear("/run pause")).reply).toBe(`Paused. Nothing starts here until \`/run resume\`.\n\n${nothing}`);
    const { reply } = await hear("/run pause all", { permission: "maintain", isPaused: true });
    expect(reply).toContain("Paused. Nothing starts in this repository until `/run resume all`.\n\nNothing can start here now:");
    expect((await hear("/run pause", { isPaused: true })).reply).toMatch(/^Paused. .*\n\nNothing is running/);
  });

  it("say what is resumed, and where nothing was paused", async () => {
    expect((await hear("/run resume")).reply).toBe(`Nothing was paused in #2.\n\n---\n\n${QUEUE}`);
    expect((await hear("/run resume", { isPaused: true })).reply).toMatch(/^Work can start again in #2\.\n\n---/);
  });

  it("say to whom more is not open what is", async () => {
    expect((await hear("/run pause all")).reply).toBe(
      "`/run pause all` needs `maintain` permission on this repository. You have `write`. Without `all` it is for this thread only, and `write` is enough.\nSomeone with `admin` permission can give you more, in the repository's settings.",
    );
  });

  it("G7: are never obeyed in part", async () => {
    expect((await hear("/run fix --step plan,,work")).acts).toEqual([]);
    expect((await hear("/run fix --stpe plan")).acts).toEqual([]);
  });

  it("G8: take the options that the catalogue lists, and no other", async () => {
    expect((await hear("/run fix --model large")).reply).toContain("There is no option `--model`.");
  });

  it("G9: count when an edit adds them, and not again when it does not", async () => {
    const edited = { type: "comment.edited", before: "/run fix", writtenAt: null };
    expect((await hear("/run fix\n/run queue", { knock: edited })).reply).toBe(QUEUE);
    expect(await hear("Please:\n/run fix", { knock: edited })).toMatchObject({ done: [], nothing: "the comment gives no command" });
  });

  it("G10: are answered with the mistake's place and a line that works, or with the permission that is missing, if answers are wanted", async () => {
    const { reply } = await hear("/run fxi");
    for (const part of ["Did you mean `fix`?", "     ^", "/run fix"]) expect(reply).toContain(part);
    const refused = await hear("/run fix", { permission: "read" });
    expect(refused.reply).toContain(
      "needs `write` permission on this repository. You have `read`.\nSomeone with `admin` permission can give you more",
    );
    const quiet = await hear("/run fix", { permission: "read", refusals: "react" });
    expect(quiet).toMatchObject({ done: ["-1 on 7"], replies: [] });
    expect((await hear("/run fxi", { permission: "write", refusals: "react" })).reply).toContain("Did you mean");
  });

  it("G11: have a help that shows what a person may do there, and more about one; the answer takes the place of the last", async () => {
    const reader = await hear("/run help", { permission: "read" });
    expect(reader.reply).toContain("/run queue");
    expect(reader.reply).not.toContain("/run fix");
    expect((await hear("/run help")).reply).toContain("- `/run fix`: Fixes what the issue reports.");
    const topic = await hear("/run help fix");
    for (const part of ["`--step <names>`", "/run fix\n/run fix --dry-run"]) expect(topic.reply).toContain(part);
    expect([reader, topic].map(({ replies }) => replies[0]?.shows)).toEqual(["help", "help"]);
    expect((await hear("/run help\n/run queue")).replies[0]?.shows).toBeNull();
  });

  it("G12: tell with --dry-run what they would do, and do nothing", async () => {
    const changing = Object.entries(COMMANDS).filter(([, { changes }]) => changes);
    for (const [name] of changing) {
      const { acts, reply } = await hear(`/run ${name === "run" ? "fix" : name} --dry-run ${name === "tell" ? "it" : ""}`, {
        permission: "maintain",
        isBusy: name !== "retry",
      });
      expect(acts).toEqual([]);
      expect(reply).toContain(name === "retry" ? "Nothing has run here" : "Nothing was changed.");
    }
    expect((await hear("/run fix --dry-run")).reply).toContain(
      "This would run `fix` on `b`, starting from `main`, after 1 waiting run:\n\n1. `implement` by the agent `claude`",
    );
  });

  it("G13: have other words, which help shows", async () => {
    expect((await hear("/run stop", { isBusy: true })).acts).toEqual(["cancel run_1: ann "]);
    expect((await hear("/run help")).reply).toContain("Also `/run stop`.");
  });

  it("G14: are the same in texts, comments, reviews and comments on lines, each answered in its own place", async () => {
    const words = { id: 8, body: "/run queue", author: "ann", url: "" };
    const places: readonly (readonly [object, string, string])[] = [
      [{ type: "issue.opened", issue: words }, "thread/2", "eyes on thread"],
      [{ type: "issue.edited", issue: words, before: "", writtenAt: null }, "thread/2", "eyes on thread"],
      [{ type: "pull-request.opened", pullRequest: words }, "thread/2", "eyes on thread"],
      [{ type: "pull-request.edited", pullRequest: words, before: "", writtenAt: null }, "thread/2", "eyes on thread"],
      [{ type: "comment.created", comment: words }, "8", "eyes on 8"],
      [{ type: "review.submitted", review: words }, "review/8", "eyes on thread"],
      [{ type: "review.edited", review: words, before: "", writtenAt: null }, "review/8", "eyes on thread"],
      [{ type: "review-comment.created", comment: words }, "line/8", "eyes on line 8"],
      [{ type: "review-comment.edited", comment: words, before: "", writtenAt: null }, "line/8", "eyes on line 8"],
    ];
    for (const [knock, key, reaction] of places) {
      const { replies, done } = await hear("", { knock });
      expect(replies).toEqual([{ to: "ann", thread: 2, key, body: QUEUE, shows: "queue" }]);
      expect(done).toEqual([reaction]);
    }
  });

  it("G15: are read in no time, whatever stands around them, and only so far", async () => {
    const begun = performance.now();
    const { reply } = await hear(`/run queue\n\n${"[`*_>".repeat(20_000)}\n\n/run why`);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(reply).toContain(QUEUE);
    expect(reply).not.toContain("Nothing was started here");
    expect((await hear(`/run fix ${"--set a=b ".repeat(51)}`)).acts).toEqual([]);
  });
});
