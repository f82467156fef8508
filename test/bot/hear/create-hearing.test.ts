// Who hears what in a repository: forks, people whose acts let things go on, and pull requests that change the configuration.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { createHearing } from "../../../src/bot/hear/create-hearing.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

const PULL_REQUEST = PULL.pullRequest as NonNullable<typeof PULL.pullRequest>;

function open(scene: YardScene, changed: readonly string[] = []) {
  const watched = aThreadYard({ permissions: { max: "write" }, ...scene });
  const checks: string[] = [];
  const hearing = createHearing({
    yard: { ...watched.yard, listWorkflows: async () => [], acknowledge: async () => {} },
    proposals: {
      listChangedFiles: async () => changed,
      readFile: async () => null,
      loadFiles: async () => [],
      tryOut: async () => ({ obstacles: [], warnings: [], notRun: [] }),
      putCheck: async ({ conclusion, commit, externalId }) => void checks.push(`${conclusion} ${commit} ${externalId}`),
    },
    verb: "run",
    mention: "yardmaster",
    shortVerbs: [],
    loadRenderer: openRenderer,
  });
  return { hearing, checks, ...watched };
}

function knock(type: string, given: object = {}, login = "max", isBot = false): Knock {
  const sender = { login, type: isBot ? "Bot" : "User", isBot };
  const repository = { id: 9, owner: "acme", name: "site", defaultBranch: "main" };
  return { guid: "guid", sender, at: 0, installation: 1, repository, thread: 2, pullRequest: { body: "" }, type, ...given } as Knock;
}

describe("a label on a fork's pull request", () => {
  it("starts nothing, and why is remembered for whoever asks", async () => {
    const { hearing, done, events } = open({ thread: { ...PULL, pullRequest: { ...PULL_REQUEST, isFromFork: true } } });
    await hearing.hear(knock("pull-request.labelled", { label: "agent" }));
    expect(events).toEqual([]);
    expect(done).toEqual(["remark #2: the pull request comes from a fork, which Yardmaster cannot push to"]);
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

  it("is not read when there are too many", async () => {
    const { hearing, checks } = open(
      {},
      Array.from({ length: 101 }, (_, index) => `.yardmaster/${index}.yaml`),
    );
    await hearing.hear(knock("pull-request.opened"));
    expect(checks).toEqual(["neutral c2 config/2/guid"]);
  });

  it("is left alone when it is closed by now", async () => {
    const thread = { ...PULL, pullRequest: { ...PULL_REQUEST, state: "closed" as const } };
    const { hearing, checks } = open({ thread }, [".yardmaster/a.yaml"]);
    expect(await hearing.hear(knock("pull-request.opened"))).toBe("the pull request is not open");
    expect(checks).toEqual([]);
  });
});
