// Deliveries that never arrived are fetched, and none of those that did.
import { describe, expect, it } from "vitest";
import type { DeliveryAttempt } from "../../../src/core/deliveries/sweep.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import { createDeliverySweep, type DeliveryLog } from "../../../src/runtime/inbox/delivery-sweep.ts";
import { createFreshnessWatch, type FreshnessWatch } from "../../../src/runtime/inbox/freshness-watch.ts";
import { delivery, type GivenInbox, givenInbox } from "../../support/given-inbox.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SILENT = { info() {}, warn() {}, error() {} };

/** A forge that lists what it tried, newest first and a few at a time. */
function createForge(receive: (guid: string) => Promise<unknown>, pageSize = 2) {
  const attempts: DeliveryAttempt[] = [];
  const fetched: number[] = [];
  const pages: (string | null)[] = [];
  let isDown = false;
  let refused: number | null = null;
  let failing: readonly number[] = [];
  const deliveries: DeliveryLog = {
    async list(cursor) {
      pages.push(cursor);
      if (isDown) throw new Error("502");
      const from = cursor === null ? 0 : Number(cursor);
      const shown = attempts.toReversed().slice(from, from + pageSize);
      return { attempts: shown, next: from + pageSize < attempts.length ? String(from + pageSize) : null };
    },
    async take({ guid, attempt }) {
      if (isDown || failing.includes(attempt)) throw new YardmasterError("forge.unavailable", "fetching a delivery: 502");
      if (attempt === refused) throw new YardmasterError("forge.refused", "fetching a delivery: 404");
      fetched.push(attempt);
      await receive(guid);
    },
  };
  return {
    deliveries,
    fetched,
    pages,
    tried(guid: string, at: number, isOk = false) {
      attempts.push({ id: attempts.length + 1, guid, at, isOk });
    },
    down(is: boolean) {
      isDown = is;
    },
    refuses(attempt: number) {
      refused = attempt;
    },
    failsAt(...attempts: readonly number[]) {
      failing = attempts;
    },
  };
}

async function given(): Promise<
  GivenInbox & {
    inbox: Awaited<ReturnType<GivenInbox["open"]>>;
    forge: ReturnType<typeof createForge>;
    freshness: FreshnessWatch;
    begin(): ReturnType<typeof createDeliverySweep>;
  }
> {
  const world = await givenInbox();
  const inbox = await world.open(async () => ({ as: "handled", note: null }));
  const forge = createForge((guid) => inbox.accept(delivery(guid)));
  const freshness = createFreshnessWatch({ clock: world.clock, log: SILENT });
  const { clock, store } = world;
  const begin = () => createDeliverySweep({ deliveries: forge.deliveries, inbox, store, clock, log: SILENT, freshness });
  return { ...world, inbox, forge, freshness, begin };
}

