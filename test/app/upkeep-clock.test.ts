// Once an hour, however often a server starts and stops in between.
import { expect, it } from "vitest";
import { createUpkeepClock } from "../../src/app/upkeep-clock.ts";
import { givenInbox } from "../support/given-inbox.ts";
import { until } from "../support/until.ts";

const MINUTE_MS = 60_000;

async function open(work: () => Promise<void>) {
  const { store, clock } = await givenInbox();
  const errors: unknown[] = [];
  const start = async () => {
    const upkeep = createUpkeepClock({ store, clock, work, onError: (error) => errors.push(error) });
    await upkeep.start();
    return upkeep;
  };
  return { clock, errors, start };
}

it("a yard that is never open for an hour is cleaned up a minute after the first start that comes late enough", async () => {
  let times = 0;
  const { clock, start } = await open(async () => {
    times += 1;
  });
  for (let round = 0; round < 6; round += 1) {
    const upkeep = await start();
    clock.advance(10 * MINUTE_MS);
    await upkeep.stop(0);
    clock.advance(MINUTE_MS);
  }
  expect(times).toBe(1);
});

it("a yard that stays open is cleaned up every hour, also after something went wrong", async () => {
  let times = 0;
  const { clock, errors, start } = await open(async () => {
    times += 1;
    if (times === 1) throw new Error("no room");
  });
  const upkeep = await start();
  for (let hour = 1; hour <= 3; hour += 1) {
    clock.advance(60 * MINUTE_MS);
    await until(() => times === hour && clock.waiting === 1);
  }
  expect(errors).toEqual([new Error("no room")]);
  await upkeep.stop(0);
  clock.advance(120 * MINUTE_MS);
  expect(times).toBe(3);
});

it("stopping waits for what is under way, but not for longer than it may", async () => {
  let end: () => void = () => {};
  const { clock, start } = await open(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  const upkeep = await start();
  clock.advance(60 * MINUTE_MS);
  const stopped = upkeep.stop(1_000);
  end();
  await stopped;
  const other = await start();
  clock.advance(60 * MINUTE_MS);
  const waiting = other.stop(1_000);
  clock.advance(1_000);
  await waiting;
});
