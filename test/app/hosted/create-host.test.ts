// Which repositories are open: those where something happens or is under way, and those whose schedule is due.
import { describe, expect, it, onTestFinished } from "vitest";
import { createHost, type Host } from "../../../src/app/hosted/create-host.ts";
import type { IssueAccess } from "../../../src/app/hosted/issue-access.ts";
import type { Site } from "../../../src/app/hosted/open-site.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import { createMemoryForge } from "../../../src/forge/memory/index.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { givenInbox, turns } from "../../support/given-inbox.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function given() {
  const { store, clock } = await givenInbox();
  const told: string[] = [];
  const world = { isBusy: false, nextDue: (): number | null => null, trouble: null as YardmasterError | null };
  const site: Site = {
    hear: async () => null,
    readFiles: async () => ({ version: "", files: [] }),
    follow: async () => {},
    isBusy: async () => world.isBusy,
    loadNextDue: async () => world.nextDue(),
    listSources: async () => [],
    stopRuns: async () => {},
    close: async () => void told.push(`closed at ${clock.now() - began}`),
  };
  const began = clock.now();
  const begin = (): Host =>
    createHost({
      surroundings: { variables: {}, cwd: "/" },
      directory: "/nowhere",
      author: { name: "yardmaster[bot]", email: "bot@example.com" },
      verb: "run",
      mention: null,
      store,
      clock,
      log: {
        info: (_, message) => void (message.startsWith("removed") && told.push(message)),
        warn() {},
        error: (_, message) => void told.push(message),
      },
      async openSite() {
        if (world.trouble !== null) throw world.trouble;
        told.push(`opened at ${clock.now() - began}`);
        return site;
      },
      lentVariables: [],
      maxAgents: 2,
      openForge: async () => ({ forge: createMemoryForge(), issues: NO_ISSUES }),
      findRepository: async () => null,
      listInstalled: async () => [{ installation: 9, repository: 99 }],
    });
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += MINUTE) {
      clock.advance(MINUTE);
      await turns();
    }
  }
  return Object.assign(world, { clock, began, told, begin, pass });
}

const NO_ISSUES: IssueAccess = { openTracker: async () => createMemoryTracker(), mayReadBoards: async () => false };

const PUSHED = {
  type: "push",
  guid: "g-1",
  sender: { login: "ann", type: "User", isBot: false },
  at: 0,
  installation: 1,
  repository: { id: 1, owner: "acme", name: "site", defaultBranch: "main" },
  thread: null,
  push: { branch: "main", before: "", after: "", isNew: false, isDeleted: false, isForced: false },
} satisfies Knock;

describe("where the App is at work", () => {
  it("is where something happened, and where it could be as long as nothing has", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    expect(await host.listPlaces()).toEqual([{ installation: 9, repository: 99 }]);
    await host.hear(PUSHED);
    expect(await host.listPlaces()).toEqual([{ installation: 1, repository: 1 }]);
  });
});

describe("a repository", () => {
  it("is opened when something happens in it, and closed when nothing has for ten minutes and nothing is under way", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    world.isBusy = true;
    await host.hear(PUSHED);
    await world.pass(20 * MINUTE);
    expect(world.told).toEqual(["opened at 0"]);
    world.isBusy = false;
    await world.pass(20 * MINUTE);
    expect(world.told).toEqual(["opened at 0", `closed at ${21 * MINUTE}`]);
  });

  it("whose schedule is due is woken for it, also after a restart", async () => {
    const world = await given();
    world.nextDue = () => world.began + 3 * HOUR;
    const first = world.begin();
    await first.start();
    await first.hear(PUSHED);
    await world.pass(HOUR);
    expect(world.told).toEqual(["opened at 0", `closed at ${10 * MINUTE}`]);
    await first.close(0);
    const second = world.begin();
    onTestFinished(() => second.close(0));
    await second.start();
    await world.pass(HOUR);
    expect(world.told).toHaveLength(2);
    await world.pass(HOUR);
    expect(world.told.slice(2)).toEqual([`opened at ${3 * HOUR}`]);
  });

  it("whose schedule was due while the App was away is opened at its start", async () => {
    const world = await given();
    world.nextDue = () => world.began + HOUR;
    const first = world.begin();
    await first.start();
    await first.hear(PUSHED);
    await world.pass(30 * MINUTE);
    await first.close(0);
    await world.pass(HOUR);
    const second = world.begin();
    onTestFinished(() => second.close(0));
    await second.start();
    expect(world.told.slice(2)).toEqual([`opened at ${90 * MINUTE}`]);
  });

  it("whose schedule is due again soon stays open", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    world.nextDue = () => world.began + 15 * MINUTE;
    await host.start();
    await host.hear(PUSHED);
    await world.pass(14 * MINUTE);
    expect(world.told).toEqual(["opened at 0"]);
  });

  it("that cannot be woken now is tried again, and left alone when it is gone", async () => {
    const world = await given();
    world.nextDue = () => world.began + HOUR;
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    await host.hear(PUSHED);
    await world.pass(30 * MINUTE);
    world.trouble = new YardmasterError("forge.unavailable", "502");
    await world.pass(32 * MINUTE);
    expect(world.told.slice(2)).toEqual(Array.from({ length: 3 }, () => "opening a repository whose schedule is due"));
    world.trouble = new YardmasterError("forge.gone", "404");
    await world.pass(5 * MINUTE);
    expect(world.told.slice(2)).toHaveLength(4);
  });
});

describe("what is kept of a repository", () => {
  const removed = { type: "installation.repositories-changed", added: [], removed: [{ id: 1, owner: "acme", name: "site" }] };
  const suspended = { type: "installation.suspended" };
  const uninstalled = { type: "installation.deleted" };
  const leaving = (what: object) => ({ ...PUSHED, repository: null, ...what }) as unknown as Knock;
  const REMOVED = "removed what was kept of a repository that the App had left";

  it.for([
    ["is removed a week after the App was taken out of it, also over a restart", removed, null, [REMOVED]],
    ["stays when the App has come back meanwhile", removed, PUSHED, []],
    ["stays while the App is suspended", suspended, null, []],
    ["is removed when the App is uninstalled while it is suspended", suspended, leaving(uninstalled), [REMOVED]],
  ] as const)("%s", async ([, left, back, expected]) => {
    const world = await given();
    const first = world.begin();
    await first.start();
    await first.hear(PUSHED);
    await first.hear(leaving(left));
    if (back !== null) await first.hear(back);
    await first.close(0);
    world.clock.advance(7 * 24 * HOUR);
    const second = world.begin();
    await second.start();
    await world.pass(MINUTE);
    // Waits for what it does with files.
    await second.close(0);
    expect(world.told.filter((each) => each === REMOVED)).toEqual(expected);
  });
});
