// Who hears what in a repository: forks, people whose acts let things go on, and pull requests that change the configuration.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { createHearing } from "../../../src/bot/hear/create-hearing.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import type { Judgement } from "../../../src/runtime/threads/proposals.ts";
import { aRun, aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

const PULL_REQUEST = PULL.pullRequest as NonNullable<typeof PULL.pullRequest>;

interface Proposed {
  /** Of every file. */
  readonly text?: string;
  readonly judgement?: Judgement;
}

function open(scene: YardScene, changed: readonly string[] = [], proposed: Proposed = {}) {
  const { text = null, judgement = { isJudged: true, problems: [] } } = proposed;
  const watched = aThreadYard({ permissions: { max: "write" }, ...scene });
  const checks: string[] = [];
  const summaries: string[] = [];
  const reads: string[] = [];
  const hearing = createHearing({
    yard: {
      ...watched.yard,
      listWorkflows: async () => [],
      loadCommandSettings: async () => ({ shortVerbs: [], refusals: "answer" }),
      acknowledge: async () => {},
    },
    proposals: {
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
    },
    verb: "run",
    mention: "yardmaster",
    loadRenderer: openRenderer,
  });
  return { hearing, checks, summaries, reads, ...watched };
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
  it("starts nothing, and why is remembered for whoever asks", async () => {
    const { hearing, done, events } = open({ pauses: new Map([[2, { by: "max", reason: "" }]]) });
    await hearing.hear(knock("issue.labelled", { label: "agent" }));
    expect(events).toEqual([]);
    expect(done).toEqual(["remark #2: 'max' paused work here, so nothing starts by itself"]);
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
      expect(await hearing.hear(knock(type))).toBeNull();
      expect(checks).toEqual(["success c2 config/2/guid"]);
    },
  );

  it.each(["README.md", ".yardmaster/notes.md", "x/.yardmaster/a.yaml", ".github/workflows/ci.yml", ".github/yardmaster.yml/x"])(
    "is left alone when it is %s",
    async (path) => {
      const { hearing, checks } = open({}, [path]);
      expect(await hearing.hear(knock("pull-request.opened"))).toBe("the pull request changes no configuration");
      expect(checks).toEqual([]);
    },
  );

  it.each([
    ["of a branch", PULL, 101, "it changes 101 files of manifests, and at most 100 are read"],
    ["of a fork", FORKED, 21, "it changes 21 files of manifests, and from a fork at most 20 are read"],
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
    expect(summaries[0]).toContain("it changes manifests that are large, and from a fork at most 1 MiB are read");
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
    const { hearing, checks } = open({}, [".yardmaster/a.yaml"]);
    const pushed = (before: string, headCommit: string) =>
      knock("pull-request.synchronized", { before, pullRequest: { body: "", headCommit }, guid: headCommit });
    expect(await hearing.hear(pushed("c0", "c1"))).toBe("a newer push is looked at instead");
    expect(await hearing.hear(pushed("c1", "c2"))).toBeNull();
    // GitHub tells of a push before its own API knows.
    expect(await hearing.hear(pushed("c2", "c3"))).toBeNull();
    expect(checks).toEqual(["success c2 config/2/c2", "success c3 config/2/c3"]);
  });

  it("is left alone when it is closed by now", async () => {
    const thread = { ...PULL, pullRequest: { ...PULL_REQUEST, state: "closed" as const } };
    const { hearing, checks } = open({ thread }, [".yardmaster/a.yaml"]);
    expect(await hearing.hear(knock("pull-request.opened"))).toBe("the pull request is not open");
    expect(checks).toEqual([]);
  });
});

describe("what is taken back", () => {
  const late = 60 * 60_000;
  const labelled = { ...aRun({ createdAt: late }), task: { ...aRun().task, label: "agent" } } as ReturnType<typeof aRun>;

  it("stops what it asked for, and nothing when it was told late and stands again", async () => {
    const away = open({ thread: { ...PULL, labels: [] }, runs: [labelled] });
    await away.hearing.hear(knock("issue.unlabelled", { label: "agent" }));
    expect(away.done).toEqual(["cancel run_1: max took the label agent off"]);
    const back = open({ thread: { ...PULL, labels: ["agent"] }, runs: [labelled] });
    expect(await back.hearing.hear(knock("issue.unlabelled", { label: "agent" }))).toBe("it is there again");
    expect(back.done).toEqual([]);
  });

  it("is a closed issue no more when that is open again", async () => {
    const closed = open({ thread: { ...PULL, pullRequest: null, isOpen: true }, runs: [aRun()] });
    expect(await closed.hearing.hear(knock("issue.closed"))).toBeNull();
    expect(closed.done[0]).toContain("cancel run_1");
    const reopened = open({ thread: { ...PULL, pullRequest: null, isOpen: true }, runs: [aRun({ createdAt: late })] });
    expect(await reopened.hearing.hear(knock("issue.closed"))).toBe("the issue is open again");
    expect(reopened.done).toEqual([]);
  });
});