describe("a sweep", () => {
  it("fetches what failed and is not in the inbox, and for nothing else", async () => {
    const { clock, forge, inbox, begin } = await given();
    const now = clock.now();
    forge.tried("lost", now - 50 * MINUTE);
    forge.tried("fine", now - 40 * MINUTE, true);
    forge.tried("answered too late", now - 30 * MINUTE);
    forge.tried("mended", now - 20 * MINUTE);
    forge.tried("mended", now - 19 * MINUTE, true);
    await inbox.accept(delivery("answered too late"));
    expect(await begin().sweep()).toEqual({ attempts: 5, taken: 1, left: 0 });
    expect(forge.fetched).toEqual([1]);
    expect(await inbox.has("lost")).toBe(true);
  });

  it("reads back to where the last one was done, also after a restart, and at most three days", async () => {
    const { clock, forge, begin } = await given();
    forge.tried("too old", clock.now() - 4 * DAY);
    forge.tried("old", clock.now() - DAY, true);
    forge.tried("new", clock.now() - MINUTE, true);
    expect((await begin().sweep()).attempts).toBe(2);
    clock.advance(60 * MINUTE);
    forge.tried("newer", clock.now(), true);
    forge.pages.length = 0;
    expect((await begin().sweep()).attempts).toBe(1 + 1);
    expect(forge.pages).toHaveLength(1 + 1);
  });

  it("begins where it did when the forge fails in the middle", async () => {
    const { clock, forge, begin } = await given();
    forge.tried("lost", clock.now() - 60 * MINUTE);
    const sweep = begin();
    forge.down(true);
    await expect(sweep.sweep()).rejects.toThrow("502");
    forge.down(false);
    clock.advance(5 * MINUTE);
    expect(await sweep.sweep()).toMatchObject({ taken: 1 });
  });

  it("fetches the others when one cannot be had, and forgets none", async () => {
    const { clock, forge, begin } = await given();
    for (const guid of ["gone", "b", "c", "d"]) forge.tried(guid, clock.now() - 60 * MINUTE);
    forge.refuses(1);
    forge.failsAt(3);
    expect(await begin().sweep()).toMatchObject({ taken: 2 });
    expect(forge.fetched).toEqual([2, 4]);
    forge.failsAt();
    clock.advance(10 * MINUTE);
    expect(await begin().sweep()).toMatchObject({ taken: 1 });
    expect(forge.fetched).toEqual([2, 4, 3]);
  });

  it("ends when three in a row cannot be had, and begins the next time with the others", async () => {
    const { clock, forge, begin } = await given();
    for (const guid of ["a", "b", "c", "d"]) forge.tried(guid, clock.now() - 60 * MINUTE);
    forge.failsAt(1, 2, 3);
    await expect(begin().sweep()).rejects.toThrow("502");
    expect(forge.fetched).toEqual([]);
    expect(await begin().sweep()).toMatchObject({ taken: 1 });
    expect(forge.fetched).toEqual([4]);
  });

  it("fetches no more than 250, and says what is left", async () => {
    const { clock, forge, begin } = await given();
    for (let number = 0; number < 300; number += 1) forge.tried(`d-${number}`, clock.now() - 60 * MINUTE);
    expect(await begin().sweep()).toMatchObject({ taken: 250, left: 50 });
    expect(await begin().sweep()).toMatchObject({ taken: 50, left: 0 });
  });

  it("recovers an hour's outage of fifty deliveries, and then finds nothing more", async () => {
    const { clock, forge, begin } = await given();
    for (let minute = 0; minute < 50; minute += 1) forge.tried(`d-${minute}`, clock.now() - (60 - minute) * MINUTE);
    expect(await begin().sweep()).toMatchObject({ taken: 50 });
    expect(forge.fetched).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    clock.advance(5 * MINUTE);
    expect(await begin().sweep()).toMatchObject({ taken: 0 });
  });

  it("tells of webhooks that never came, and does not count as one that did", async () => {
    const { clock, forge, freshness, begin } = await given();
    clock.advance(2 * MINUTE);
    forge.tried("lost", clock.now());
    await begin().sweep();
    clock.advance(9 * MINUTE);
    expect(freshness.isStale()).toBe(true);
    freshness.hear();
    expect(freshness.isStale()).toBe(false);
  });
});

describe("the watch over webhooks", () => {
  it("says once that they stopped and once that they come again", async () => {
    const { clock, logged } = await givenInbox();
    const told: string[] = [];
    const log = {
      info: (_: object, message: string) => void told.push(message),
      warn: (_: object, message: string) => void told.push(message),
      error() {},
    };
    const watch = createFreshnessWatch({ clock, log });
    clock.advance(5 * MINUTE);
    watch.find(clock.now());
    clock.advance(6 * MINUTE);
    expect([watch.isStale(), watch.isStale()]).toEqual([true, true]);
    watch.hear();
    expect(watch.isStale()).toBe(false);
    expect(told).toEqual([
      "webhooks have stopped coming although something happened; polling takes over",
      "webhooks come again; polling ends",
    ]);
    expect(logged).toEqual([]);
  });
});
