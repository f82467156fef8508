// What an edit changes of what was asked for: soon after the writing, and later.
import { describe, expect, it } from "vitest";
import { hearEdit } from "../../../src/bot/hear/hear-edit.ts";
import { toTaskId } from "../../../src/bot/hear/task-id.ts";
import type { Command, Saying } from "../../../src/core/commands/command.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { givenGrammar, givenLines } from "../../support/given-grammar.ts";
import { aRun, aThreadYard } from "./a-thread-yard.ts";

const GRAMMAR = givenGrammar();

interface Scene {
  readonly after: string;
  readonly seconds?: number;
  /** Of the run that the comment asked for. */
  readonly run?: Parameters<typeof aRun>[0];
  /** What stands there now, where the edit is told late. */
  readonly now?: string;
}

async function edit(before: string, { after, seconds = 29, run = { status: "queued" }, now }: Scene) {
  const said = (text: string) => parseComment(givenLines(text), GRAMMAR);
  const runs = said(before).map((saying) => aRun({ ...run, id: toTaskId(saying as Command, { grammar: GRAMMAR, thread: 1, comment: 7 }) }));
  const { yard, done } = aThreadYard({ runs });
  const sender = { login: "ann", type: "User", isBot: false };
  const at = 1_000_000 + seconds * 1000;
  const heard = await hearEdit(
    { at, sender, thread: 1, comment: 7, before, writtenAt: 1_000_000, after: said(after) },
    { yard, grammar: GRAMMAR, loadNow: now === undefined ? null : async () => said(now) },
  );
  return { ...heard, sayings: heard.sayings.map(toShort), done: done.map((what) => what.replace(/gh-\S+:/, "the run:")) };
}

function toShort(saying: Saying): string {
  return saying.type === "command" ? [saying.words["workflow"] ?? saying.name, saying.body].join(" ").trim() : saying.type;
}

const GONE = ["cancel the run: ann the comment was edited"];

describe("an edit", () => {
  it.each<[string, string, Scene, readonly string[], readonly string[]]>([
    ["replaces what waits", "/run fix", { after: "/run plan" }, ["plan"], GONE],
    ["takes back what waits", "/run fix", { after: "Never mind." }, [], GONE],
    ["puts what waits in other words", "/run fix\nA", { after: "/run fix\nB" }, ["fix B"], GONE],
    ["leaves what it does not touch", "/run fix", { after: "Please:\n/run fix" }, [], []],
    ["leaves what has begun, and adds to it", "/run fix", { after: "/run plan", run: { startedAt: 1 } }, ["plan"], []],
    ["does not put what has begun in other words", "/run fix\nA", { after: "/run fix\nB", run: { startedAt: 1 } }, [], []],
    ["goes on where a crash stopped it", "/run fix\nA", { after: "/run fix\nB", run: { status: "cancelled" } }, ["fix B"], []],
    ["half a minute later only adds", "/run fix", { after: "/run plan", seconds: 31 }, ["plan"], []],
    ["half a minute later takes nothing back", "/run fix", { after: "Never mind.", seconds: 31 }, [], []],
    ["half a minute later changes no words", "/run fix\nA", { after: "/run fix\nB", seconds: 31 }, [], []],
    ["told late, and undone since, takes nothing back", "/run fix", { after: "Never mind.", now: "/run fix" }, [], []],
    ["told late, and undone since, changes no words", "/run fix\nA", { after: "/run fix\nB", now: "/run fix\nA" }, [], []],
    ["told late takes back what stands there no more", "/run fix", { after: "Never mind.", now: "Or not." }, [], GONE],
    ["told late takes back what stands there in other words", "/run fix\nA", { after: "Never mind.", now: "/run fix\nB" }, [], GONE],
    ["undoes no other command", "/run cancel", { after: "Never mind." }, [], []],
  ])("%s", async (_, before, scene, sayings, done) => {
    const heard = await edit(before, scene);
    expect(heard.sayings).toEqual(sayings);
    expect(heard.done).toEqual(done);
  });
});
