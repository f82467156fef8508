// Where the App is taken out, suspended and let in again: what ends then, what is taken up, and what is kept how long.
import { describe, expect, it, onTestFinished } from "vitest";
import { turns } from "../../support/given-inbox.ts";
import { until } from "../../support/until.ts";
import {
  ADDED,
  ARCHIVED,
  about,
  archive,
  DELETED,
  given,
  HOUR,
  INSTALLED,
  MINUTE,
  PUSHED,
  putBack,
  REMOVED,
  SAID_SO,
  SITE,
  SUSPENDED,
  suspend,
  TOOLS,
  takeOut,
  UNINSTALLED,
  UNSUSPENDED,
  uninstall,
} from "./a-host.ts";

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

it("a repository that was left long ago is not known again while it is looked at, and removed then", async () => {
  const world = await given();
  const host = world.begin();
  onTestFinished(() => host.close(0));
  await host.start();
  await host.hear(PUSHED);
  await world.pass(HOUR);
  takeOut(world);
  await host.hear(REMOVED);
  let tell = () => {};
  world.held = new Promise((resolve) => {
    tell = resolve;
  });
  world.clock.advance(8 * 24 * HOUR);
  await turns();
  putBack(world).held = null;
  const heard = host.hear(ADDED);
  await turns();
  tell();
  await until(() => world.told.includes(SAID_SO));
  expect([await heard, await host.listPlaces()]).toEqual(["nothing was left there", [{ installation: 9, repository: 99 }]]);
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
      expect(await host.hear(back)).not.toBeNull();
      expect(world.told).toEqual([]);
    }
    putBack(world).through = through;
    if (back !== null) expect(await host.hear(back)).toBeNull();
    await world.pass(MINUTE);
    expect(world.told.filter((each) => each !== "shows again")).toEqual([expect.stringMatching(/^opened/)]);
    expect(await host.listPlaces()).toEqual([{ installation: through, repository: 1 }]);
  });

  it.for([
    ["before", [INSTALLED, UNINSTALLED]],
    ["after", [UNINSTALLED, INSTALLED]],
    ["while", null],
  ] as const)("the App is installed anew, and that is heard %s it is heard that it was uninstalled", async ([, knocks]) => {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    world.isBusy = true;
    await host.hear(PUSHED);
    Object.assign(world, { ended: [1], through: 2 });
    for (const knock of knocks ?? []) await host.hear(knock);
    if (knocks === null) await Promise.all([host.hear(UNINSTALLED), host.hear(INSTALLED)]);
    await turns();
    expect(world.told.at(-1)).toMatch(/^opened/);
    expect(await host.listPlaces()).toEqual([{ installation: 2, repository: 1 }]);
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

describe("what a webhook tells before GitHub itself knows of it", () => {
  async function opened() {
    const world = await given();
    const host = world.begin();
    onTestFinished(() => host.close(0));
    await host.start();
    world.isBusy = true;
    await host.hear(PUSHED);
    return { world, host, said: () => world.told.filter((each) => each !== "shows again").slice(1) };
  }

  it.for([
    ["the App is suspended", suspend, SUSPENDED, "the App was suspended"],
    ["the App is uninstalled", uninstall, UNINSTALLED, "the App was uninstalled"],
    ["the App is taken out of a repository", takeOut, REMOVED, "the App was taken out of the repository"],
    ["a repository is archived", archive, ARCHIVED, "the repository was archived"],
    ["a repository is deleted", takeOut, DELETED, "the repository was deleted"],
  ] as const)("is found a moment later: %s", async ([, leave, knock, reason]) => {
    const { world, host, said } = await opened();
    expect(await host.hear(knock)).not.toBeNull();
    world.clock.advance(4_999);
    await turns();
    leave(world);
    expect(said()).toEqual([]);
    world.clock.advance(1);
    await turns(40);
    expect(said()).toEqual([`stopped: ${reason}`, expect.stringMatching(/^closed/)]);
  });

  it.for([
    ["the App is suspended no more", suspend, SUSPENDED, UNSUSPENDED],
    ["the App is put back into a repository", takeOut, REMOVED, ADDED],
    ["the App is installed anew", uninstall, UNINSTALLED, INSTALLED],
  ] as const)("is found a moment later: %s", async ([, leave, left, back]) => {
    const { world, host, said } = await opened();
    leave(world);
    await host.hear(left);
    expect(await host.hear(back)).not.toBeNull();
    world.clock.advance(5_000);
    await turns(40);
    putBack(world);
    expect(said()).toHaveLength(2);
    world.clock.advance(30_000);
    await turns(40);
    expect(said().slice(2)).toEqual([expect.stringMatching(/^opened/)]);
  });

  it("is found also where the App was suspended before it was uninstalled, so that what is kept is removed in time", async () => {
    const { world, host } = await opened();
    suspend(world);
    await host.hear(SUSPENDED);
    await host.hear(UNINSTALLED);
    uninstall(world);
    world.clock.advance(5_000);
    await turns(40);
    world.clock.advance(8 * 24 * HOUR);
    await world.pass(MINUTE);
    await host.close(0);
    expect(world.told).toContain(SAID_SO);
  });

  it("is looked for three times more, also while GitHub cannot be asked, and then left alone", async () => {
    const { world, host, said } = await opened();
    await host.hear(SUSPENDED);
    const before = world.asked;
    world.isForgeAway = true;
    await world.pass(10 * MINUTE);
    expect(world.asked).toBe(before + 3);
    world.isForgeAway = false;
    await world.pass(HOUR);
    expect([world.asked, said()]).toEqual([before + 3, []]);
  });

  it("is looked for no more once the App stops", async () => {
    const { world, host } = await opened();
    await host.hear(SUSPENDED);
    const before = world.asked;
    await host.close(0);
    await world.pass(10 * MINUTE);
    expect(world.asked).toBe(before);
  });
});
