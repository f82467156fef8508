// Which repositories are open: those where something happens or is under way, and those whose schedule is due.
import { describe, expect, it, onTestFinished } from "vitest";
import { createHost, type Host } from "../../../src/app/hosted/create-host.ts";
import type { IssueAccess } from "../../../src/app/hosted/issue-access.ts";
import type { Site } from "../../../src/app/hosted/open-site.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { RepositoryStanding, Standing } from "../../../src/forge/github/index.ts";
import { createMemoryForge } from "../../../src/forge/memory/index.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { givenInbox, turns } from "../../support/given-inbox.ts";
import { until } from "../../support/until.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function given() {
  const { store, clock } = await givenInbox();
  const told: string[] = [];
  const world = {
    isBusy: false,
    nextDue: (): number | null => null,
    trouble: null as YardmasterError | null,
    /** Of the installation, and of the repository in it. */
    standing: "present" as Standing,
    repository: "present" as RepositoryStanding["standing"],
    through: 1,
    isForgeAway: false,
    isStoreAway: false,
    declaring: [] as readonly number[],
    /** Repositories that GitHub tells nothing of. */
    untold: [] as readonly number[],
  };
  let lose: (error: Error) => void = () => {};
  function ask<Answer>(answer: Answer): Answer {
    if (world.isForgeAway) throw new YardmasterError("forge.unavailable", "502");
    return answer;
  }
  const site = (): Site => ({
    hear: async () => null,
    readFiles: async () => ({ version: "", files: [] }),
    follow: async () => {},
    isBusy: async () => world.isBusy,
    loadNextDue: async () => world.nextDue(),
    listSources: async () => [],
    showAgain: async () => void told.push("shows again"),
    async stopRuns(reason) {
      if (world.isStoreAway) throw new YardmasterError("store.busy", "locked");
      told.push(`stopped: ${reason}`);
    },
    lost: new Promise<never>((_, reject) => {
      lose = reject;
    }),
    close: async () => void told.push(`closed at ${clock.now() - began}`),
  });
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
        return site();
      },
      lentVariables: [],
      maxAgents: 2,
      openForge: async () => ({ forge: createMemoryForge(), issues: NO_ISSUES }),
      findRepository: async () => null,
      findInstallation: async () => ask(world.standing),
      async findStanding({ id }) {
        if (world.untold.includes(id)) throw new YardmasterError("forge.refused", "403");
        return ask({ standing: world.repository, installation: world.repository === "gone" ? null : world.through });
      },
      listDeclaring: async (_, named) => ask(named.map(({ id }) => id).filter((id) => world.declaring.includes(id))),
      listInstalled: async () => [{ installation: 9, repository: 99 }],
    });
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += MINUTE) {
      clock.advance(MINUTE);
      await turns();
    }
  }
  return Object.assign(world, { store, clock, began, told, begin, pass, lose: (error: Error) => lose(error) });
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
    takeOut(world);
    world.isForgeAway = true;
    await world.pass(MINUTE);
    expect(world.told.slice(5)).toEqual(["opening a repository whose schedule is due", "looking whether it is there"]);
    world.isForgeAway = false;
    await world.pass(5 * MINUTE);
    expect(world.told.slice(7)).toEqual(["opening a repository whose schedule is due"]);
  });
});

const about = (what: object) =>
  ({ ...PUSHED, repository: null, account: { id: 1, login: "acme", type: "Organization" }, ...what }) as unknown as Knock;
const TOOLS = { id: 2, owner: "acme", name: "tools" };
const SITE = { id: 1, owner: "acme", name: "site" };
const REMOVED = about({ type: "installation.repositories-changed", added: [], removed: [SITE] });
const ADDED = about({ type: "installation.repositories-changed", added: [SITE], removed: [] });
const SUSPENDED = about({ type: "installation.suspended" });
const UNSUSPENDED = about({ type: "installation.unsuspended" });
const UNINSTALLED = about({ type: "installation.deleted" });
const INSTALLED = about({ type: "installation.created", installation: 2, repositories: [SITE] });
const ARCHIVED = { ...PUSHED, type: "repository.archived" } as unknown as Knock;
const DELETED = { ...PUSHED, type: "repository.deleted" } as unknown as Knock;
const SAID_SO = "removed what was kept of a repository that the App had left";

const isOpening = (line: string) => line.startsWith("opened");

