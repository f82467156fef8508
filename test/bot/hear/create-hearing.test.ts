// Who hears what in a repository: forks, people whose acts let things go on, and pull requests that change the configuration.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { createHearing } from "../../../src/bot/hear/create-hearing.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { checkAsked } from "../../../src/bot/proposals/check-asked.ts";
import type { Judgement, Proposals } from "../../../src/runtime/threads/proposals.ts";
import { aRun, aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

const PULL_REQUEST = PULL.pullRequest as NonNullable<typeof PULL.pullRequest>;

interface Proposed {
  /** Of every file. */
  readonly text?: string;
  readonly judgement?: Judgement;
  /** Something else was asked for at the same time. */
  readonly isMerged?: boolean;
}

function open(scene: YardScene, changed: readonly string[] = [], proposed: Proposed = {}) {
  const { text = null, judgement = { isJudged: true, problems: [] }, isMerged = false } = proposed;
  const watched = aThreadYard({ permissions: { max: "write" }, ...scene });
  const checks: string[] = [];
  const summaries: string[] = [];
  const reads: string[] = [];
  const looked: (string | null)[] = [];
  const proposals: Proposals = {
    listChangedFiles: async () => changed,
    readFile: async (path) => {
      reads.push(path);
      return text;
    },
    loadFiles: async () => [],
    judge: async () => judgement,
    putCheck: async ({ conclusion, commit, externalId, summary }) => {
      checks.push(`${conclusion} ${commit} ${externalId}`);
      summaries.push(summary);
    },
  };
  const hearing = createHearing({
    yard: {
      ...watched.yard,
      listWorkflows: async () => [],
      loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" }),
      acknowledge: async () => {},
    },
    configuration: {
      // At once, where the App would do it later.
      ask: async (ask) =>
        void looked.push(await checkAsked({ ...ask, isMerged }, { yard: watched.yard, proposals, loadRenderer: openRenderer })),
    },
    verb: "run",
    mention: "yardmaster",
    loadRenderer: openRenderer,
  });
  return { hearing, looked, checks, summaries, reads, ...watched };
}

const FORKED = { ...PULL, pullRequest: { ...PULL_REQUEST, isFromFork: true } };

function manyFiles(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `.yardmaster/${index}.yaml`);
}

function knock(type: string, given: object = {}, login = "max", isBot = false): Knock {
  const sender = { login, type: isBot ? "Bot" : "User", isBot };
  const repository = { id: 9, owner: "acme", name: "site", defaultBranch: "main" };
  return {
    guid: "guid",
    sender,
    at: 0,
    installation: 1,
    repository,
    thread: 2,
    pullRequest: { title: "Login times out", body: "", headCommit: "c2" },
    type,
    ...given,
  } as Knock;
}

describe("a label on a fork's pull request", () => {
  it("starts nothing, and why is remembered for whoever asks", async () => {
    const { hearing, done, events } = open({ thread: FORKED });
    await hearing.hear(knock("pull-request.labelled", { label: "agent" }));
    expect(events).toEqual([]);
    expect(done).toEqual(["remark #2: the pull request comes from a fork, which Yardmaster cannot push to"]);
  });
});

describe("a label in a thread that is paused", () => {
  const pauses = new Map([[2, { by: "max", reason: "" }]]);

  it("starts nothing: the thread is told once how to go on, and why is remembered for whoever asks", async () => {
    const { hearing, done, events } = open({ pauses });
    await hearing.hear(knock("issue.labelled", { label: "agent" }));
    await hearing.hear(knock("issue.assigned", { assignee: "yardmaster[bot]" }));
    expect(events).toEqual([]);
    expect(done.filter((each) => each.startsWith("reply"))).toEqual([
      "reply #2 paused: Work here is paused: comment `/run resume`, then add the label again.",
      "reply #2 paused: Work here is paused: comment `/run resume`, then assign it again.",
    ]);
    expect(done).toContain("remark #2: work here is paused by 'max', so nothing starts by itself");
  });

  it("is not answered where whoever gave it was answered often enough, and a comment that is no command never is", async () => {
    const often = open({ pauses, isAnswered: false });
    await often.hearing.hear(knock("issue.labelled", { label: "agent" }));
    const said = open({ pauses });
    await said.hearing.hear(knock("comment.created", { comment: { id: 7, body: "Please.", url: "", author: "max" } }));
    expect([...often.done, ...said.done].filter((each) => each.startsWith("reply"))).toEqual([]);
    expect(said.done).toContain("remark #2: work here is paused by 'max', so nothing starts by itself");
  });

  it("starts what it starts elsewhere while only another thread is paused", async () => {
    const { hearing, events } = open({ pauses: new Map([[3, { by: "max", reason: "" }]]) });
    expect(await hearing.hear(knock("issue.labelled", { label: "agent" }))).toBeNull();
    expect(events.length).toBe(1);
  });
});

