// Who may stop a run without write permission: whoever asked for it, and for every other one that they mean besides.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { answerAll } from "../../../src/bot/hear/answer-all.ts";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { aRun, aThreadYard, PULL } from "./a-thread-yard.ts";

const THEIRS = aRun({ id: "gh-1-aa", by: "ann" });
const OWN = aRun({ id: "gh-2-bb", by: "rob" });
const OVER = aRun({ id: "gh-3-cc", by: "rob", status: "completed" });

/** What rob, who may only read, gets for it. */
async function say(body: string, runs = [THEIRS, OWN, OVER]) {
  const { yard, done } = aThreadYard({ runs });
  const grammar = { verb: "run", mention: null, shortVerbs: [], catalogue: COMMANDS, workflows: [] };
  const whole = { ...yard, recall: async () => null, remember: async () => {} };
  const asker = { permission: "read", isRequester: true } as const;
  const about = { yard: whole, renderer: await openRenderer(), grammar, thread: PULL, by: "rob", at: 0, asker };
  const { parts } = await answerAll(parseComment([{ text: body, place: "open" }], grammar), {
    ...about,
    comment: 7,
    url: "",
    body,
    key: "7",
    runs,
  });
  return { done, answers: parts.map((part) => (part.type === "answer" ? part.text : part.type)) };
}

describe("who asked for a run", () => {
  it("stops that one by its name, and no other's", async () => {
    expect(await say("/run cancel gh-2-bb")).toEqual({ done: ["cancel gh-2-bb: rob "], answers: [] });
    expect(await say("/run cancel gh-1-aa")).toEqual({ done: [], answers: ["not-permitted"] });
  });

  it("does not stop the newest, or all, when they are not theirs", async () => {
    expect(await say("/run cancel")).toEqual({ done: [], answers: ["not-permitted"] });
    expect(await say("/run cancel all")).toEqual({ done: [], answers: ["not-permitted"] });
    expect((await say("/run cancel all", [OWN])).done).toEqual(["cancel gh-2-bb: rob "]);
    expect((await say("/run cancel", [OWN, THEIRS])).done).toEqual(["cancel gh-2-bb: rob "]);
  });

  it("is told what there is when they name none of it", async () => {
    expect((await say("/run cancel gh-3")).answers).toEqual([expect.stringContaining("has ended already")]);
    expect((await say("/run cancel gh-9")).answers).toEqual([expect.stringContaining("There is no run `gh-9` here.")]);
    expect((await say("/run cancel gh-9", [THEIRS])).answers).toEqual(["not-permitted"]);
  });
});