describe("a repository in which nothing has happened yet", () => {
  it("is opened when the App is let in, if it has files of ours: its schedules wait for nobody else", async () => {
    const world = await given();
    world.declaring = [2];
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    expect(await host.hear(about({ type: "installation.created", repositories: [SITE, TOOLS] }))).toBeNull();
    await turns();
    expect(world.told.filter(isOpening)).toHaveLength(1);
    world.declaring = [1, 2];
    await host.hear(ADDED);
    await host.hear(ADDED);
    await turns();
    expect(world.told.filter(isOpening)).toHaveLength(2);
  });

  it("is asked about again when GitHub does not answer", async () => {
    const world = await given();
    world.declaring = [1];
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    world.isForgeAway = true;
    await expect(host.hear(ADDED)).rejects.toMatchObject({ code: "forge.unavailable" });
    expect(world.told).toEqual([]);
  });
});

type World = Awaited<ReturnType<typeof given>>;
const suspend = (world: World) => Object.assign(world, { standing: "suspended", repository: "suspended" });
const uninstall = (world: World) => Object.assign(world, { standing: "gone", repository: "gone" });
const takeOut = (world: World) => Object.assign(world, { repository: "gone" });
const archive = (world: World) => Object.assign(world, { repository: "archived" });
const putBack = (world: World) => Object.assign(world, { standing: "present", repository: "present" });

it("a repository that could not be left to the end is opened anew until it can: it had been silenced", async () => {
  const world = await given();
  const host = world.begin();
  onTestFinished(() => host.close(0));
  await host.start();
  await host.hear(PUSHED);
  takeOut(world).isStoreAway = true;
  await expect(host.hear(REMOVED)).rejects.toMatchObject({ code: "store.busy" });
  await turns();
  expect(world.told).toEqual(["opened at 0", "closed at 0", "opened at 0"]);
  world.isStoreAway = false;
  expect(await host.hear(REMOVED)).toBeNull();
  expect(world.told.slice(3)).toEqual(["stopped: the App was taken out of the repository", "closed at 0"]);
});

describe("what is kept of a repository", () => {
  it.for([
    ["is removed a week after the App was taken out of it, also over a restart", takeOut, REMOVED, null, [SAID_SO]],
    ["stays when the App has come back meanwhile", takeOut, REMOVED, PUSHED, []],
    ["stays while the App is suspended", suspend, SUSPENDED, null, []],
    ["stays when the App is back, and no webhook has said so", takeOut, REMOVED, putBack, []],
    ["stays when the App is back and suspended, and no webhook has said so", takeOut, REMOVED, suspend, []],
  ] as const)("%s", async ([, leave, left, back, expected]) => {
    const world = await given();
    const first = world.begin();
    await first.start();
    await first.hear(PUSHED);
    leave(world);
    await first.hear(left);
    if (typeof back === "function") back(world);
    else if (back !== null) {
      putBack(world);
      await first.hear(back);
    }
    await first.close(0);
    world.clock.advance(7 * 24 * HOUR);
    const second = world.begin();
    await second.start();
    await world.pass(MINUTE);
    // Waits for what it does with files.
    await second.close(0);
    expect(world.told.filter((each) => each === SAID_SO)).toEqual(expected);
  });

  it("is removed when the App is uninstalled while it is suspended, and not while GitHub cannot be asked", async () => {
    const world = await given();
    const host = world.begin();
    await host.start();
    await host.hear(PUSHED);
    suspend(world);
    await host.hear(SUSPENDED);
    uninstall(world);
    await host.hear(UNINSTALLED);
    world.isForgeAway = true;
    world.clock.advance(8 * 24 * HOUR);
    await world.pass(MINUTE);
    expect(world.told).not.toContain(SAID_SO);
    world.isForgeAway = false;
    await world.pass(MINUTE);
    await host.close(0);
    expect(world.told).toContain(SAID_SO);
  });
});

describe("repositories that were left", () => {
  it("are removed though GitHub refuses to tell of one of them", async () => {
    const world = await given();
    const host = world.begin();
    await host.start();
    await host.hear(PUSHED);
    await host.hear({ ...PUSHED, repository: { ...TOOLS, defaultBranch: "main" } });
    takeOut(world);
    await host.hear(about({ type: "installation.repositories-changed", added: [], removed: [SITE, TOOLS] }));
    onTestFinished(() => host.close(0));
    const removed = () => world.told.filter((each) => each === SAID_SO).length;
    for (const [index, untold] of [[SITE.id], [TOOLS.id]].entries()) {
      world.untold = untold;
      world.clock.advance(8 * 24 * HOUR);
      await world.pass(MINUTE);
      await until(() => removed() === index + 1);
      await turns();
    }
    expect(removed()).toBe(2);
  });
});

