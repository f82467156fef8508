// While webhooks are silent the forge is asked, place by place: nothing is asked without need, nothing is taken twice, nothing is left out.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { type ActivityLog, createActivityLook } from "../../../src/runtime/inbox/activity-look.ts";
import { createFreshnessWatch } from "../../../src/runtime/inbox/freshness-watch.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const MINUTE = 60_000;
const SILENT = { info() {}, warn() {}, error() {} };

async function given(places = 1) {
  const { store, clock } = await givenInbox();
  const began = clock.now();
  const happened: { readonly place: number; readonly at: number; readonly name: string }[] = [];
  const asked: number[] = [];
  const taken: string[] = [];
  const world = { trouble: null as Error | null, isLow: false };
  const activity: ActivityLog = {
    async read({ repository }, since) {
      asked.push(repository);
      if (world.trouble !== null) throw world.trouble;
      if (world.isLow) return null;
      const found = happened.filter(({ place, at }) => place === repository && at > since);
      return found.map(({ at, name }) => ({ at, take: async () => void taken.push(name) }));
    },
  };
  function start() {
    const freshness = createFreshnessWatch({ clock, log: SILENT });
    const listPlaces = async () => Array.from({ length: places }, (_, index) => ({ installation: 1, repository: index + 1 }));
    return { freshness, look: createActivityLook({ activity, listPlaces, freshness, store, clock, log: SILENT }) };
  }
  const happens = (name: string, place = 1) => void happened.push({ place, name, at: clock.now() });
  const pass = (minutes: number) => clock.advance(minutes * MINUTE);
  return Object.assign(world, { began, clock, asked, taken, start, happens, pass });
}

describe("while webhooks come, or nothing happens", () => {
  it("the forge is not asked", async () => {
    const { start, pass, asked } = await given();
    const { look, freshness } = start();
    for (let round = 0; round < 5; round += 1) {
      pass(5);
      freshness.hear();
      expect(await look()).toBe(false);
    }
    expect(asked).toEqual([]);
  });

  it("but silence is looked into, and leads to nothing", async () => {
    const { start, pass, asked, taken } = await given();
    const { look } = start();
    pass(11);
    expect(await look()).toBe(false);
    expect([asked, taken]).toEqual([[1], []]);
  });
});

describe("while something happens and webhooks are silent", () => {
  it("what happened since the last one is taken in, also by an App that never heard one", async () => {
    const { start, pass, happens, taken } = await given();
    const { look, freshness } = start();
    pass(5);
    happens("label");
    pass(4);
    expect(await look()).toBe(false);
    pass(3);
    expect(await look()).toBe(true);
    expect(freshness.isStale()).toBe(true);
    happens("on its way");
    expect(await look()).toBe(true);
    expect(taken).toEqual(["label"]);
    pass(3);
    await look();
    expect(taken).toEqual(["label", "on its way"]);
  });

  it("what webhooks told before is left to them", async () => {
    const { start, pass, happens, taken } = await given();
    const { look, freshness } = start();
    happens("told");
    pass(1);
    freshness.hear();
    await look();
    pass(5);
    happens("untold");
    pass(10);
    await look();
    expect(taken).toEqual(["untold"]);
  });

  it("a restart begins where it was, and what happened meanwhile is taken in", async () => {
    const { start, pass, happens, taken } = await given();
    const first = start();
    pass(5);
    happens("label");
    pass(10);
    await first.look();
    happens("while it was away");
    pass(3);
    const second = start();
    expect(await second.look()).toBe(true);
    expect(taken).toEqual(["label", "while it was away"]);
  });

  it("the last look covers the time until they came again, and then the forge is not asked any more", async () => {
    const { start, pass, happens, asked, taken } = await given();
    const { look, freshness } = start();
    pass(5);
    happens("label");
    pass(10);
    await look();
    happens("just before");
    pass(1);
    freshness.hear();
    expect(await look()).toBe(true);
    pass(3);
    expect(await look()).toBe(false);
    expect(taken).toEqual(["label", "just before"]);
    asked.length = 0;
    expect(await look()).toBe(false);
    expect(asked).toEqual([]);
  });

  it("a bounded number of places is looked at in one look, and each has its turn", async () => {
    const { start, pass, happens, asked, taken } = await given(100);
    const { look } = start();
    pass(5);
    happens("first", 1);
    happens("last", 100);
    pass(10);
    await look();
    expect(asked).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    await look();
    await look();
    expect(taken).toEqual(["first", "last"]);
    expect(new Set(asked).size).toBe(100);
  });

  it("a forge that fails is asked again, at the next place", async () => {
    const world = await given(2);
    const { start, pass, happens, asked, taken } = world;
    const { look } = start();
    pass(5);
    happens("one", 1);
    happens("two", 2);
    pass(10);
    world.trouble = new YardmasterError("forge.unavailable", "502");
    await expect(look()).rejects.toThrow("502");
    world.trouble = null;
    await look();
    expect(asked).toEqual([1, 2, 1]);
    expect(taken).toEqual(["two", "one"]);
  });

  it("a repository that is gone is passed over, and one that had better not be asked waits", async () => {
    const world = await given();
    const { start, pass, happens, taken } = world;
    const { look, freshness } = start();
    pass(5);
    happens("label");
    pass(10);
    await look();
    happens("later");
    pass(3);
    world.isLow = true;
    freshness.hear();
    expect(await look()).toBe(true);
    pass(3);
    expect(await look()).toBe(true);
    world.isLow = false;
    await look();
    expect(taken).toEqual(["label", "later"]);
    world.trouble = new YardmasterError("forge.gone", "404");
    expect(await look()).toBe(false);
  });
});
