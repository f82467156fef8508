// When the queue is looked at.
import { describe, expect, it } from "vitest";
import { createTicker, type TickerDeps } from "../../src/runtime/ticker.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";

function open(given: Partial<Omit<TickerDeps, "look">> = {}) {
  const clock = createHandClock();
  const errors: unknown[] = [];
  const looks: { readonly end: () => void; readonly fail: () => void }[] = [];
  const ticker = createTicker({
    clock,
    log: { info() {}, warn() {}, error: (facts) => errors.push(facts["err"]) },
    pollMs: () => null,
    look: () =>
      new Promise((resolve, reject) => {
        looks.push({ end: resolve, fail: () => reject(new Error("no route")) });
      }),
    ...given,
  });
  return { ticker, clock, looks, errors };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the ticker", () => {
  it("lets everyone who asks during a look share the next one", async () => {
    const { ticker, looks } = open();
    const first = ticker.tick();
    const others = [ticker.tick(), ticker.tick(), ticker.tick()];
    looks[0]?.end();
    await first;
    await settled();
    expect(looks.length).toBe(2);
    looks[1]?.end();
    await Promise.all(others);
    expect(looks.length).toBe(2);
  });

  it("gives those who waited a look of their own when the one before failed", async () => {
    const { ticker, looks } = open();
    const first = ticker.tick();
    const second = ticker.tick();
    looks[0]?.fail();
    await expect(first).rejects.toThrow("no route");
    await settled();
    looks[1]?.end();
    await second;
  });

  it("looks again after a while, counted from the last look", async () => {
    const { ticker, clock, looks } = open({ pollMs: () => 1_000 });
    const first = ticker.tick();
    clock.advance(5_000);
    expect(looks.length).toBe(1);
    looks[0]?.end();
    await first;
    clock.advance(999);
    expect(looks.length).toBe(1);
    clock.advance(1);
    expect(looks.length).toBe(2);
  });

  it("looks again soon after a look that failed, and goes on doing so", async () => {
    const { ticker, clock, looks, errors } = open();
    await Promise.all([expect(ticker.tick()).rejects.toThrow("no route"), looks[0]?.fail()]);
    clock.advance(2_000);
    looks[1]?.fail();
    await settled();
    clock.advance(2_000);
    looks[2]?.end();
    await settled();
    clock.advance(60_000);
    expect([looks.length, errors]).toEqual([3, [new Error("no route")]]);
  });

  it("waits for the look under way when it stops, and begins no other", async () => {
    const { ticker, clock, looks } = open({ pollMs: () => 1_000 });
    const first = ticker.tick();
    const second = ticker.tick();
    let stopped = false;
    const stopping = ticker.stop().then(() => {
      stopped = true;
    });
    await settled();
    expect(stopped).toBe(false);
    looks[0]?.end();
    await Promise.all([first, second, stopping]);
    clock.advance(60_000);
    await ticker.tick();
    expect([looks.length, clock.waiting]).toEqual([1, 0]);
  });
});
