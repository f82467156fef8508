// Deliveries that never arrived are asked for again, and none of those that did.
import { describe, expect, it } from "vitest";
import type { DeliveryAttempt } from "../../../src/core/deliveries/sweep.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import { createDeliverySweep, type DeliveryLog } from "../../../src/runtime/inbox/delivery-sweep.ts";
import { createFreshnessWatch } from "../../../src/runtime/inbox/freshness-watch.ts";
import { delivery, type GivenInbox, givenInbox, turns } from "../../support/given-inbox.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A forge that lists what it tried, newest first and a few at a time. */
function createForge(pageSize = 2) {
  const attempts: DeliveryAttempt[] = [];
  const asked: number[] = [];
  const pages: (string | null)[] = [];
  let isDown = false;
  let refused: number | null = null;
  let failing: number | null = null;
  const deliveries: DeliveryLog = {
    async list(cursor) {
      pages.push(cursor);
      if (isDown) throw new Error("502");
      const from = cursor === null ? 0 : Number(cursor);
      const shown = attempts.toReversed().slice(from, from + pageSize);
      return { attempts: shown, next: from + pageSize < attempts.length ? String(from + pageSize) : null };
    },
    async redeliver(attempt) {
      if (isDown || attempt === failing) throw new Error("502");
      if (attempt === refused) throw new YardmasterError("forge.refused", "asking for a delivery again: 404");
      asked.push(attempt);
    },
  };
  return {
    deliveries,
    asked,
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
    failsAt(attempt: number | null) {
      failing = attempt;
    },
  };
}

async function given(): Promise<
  GivenInbox & {
    inbox: Awaited<ReturnType<GivenInbox["open"]>>;
    forge: ReturnType<typeof createForge>;
    begin(): ReturnType<typeof createDeliverySweep>;
  }
> {
  const world = await givenInbox();
  const inbox = await world.open(async () => ({ as: "handled", note: null }));
  const forge = createForge();
  const log = { info() {}, warn() {}, error() {} };
  const { clock, store } = world;
  const begin = () =>
    createDeliverySweep({ deliveries: forge.deliveries, inbox, store, clock, log, freshness: createFreshnessWatch({ clock, log }) });
  return { ...world, inbox, forge, begin };
}

describe("a sweep", () => {
  it("asks for what failed and is not in the inbox, and for nothing else", async () => {
    const { clock, forge, inbox, begin } = await given();
    const now = clock.now();
    forge.tried("lost", now - 50 * MINUTE);
    forge.tried("fine", now - 40 * MINUTE, true);
    forge.tried("answered too late", now - 30 * MINUTE);
    forge.tried("mended", now - 20 * MINUTE);
    forge.tried("mended", now - 19 * MINUTE, true);
    await inbox.accept(delivery("answered too late"));
    expect(await begin().sweep()).toEqual({ attempts: 5, asked: 1 });
    expect(forge.asked).toEqual([1]);
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
    expect(await sweep.sweep()).toMatchObject({ asked: 1 });
  });

  it("asks for the others when one cannot be had, and forgets none that it had no time to ask for", async () => {
    const { clock, forge, begin } = await given();
    for (const guid of ["gone", "b", "c"]) forge.tried(guid, clock.now() - 60 * MINUTE);
    forge.refuses(1);
    forge.failsAt(3);
    await expect(begin().sweep()).rejects.toThrow("502");
    expect(forge.asked).toEqual([2]);
    forge.failsAt(null);
    clock.advance(5 * MINUTE);
    expect(await begin().sweep()).toMatchObject({ asked: 1 });
    expect(forge.asked).toEqual([2, 3]);
  });

  it("is made at the start and every five minutes, whatever goes wrong", async () => {
    const { clock, forge, begin } = await given();
    const sweep = begin();
    forge.down(true);
    sweep.start();
    await turns();
    forge.down(false);
    clock.advance(5 * MINUTE);
    await turns();
    clock.advance(4 * MINUTE);
    await turns();
    expect(forge.pages).toHaveLength(2);
    await sweep.stop();
    clock.advance(60 * MINUTE);
    await turns();
    expect(forge.pages).toHaveLength(2);
  });

  it("recovers an hour's outage of fifty deliveries", async () => {
    const { clock, forge, inbox, begin } = await given();
    for (let minute = 0; minute < 50; minute += 1) forge.tried(`d-${minute}`, clock.now() - (60 - minute) * MINUTE);
    expect(await begin().sweep()).toMatchObject({ asked: 50 });
    expect(forge.asked).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    for (let minute = 0; minute < 50; minute += 1) await inbox.accept(delivery(`d-${minute}`));
    clock.advance(5 * MINUTE);
    expect(await begin().sweep()).toMatchObject({ asked: 0 });
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
    expect(told).toEqual(["webhooks have stopped coming although something happened; polling takes over", "webhooks come again"]);
    expect(logged).toEqual([]);
  });
});
