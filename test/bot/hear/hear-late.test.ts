// What is told late, when it was taken back since: it starts nothing. What is told at once is believed without a further look.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { createHearing } from "../../../src/bot/hear/create-hearing.ts";
import { toTaskId } from "../../../src/bot/hear/task-id.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import type { Command } from "../../../src/core/commands/command.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { ThreadYard } from "../../../src/runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../../src/runtime/yard.ts";
import { givenGrammar, givenLines } from "../../support/given-grammar.ts";
import { aRun, aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

const ISSUE = { ...PULL, pullRequest: null };
const WORKFLOWS = ["mend", "wait"].map((name) => ({ name, summary: null }));
const CLOSED_PULL = { ...PULL, isOpen: false, pullRequest: { ...PULL.pullRequest, state: "closed" } } as typeof PULL;

function open(scene: YardScene = {}, changed: Partial<ThreadYard> = {}) {
  const { yard, done, events } = aThreadYard({ thread: ISSUE, permissions: { max: "maintain" }, ...scene });
  const whole: ThreadYard = {
    ...yard,
    listWorkflows: async () => WORKFLOWS,
    loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" }),
    acknowledge: async () => {},
    recall: async () => null,
    remember: async () => {},
    async start({ workflow }) {
      done.push(`start ${workflow}`);
      return { ok: true, run: "run_2" };
    },
    pause: async () => false,
    resume: async () => false,
    ...changed,
  };
  const configuration = { ask: async () => {} };
  const hearing = createHearing({ yard: whole, configuration, verb: "run", mention: "yardmaster", loadRenderer: openRenderer });
  const starts = () => [...done.filter((what) => what.startsWith("start")), ...events.map(({ type }) => type)];
  return { hearing, done, events, starts };
}

function knock(type: string, given: object = {}): Knock {
  const sender = { login: "max", type: "User", isBot: false };
  const repository = { id: 9, owner: "acme", name: "site", defaultBranch: "main" };
  const about = { guid: "guid", sender, at: 0, installation: 1, repository, thread: 2, issue: ISSUE, type };
  return { ...about, ...given } as unknown as Knock;
}

function saying(body: string, type = "comment.created", given: object = {}): Knock {
  return knock(type, { comment: { id: 7, body, author: "max", isByBot: false, url: "" }, ...given });
}

describe("a label or an assignment that is told late", () => {
  const labelled = knock("issue.labelled", { label: "agent" });
  const assigned = knock("issue.assigned", { assignee: "bot" });

  it.each<[string, Knock, Partial<typeof PULL>, string]>([
    ["the label was taken off since", labelled, {}, "the label agent was removed since"],
    ["it was taken back since", assigned, {}, "bot was unassigned since"],
    ["the issue was closed since", labelled, { isOpen: false, labels: ["agent"] }, "it was closed since"],
    ["the pull request was closed since", labelled, { ...CLOSED_PULL, labels: ["agent"] }, "the pull request is closed"],
  ])("starts nothing where %s, and why is remembered for whoever asks", async (_, told, now, why) => {
    const { hearing, done, starts } = open({ thread: { ...ISSUE, ...now } });
    expect(await hearing.hear(told, true)).toBe(why);
    expect(starts()).toEqual([]);
    expect(done).toEqual([`remark #2: ${why}`]);
  });

  it.each<[string, Knock, Partial<typeof PULL>]>([
    ["the label is there still, or again", labelled, { labels: ["agent"] }],
    ["the issue is theirs still", assigned, { assignees: ["bot"] }],
    [
      "the issue was closed before",
      knock("issue.labelled", { label: "agent", issue: { ...ISSUE, isOpen: false } }),
      { labels: ["agent"], isOpen: false },
    ],
  ])("starts what it would have started where %s", async (_, told, now) => {
    const { hearing, starts } = open({ thread: { ...ISSUE, ...now } });
    expect(await hearing.hear(told, true)).toBeNull();
    expect(starts()).toHaveLength(1);
  });

  it("is another one than that of the issue that its pull request was made for", async () => {
    const { task, ...run } = aRun({ thread: 1 });
    const since = { ...run, task: task && { ...task, label: "agent", origin: { ...task.origin, askedAt: 5000 } } } as ListedRun;
    const told = knock("pull-request.labelled", { label: "agent", pullRequest: PULL });
    expect(await open({ thread: { ...PULL, labels: ["agent"] }, runs: [since] }).hearing.hear(told, true)).toBeNull();
    const again = { ...told, thread: 1 } as Knock;
    expect(await open({ thread: { ...PULL, number: 1, labels: ["agent"] }, runs: [since] }).hearing.hear(again)).toContain("put on again");
  });

  it("is believed when it is told at once, whatever the forge answers yet", async () => {
    const { hearing, starts } = open({ thread: { ...ISSUE, isOpen: false } });
    expect(await hearing.hear(labelled)).toBeNull();
    expect(starts()).toEqual(["issue_labelled"]);
  });
});

describe("a command that is told late", () => {
  it.each<[string, string, string | null, readonly string[]]>([
    ["does nothing when its comment was deleted", "/run wait", null, []],
    ["does nothing when it is another one now, which its own edit tells", "/run wait", "/run mend", []],
    ["is obeyed when it stands there still", "/run wait", "Please:\n/run wait", ["start wait"]],
    ["is obeyed in the words with which it was given", "/run wait\nA", "/run wait\nB", ["start wait"]],
    ["is obeyed without those that were taken out", "/run wait\n/run mend", "/run mend", ["start mend"]],
  ])("%s", async (_, before, now, done) => {
    const { hearing, starts } = open({ said: now, listens: false });
    await hearing.hear(saying(before), true);
    expect(starts()).toEqual(done);
  });

  it("starts nothing in an issue where its run was cancelled in the pull request after it was said", async () => {
    const loadThread = async (number: number) => ({ ...ISSUE, number });
    const { hearing, done, starts } = open({ runs: [aRun({ thread: 1 })] }, { loadThread });
    await hearing.hear(saying("/run cancel", "comment.created", { at: 5000 }));
    await hearing.hear(saying("/run wait", "comment.created", { at: 3000, thread: 1 }));
    expect(starts()).toEqual([]);
    expect(done.join("\n")).toContain("cancelled work here after this was asked for");
  });

  it.each([
    ["tries again what had run before it", "/run retry", "retry run_1"],
    ["tries again what it names", "/run retry run_1", "retry run_1"],
    ["tells nothing to what was asked for since", "/run tell Keep the names.", "No run is under way here to pass this on to."],
    ["says nothing to what was asked for since", "@yardmaster Keep the names.", "Nothing is running here that could act on this."],
  ])("%s", async (_, body, what) => {
    const asked = (id: string, askedAt: number, status: "completed" | "running") => {
      const { task, ...run } = aRun({ id, status, thread: 2 });
      return { ...run, task: task && { ...task, origin: { ...task.origin, askedAt } } } as ListedRun;
    };
    const runs = [asked("run_2", 5000, "running"), asked("run_1", 1000, "completed")];
    const { hearing, done } = open({ runs, listens: false });
    await hearing.hear(saying(body, "comment.created", { at: 3000 }));
    expect(done[0]).toContain(what);
  });

  it("by an edit is obeyed as far as no further edit took it out", async () => {
    const edit = saying("/run wait\n/run mend", "comment.edited", { before: "", writtenAt: 0 });
    const { hearing, starts } = open({ said: "/run mend" });
    await hearing.hear(edit, true);
    expect(starts()).toEqual(["start mend"]);
  });

  it.each<[string, string | null, readonly string[]]>([
    ["takes nothing back where it was undone since", "/run wait", []],
    ["takes back what stands there no more", "Or not.", ["cancel"]],
    ["takes back what was asked for in a comment that was deleted since", null, ["cancel"]],
  ])("by an edit %s", async (_, said, done) => {
    const grammar = givenGrammar({ workflows: WORKFLOWS });
    const [command] = parseComment(givenLines("/run wait"), grammar);
    const run = aRun({ id: toTaskId(command as Command, { grammar, thread: 2, comment: 7 }), status: "queued" });
    const edit = saying("Never mind.", "comment.edited", { before: "/run wait", writtenAt: 0 });
    const world = open({ said, runs: [run] });
    await world.hearing.hear(edit, true);
    expect(world.done.filter((what) => what.startsWith("cancel")).map((what) => what.split(" ")[0])).toEqual(done);
  });

  it.each(["review-comment.created", "comment.created", "review.submitted"])("is looked for where it was said, on %s", async (type) => {
    const { hearing, done } = open({ said: null });
    await hearing.hear(saying("/run wait", type, { review: { id: 8, body: "/run wait", state: "commented", url: "" } }), true);
    const places = { "review-comment.created": "line 7", "comment.created": "thread 7", "review.submitted": "review 8" };
    expect(done[0]).toBe(`look at ${places[type as keyof typeof places]}`);
    expect(done.filter((what) => what.startsWith("start"))).toEqual([]);
  });

  it("in a thread's own text is looked for there", async () => {
    const told = knock("issue.opened", { issue: { ...ISSUE, body: "/run wait" } });
    const away = open({ thread: { ...ISSUE, body: "Never mind." } });
    await away.hearing.hear(told, true);
    expect(away.done).toEqual([]);
    const there = open({ thread: { ...ISSUE, body: "/run wait" } });
    await there.hearing.hear(told, true);
    expect(there.starts()).toEqual(["start wait"]);
  });

  it("of a bot, deleted since, counts for no start of its", async () => {
    const sender = { login: "max", type: "Bot", isBot: true };
    const { hearing, done } = open({ said: null });
    await hearing.hear(saying("/run mend", "comment.created", { sender }), true);
    expect(done.filter((what) => what.startsWith("ask"))).toEqual([]);
  });

  it("starts nothing where the issue was closed since, and says so", async () => {
    const { hearing, done, starts } = open({ thread: { ...ISSUE, isOpen: false }, said: "/run wait" });
    await hearing.hear(saying("/run wait"), true);
    expect(starts()).toEqual([]);
    expect(done.join("\n")).toContain("the issue was closed in the meantime");
    const before = open({ thread: { ...ISSUE, isOpen: false }, said: "/run wait" });
    await before.hearing.hear(saying("/run wait", "comment.created", { issue: { ...ISSUE, isOpen: false } }), true);
    expect(before.starts()).toEqual(["start wait"]);
  });

  it("tries a run again that has nothing to do with the issue, though the issue was closed since", async () => {
    const nightly = aRun({ id: "run_01aa", thread: null, status: "failed" });
    const again = async () => ({ ...nightly, status: "queued" as const });
    const scene = { thread: { ...ISSUE, isOpen: false }, said: "/run retry run_01", unthreaded: [nightly] };
    const { hearing, done } = open(scene, { findRun: again });
    await hearing.hear(saying("/run retry run_01"), true);
    expect(done.join("\n")).toMatch(/retry run_01aa in no thread as \S+: \n.*reply #2 7: - `mend` waiting/);
  });

  it("is looked for nowhere when it is told at once", async () => {
    const { hearing, done } = open({ said: null });
    await hearing.hear(saying("/run wait"));
    expect(done).toEqual(["start wait", "ask #2 guid by max, a person"]);
  });

  it("is tried again when the forge cannot be asked, and nothing was done before", async () => {
    const unavailable = async () => Promise.reject(new YardmasterError("forge.unavailable", "reading comment 7"));
    const { hearing, starts } = open({}, { loadComment: unavailable });
    await expect(hearing.hear(saying("/run wait"), true)).rejects.toMatchObject({ retryable: true });
    expect(starts()).toEqual([]);
  });

  it.each([
    ["/run pause all", "Somebody resumed work in this repository after this was said."],
    ["/run resume", "Somebody paused work in \\#2 after this was said."],
  ])("%s is answered with what was said since", async (body, answer) => {
    const { hearing, done } = open({ said: body });
    await hearing.hear(saying(body), true);
    expect(done.join("\n")).toContain(answer);
  });
});

describe("what a trigger waits for and is told late", () => {
  it.each<[string, string | null, string | null]>([
    ["starts nothing when it was deleted", null, "the comment was deleted since"],
    ["starts nothing when it was edited", "Never mind.", "the comment was edited since"],
    ["starts what it would have started when it stands", "Please deploy.", null],
  ])("a comment that %s", async (_, now, nothing) => {
    const { hearing } = open({ said: now });
    expect(await hearing.hear(saying("Please deploy."), true)).toBe(nothing);
  });

  it("a review's comment that was deleted is followed up by nothing", async () => {
    const { hearing, starts } = open({ thread: PULL, said: null });
    const pullRequest = { ...PULL.pullRequest, ...PULL };
    expect(await hearing.hear(saying("Rename it.", "review-comment.created", { pullRequest }), true)).toBe("it was deleted since");
    expect(starts()).toEqual([]);
  });
});