describe("work in a repository ends when", () => {
  it.for([
    ["the App is suspended", suspend, SUSPENDED, "the App was suspended"],
    ["the App is uninstalled", uninstall, UNINSTALLED, "the App was uninstalled"],
    ["the App was suspended, and is uninstalled before that is heard", uninstall, SUSPENDED, "the App was uninstalled"],
    ["the App is taken out of it", takeOut, REMOVED, "the App was taken out of the repository"],
    ["it is archived", archive, ARCHIVED, "the repository was archived"],
    ["it is deleted", takeOut, DELETED, "the repository was deleted"],
  ] as const)("%s, and not when that is told late", async ([, leave, knock, reason]) => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    await host.hear(PUSHED);
    expect(await host.hear(knock)).not.toBeNull();
    expect(world.told.filter((each) => each !== "shows again")).toEqual(["opened at 0"]);
    world.isForgeAway = true;
    await expect(host.hear(knock)).rejects.toMatchObject({ code: "forge.unavailable" });
    expect(world.told.filter((each) => each !== "shows again")).toEqual(["opened at 0"]);
    world.isForgeAway = false;
    leave(world);
    expect(await host.hear(knock)).toBeNull();
    expect(world.told.filter((each) => each !== "shows again")).toEqual(["opened at 0", `stopped: ${reason}`, "closed at 0"]);
    expect(await host.listPlaces()).toEqual([{ installation: 9, repository: 99 }]);
  });
});

describe("a repository whose data was replaced under the running App", () => {
  it("is closed and opened again with what is there now, and the others go on", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    await host.hear({ ...PUSHED, repository: { ...PUSHED.repository, id: 2 } });
    await host.hear(PUSHED);
    world.told.length = 0;
    world.lose(new YardmasterError("store.replaced", "store.db was replaced"));
    await turns();
    const words = "a repository cannot go on with its data; it is closed, and opened again with what is there now";
    expect(world.told).toEqual([words, "closed at 0"]);
    world.trouble = new YardmasterError("app.already-running", "another server works on this data directory");
    await world.pass(MINUTE);
    expect(host.countUnopened()).toBe(1);
    world.trouble = null;
    await world.pass(MINUTE);
    expect(host.countUnopened()).toBe(0);
    expect(world.told.slice(2)).toEqual(["opening a repository again", expect.stringMatching(/^opened/)]);
  });
});

describe("a repository that was left is taken up again when", () => {
  it.for([
    ["the App is not suspended any more", suspend, SUSPENDED, UNSUSPENDED, 1],
    ["it is put back", takeOut, REMOVED, ADDED, 1],
    ["the App is installed anew", uninstall, UNINSTALLED, INSTALLED, 2],
    ["nobody says so, and the server starts", suspend, SUSPENDED, null, 1],
  ] as const)("%s", async ([, leave, left, back, through]) => {
    const world = await given();
    const first = world.begin();
    await first.start();
    world.isBusy = true;
    await first.hear(PUSHED);
    leave(world);
    await first.hear(left);
    world.told.length = 0;
    if (back === null) await first.close(0);
    const host = back === null ? world.begin() : first;
    onTestFinished(() => host.close(0));
    if (back === null) await host.start();
    else {
      // Told too soon, it leads to nothing.
      expect(await host.hear(back)).toBe("nothing was left there");
      expect(world.told).toEqual([]);
    }
    putBack(world).through = through;
    if (back !== null) expect(await host.hear(back)).toBeNull();
    await world.pass(MINUTE);
    expect(world.told).toEqual([expect.stringMatching(/^opened/)]);
    expect(await host.listPlaces()).toEqual([{ installation: through, repository: 1 }]);
  });

  it("it had nothing to do: it is known again, and opened when something happens there", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    await host.hear(PUSHED);
    await world.pass(HOUR);
    suspend(world);
    await host.hear(SUSPENDED);
    putBack(world);
    world.told.length = 0;
    await host.hear(UNSUSPENDED);
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
    expect(await host.listPlaces()).toEqual([{ installation: 1, repository: 1 }]);
  });
});

describe("a repository that the forge says is gone", () => {
  const gone = new YardmasterError("forge.gone", "no token");

  it("is left for as long as the App is suspended, whatever is heard first", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    await host.hear(PUSHED);
    await world.pass(HOUR);
    suspend(world).trouble = gone;
    expect(await host.hear(PUSHED)).toBe("no token");
    putBack(world).trouble = null;
    expect(await host.hear(UNSUSPENDED)).toBeNull();
  });

  it("is asked for again when the App is at work there all the same", async () => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    world.trouble = gone;
    await expect(host.hear(PUSHED)).rejects.toMatchObject({ code: "forge.unavailable" });
  });
});