describe("a label whose trigger does not fire", () => {
  it("leaves the trigger's reason to whoever asks, unless another one fired", async () => {
    const skipped = { trigger: "a", nothing: "trigger 'a' throttled" };
    const { hearing, done } = open({ firings: [skipped] });
    expect(await hearing.hear(knock("issue.labelled", { label: "agent" }))).toBe("trigger 'a' throttled");
    expect(done).toContain("remark #2: trigger 'a' throttled");
    const both = open({ firings: [skipped, { trigger: "b", nothing: null }] });
    expect(await both.hearing.hear(knock("issue.labelled", { label: "agent" }))).toBeNull();
  });
});

describe("a label whose workflow cannot be run here", () => {
  const unready = { message: "no coding agent is installed", hint: "install one" };
  const firings = [{ trigger: "a", nothing: "no coding agent is installed" }];

  it("is answered with what is missing, in the thread and once", async () => {
    const { hearing, done } = open({ firings, unready });
    expect(await hearing.hear(knock("issue.labelled", { label: "agent" }))).toBe("no coding agent is installed");
    expect(done.filter((each) => each.startsWith("reply"))).toEqual([
      "reply #2 unready/mend: No coding agent is installed.\n\nInstall one.",
    ]);
  });

  it("is not where whoever gave it was answered often enough, nor where something else started", async () => {
    const often = open({ firings, unready, isAnswered: false });
    await often.hearing.hear(knock("issue.labelled", { label: "agent" }));
    const started = open({ unready });
    await started.hearing.hear(knock("issue.labelled", { label: "agent" }));
    expect([...often.done, ...started.done].filter((each) => each.startsWith("reply"))).toEqual([]);
  });
});

describe("a comment that is deleted", () => {
  it.each(["comment.deleted", "review-comment.deleted"])("takes back what it asked for and has not begun, on %s", async (type) => {
    const task = aRun().task as NonNullable<ReturnType<typeof aRun>["task"]>;
    const asked = { ...task, origin: { thread: 2, by: "ann", comment: 7, branch: "b" } };
    const { hearing, done } = open({ runs: [aRun({ status: "queued", task: asked }), aRun({ id: "run_2", task: asked })] });
    await hearing.hear(knock(type, { comment: { id: 7 } }));
    expect(done).toEqual(["cancel run_1: max the comment that asked for it was deleted"]);
  });
});

describe("a pull request whose branch moved", () => {
  it("may be followed up again when a person who may write moved it", async () => {
    const { hearing, done } = open({});
    await hearing.hear(knock("pull-request.synchronized", { before: "c1" }));
    expect(done).toEqual(["ask #2 guid by max, a person"]);
  });

  it.each([
    ["bot[bot]", true],
    ["eve", false],
  ])("may not when %s did", async (login, isBot) => {
    const { hearing, done } = open({});
    await hearing.hear(knock("pull-request.synchronized", { before: "c1" }, login, isBot));
    expect(done).toEqual([]);
  });
});

