// Who may stop a run without write permission: whoever asked for it, and for every other one that they mean besides.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { answerAll, findEcho } from "../../../src/bot/hear/answer-all.ts";
import { findUnthreaded } from "../../../src/bot/hear/find-unthreaded.ts";
import { COMMANDS } from "../../../src/core/commands/catalogue.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import type { Permission } from "../../../src/core/commands/permission.ts";
import type { ThreadYard } from "../../../src/runtime/threads/thread-yard.ts";
import { aRun, aThreadYard, PULL } from "./a-thread-yard.ts";

const THEIRS = aRun({ id: "gh-1-aa", by: "ann" });
const OWN = aRun({ id: "gh-2-bb", by: "rob" });
const OVER = aRun({ id: "gh-3-cc", by: "rob", status: "completed" });

const NIGHTLY = aRun({ id: "run_01aa", by: "yardmaster[bot]", thread: null });

/** What rob gets for it. @param permission his */
async function say(body: string, runs = [THEIRS, OWN, OVER], permission: Permission = "read", changed: Partial<ThreadYard> = {}) {
  const { yard, done } = aThreadYard({ runs, unthreaded: [NIGHTLY] });
  const grammar = { verb: "run", mention: null, shortVerbs: [], catalogue: COMMANDS, workflows: [] };
  const whole = { ...yard, recall: async () => null, remember: async () => {}, ...changed };
  const asker = { permission, isRequester: true };
  const about = { yard: whole, renderer: await openRenderer(), grammar, thread: PULL, isOver: false, by: "rob", at: 0, asker };
  const sayings = parseComment([{ text: body, place: "open" }], grammar);
  const { parts } = await answerAll(sayings, {
    ...about,
    unthreaded: await findUnthreaded(sayings, runs, yard),
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

describe("a workflow that somebody may not run", () => {
  it("is named in the refusal, which is the same word to them for every workflow", async () => {
    const workflows = [
      { name: "fix", summary: null },
      { name: "plan", summary: null },
    ];
    const grammar = { verb: "run", mention: null, shortVerbs: [], catalogue: COMMANDS, workflows };
    const sayings = parseComment(
      [
        { text: "/run FIX now", place: "open" },
        { text: "/run plan --keep-going", place: "open" },
      ],
      grammar,
    );
    const asker = { permission: "read", isRequester: false } as const;
    const { yard } = aThreadYard();
    const about = { yard: { ...yard, recall: async () => null, remember: async () => {} }, renderer: await openRenderer(), thread: PULL };
    const said = { isOver: false, by: "rob", at: 0, asker, comment: 7, url: "", body: "", key: "7", runs: [], unthreaded: [] };
    const tell = async (known: typeof workflows | null) => {
      const occasion = { ...about, ...said, grammar: { ...grammar, workflows: known } };
      const { parts } = await answerAll(sayings.slice(0, 1), occasion);
      return parts.map((part) => (part.type === "not-permitted" ? part.command : part.type));
    };
    expect(await tell(workflows)).toEqual(["/run fix"]);
    expect(await tell(null)).toEqual(["/run <workflow>"]);
    const occasion = { ...about, ...said, grammar, before: null };
    const echoes = await Promise.all(sayings.map((saying) => findEcho(saying, occasion)));
    expect(echoes).toEqual([
      { says: "run", isRefusal: true },
      { says: "run", isRefusal: true },
    ]);
  });
});

describe("a retry where a run has not ended", () => {
  it("is told to ask again in a moment where every such run is stopping already, and else how to stop it", async () => {
    const stopping = aRun({ id: "gh-4-cc", cancelRequested: true });
    const soon = "The run is still stopping: ask again in a moment.";
    expect((await say("/run retry", [stopping, OVER], "write")).answers).toEqual([soon]);
    const busy = expect.stringContaining("A run is under way here.");
    expect((await say("/run retry", [stopping, OWN, OVER], "write")).answers).toEqual([busy]);
  });
});

describe("a run that nobody asked for in a thread", () => {
  it("is stopped by its id from any thread, by who may maintain the repository", async () => {
    for (const word of ["run_01aa", "run_01"]) {
      expect(await say(`/run cancel ${word}`, [OWN], "maintain")).toEqual({ done: ["cancel run_01aa: rob "], answers: [] });
      expect(await say(`/run cancel ${word}`, [OWN], "write")).toEqual({ done: [], answers: ["not-permitted"] });
    }
    expect((await say("/run cancel run_02", [OWN], "maintain")).answers).toEqual([
      expect.stringContaining("There is no run `run_02` here."),
    ]);
  });

  it("is tried again by its id from any thread, by who may maintain the repository, while another run is under way there", async () => {
    const { done, answers } = await say("/run retry run_01 Be brief.", [OWN], "maintain");
    expect(done).toEqual([expect.stringMatching(/^retry run_01aa in no thread as gh-7-\w{8}: Be brief.$/)]);
    expect(answers).toEqual([]);
    expect((await say("/run retry run_01aa", [], "maintain")).done).toHaveLength(1);
    expect(await say("/run retry run_01aa", [OVER], "write")).toEqual({ done: [], answers: ["not-permitted"] });
    expect((await say("/run retry run_02", [OVER], "maintain")).answers).toEqual([
      expect.stringContaining("There is no run `run_02` here."),
    ]);
  });

  it("tried again is named in the answer, since nothing in the thread shows it", async () => {
    const again = aRun({ id: "gh-7-0", status: "queued", workflow: "mend", by: "yardmaster[bot]", thread: null });
    const { answers } = await say("/run retry run_01aa", [OVER], "maintain", { findRun: async (id) => ({ ...again, id }) });
    expect(answers).toEqual([expect.stringMatching(/^- `mend` waiting.*\(`gh-7-\w{8}`\)$/)]);
  });

  it("is not meant by a command that names no run, or all", async () => {
    for (const words of ["", " all"]) {
      expect((await say(`/run cancel${words}`, [], "admin")).answers).toEqual([expect.stringContaining("Nothing is under way here")]);
      expect((await say(`/run retry${words}`, [], "admin")).answers).toEqual([expect.stringContaining("Nothing has run here")]);
    }
  });

  it("is stopped like any other from the pull request that it works on", async () => {
    expect((await say("/run cancel run_01aa", [NIGHTLY], "write")).done).toEqual(["cancel run_01aa: rob "]);
  });

  it("is shown to anybody who names it", async () => {
    expect((await say("/run status run_01aa", [OWN])).answers).toEqual([expect.stringMatching(/^- `mend` running.*`run_01aa`/)]);
  });
});
