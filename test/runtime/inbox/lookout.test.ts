// How often is looked: calmly while webhooks come, often while they do not or while more waits.
import { describe, expect, it } from "vitest";
import { createLookout } from "../../../src/runtime/inbox/lookout.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { turns } from "../../support/given-inbox.ts";

const SECOND = 1_000;

function given() {
  const clock = createHandClock();
  const logged: string[] = [];
  const looked: number[] = [];
  const world = { isStale: false, isMore: false, fails: false, clock, logged, looked };
  const lookout = createLookout({
    looks: [
      { doing: "looking at nothing", look: () => (world.fails ? Promise.reject(new Error("502")) : Promise.resolve(world.isMore)) },
      {
        doing: "looking at the clock",
        async look() {
          looked.push(clock.now() / SECOND);
          return false;
        },
      },
    ],
    freshness: { isStale: () => world.isStale },
    clock,
    log: { info() {}, warn: (_, message) => void logged.push(message), error() {} },
  });
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 5) {
      await turns(3);
      clock.advance(5 * SECOND);
    }
    await turns(3);
  }
  return Object.assign(world, { lookout, pass });
}

describe("a lookout", () => {
  it("looks at the start, soon after it and every five minutes, whatever goes wrong, until it is stopped", async () => {
    const world = given();
    world.fails = true;
    world.lookout.start();
    await world.pass(650);
    await world.lookout.stop();
    await world.pass(600);
    expect(world.looked).toEqual([0, 45, 345, 645]);
    expect(world.logged).toEqual(Array.from({ length: 4 }, () => "looking at nothing"));
  });

  it("looks every 45 seconds while webhooks do not come, or while more waits", async () => {
    const world = given();
    world.isStale = true;
    world.lookout.start();
    await world.pass(100);
    expect(world.looked).toEqual([0, 45, 90]);
    world.isStale = false;
    world.isMore = true;
    await world.pass(100);
    world.isMore = false;
    await world.pass(400);
    expect(world.looked).toEqual([0, 45, 90, 135, 180, 225, 525]);
    await world.lookout.stop();
  });
});