describe("a pull request that changes files", () => {
  it.each(["pull-request.opened", "pull-request.reopened", "pull-request.synchronized"])(
    "is checked when manifests are among them, on %s",
    async (type) => {
      const { hearing, checks } = open({}, ["README.md", ".yardmaster/a.yaml"]);
      await hearing.hear(knock(type));
      expect(checks).toEqual(["success c2 config/2/guid"]);
    },
  );

  it.each(["README.md", ".yardmaster/notes.md", "x/.yardmaster/a.yaml", ".github/workflows/ci.yml", ".github/yardmaster.yml/x"])(
    "is left alone when it is %s",
    async (path) => {
      const { hearing, looked, checks } = open({}, [path]);
      await hearing.hear(knock("pull-request.opened"));
      expect([looked, checks]).toEqual([["the pull request changes no configuration"], []]);
    },
  );

  it.each([
    ["of a branch", PULL, 101, "it changes 101 manifest files, and at most 100 are read"],
    ["of a fork", FORKED, 21, "it changes 21 manifest files, and from a fork at most 20 are read"],
  ])("%s is not read when there are too many, and says so", async (_, thread, count, why) => {
    const { hearing, checks, summaries, reads } = open({ thread }, manyFiles(count));
    await hearing.hear(knock("pull-request.opened"));
    expect(checks).toEqual(["neutral c2 config/2/guid"]);
    expect(summaries).toEqual([`The configuration was not checked: ${why}.`]);
    expect(reads).toEqual([]);
  });

  it("of a fork is read to its limit of size and no further", async () => {
    const { hearing, checks, summaries, reads } = open({ thread: FORKED }, manyFiles(20), { text: "#".repeat(400_000) });
    await hearing.hear(knock("pull-request.opened"));
    expect(checks).toEqual(["neutral c2 config/2/guid"]);
    expect(summaries[0]).toContain("it changes large manifests, and from a fork at most 1 MiB are read");
    expect(reads).toHaveLength(3);
  });

  it("gets a neutral check when judging it takes too much", async () => {
    const judgement = { isJudged: false, why: "that takes longer than 10 s" } as const;
    const { hearing, checks, summaries } = open({}, [".yardmaster/a.yaml"], { judgement });
    await hearing.hear(knock("pull-request.opened"));
    expect(checks).toEqual(["neutral c2 config/2/guid"]);
    expect(summaries).toEqual(["The configuration was not checked: that takes longer than 10 s."]);
  });

  it("is looked at once for several pushes, as the newest has it", async () => {
    const { hearing, looked, checks } = open({}, [".yardmaster/a.yaml"]);
    const pushed = (before: string, headCommit: string) =>
      knock("pull-request.synchronized", { before, pullRequest: { body: "", headCommit }, guid: headCommit });
    await hearing.hear(pushed("c0", "c1"));
    await hearing.hear(pushed("c1", "c2"));
    // GitHub tells of a push before its own API knows.
    await hearing.hear(pushed("c2", "c3"));
    expect(looked).toEqual(["a newer push is looked at instead", null, null]);
    expect(checks).toEqual(["success c2 config/2/c2", "success c3 config/2/c3"]);
  });

  it("is looked at as it is where a push that came late took another's place", async () => {
    const { hearing, checks } = open({}, [".yardmaster/a.yaml"], { isMerged: true });
    await hearing.hear(knock("pull-request.synchronized", { before: "c0", pullRequest: { body: "", headCommit: "c1" } }));
    expect(checks).toEqual(["success c2 config/2/guid"]);
  });

  it("is left alone when it is closed by now", async () => {
    const thread = { ...PULL, pullRequest: { ...PULL_REQUEST, state: "closed" as const } };
    const { hearing, looked, checks } = open({ thread }, [".yardmaster/a.yaml"]);
    await hearing.hear(knock("pull-request.opened"));
    expect([looked, checks]).toEqual([["the pull request is not open"], []]);
  });
});

describe("what is taken back", () => {
  const SECOND = 1000;
  /** Started by the label at such a time. */
  const labelled = (askedAt: number) => {
    const { task, ...run } = aRun();
    return { ...run, task: task && { ...task, label: "agent", origin: { ...task.origin, askedAt } } } as ReturnType<typeof aRun>;
  };

  it.each<[string, number, boolean, string | null]>([
    ["stops what was asked for before it, whatever stands there now", SECOND, true, null],
    ["stops nothing that was asked for since, though it is told after it", 3 * SECOND, false, "nothing that it started is under way"],
    ["stops what was asked for in the same second where it is gone now", 2 * SECOND, false, null],
    ["stops nothing of the same second where it stands there now", 2 * SECOND, true, "it is there again"],
  ])("%s", async (_, askedAt, stands, nothing) => {
    const { hearing, done } = open({ thread: { ...PULL, labels: stands ? ["agent"] : [] }, runs: [labelled(askedAt)] });
    expect(await hearing.hear(knock("issue.unlabelled", { label: "agent", at: 2 * SECOND }), true)).toBe(nothing);
    expect(done).toEqual(nothing === null ? ["cancel run_1: max 'max' removed the label 'agent'"] : []);
  });

  it("with a closed issue is everything that was asked for before, and in the same second unless it is open again", async () => {
    const close = async (askedAt: number, isOpen: boolean) => {
      const { hearing, done } = open({ thread: { ...PULL, pullRequest: null, isOpen }, runs: [labelled(askedAt)] });
      return {
        nothing: await hearing.hear(knock("issue.closed", { at: 2 * SECOND })),
        stopped: done.filter((what) => what.startsWith("cancel")),
      };
    };
    expect(await close(SECOND, true)).toEqual({ nothing: null, stopped: ["cancel run_1: max 'max' closed the issue"] });
    expect(await close(2 * SECOND, false)).toMatchObject({ nothing: null });
    expect(await close(2 * SECOND, true)).toEqual({ nothing: "the issue is open again", stopped: [] });
  });
});
