// Which repositories are open: those where something happens or is under way, and those whose schedule is due.
import { describe, expect, it, onTestFinished } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { turns } from "../../support/given-inbox.ts";
import { ADDED, about, given, HOUR, isOpening, MINUTE, PUSHED, putBack, SITE, suspend, TOOLS, takeOut, UNSUSPENDED } from "./a-host.ts";

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
