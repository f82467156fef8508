// Writes within GitHub's limits, on a clock that the test turns.
import { describe, expect, it } from "vitest";
import { createContentLimiter, type WriteUrgency } from "../../../src/forge/github/content-limiter.ts";
import { createHandClock, type HandClock } from "../../../src/testing/hand-clock.ts";
import { until } from "../../support/until.ts";

function given(): {
  readonly clock: HandClock;
  readonly done: string[];
  readonly limiter: ReturnType<typeof createContentLimiter>;
  write(what: string, urgency?: WriteUrgency): Promise<void>;
  burst(count: number): Promise<void>;
} {
  const clock = createHandClock(1_000_000);
  const limiter = createContentLimiter({ clock });
  const done: string[] = [];
  const write = (what: string, urgency: WriteUrgency = "answer") => limiter.write(urgency, async () => void done.push(what));
  return {
    clock,
    limiter,
    done,
    write,
    async burst(count) {
      await Promise.all(Array.from({ length: count }, () => write("burst")));
      done.length = 0;
    },
  };
}

describe("the limiter of content", () => {
  it("lets twenty writes through at once, and then one a second", async () => {
    const { clock, burst, write, done } = given();
    await burst(20);
    const late = write("late");
    await until(() => clock.waiting === 1);
    clock.advance(999);
    expect(done).toEqual([]);
    clock.advance(1);
    await late;
    expect(done).toEqual(["late"]);
  });

  it("answers people before it writes down work, and that before progress", async () => {
    const { clock, limiter, burst, write, done } = given();
    await burst(20);
    const all = [write("first come", "work"), write("progress", "progress"), write("work", "work"), write("answer")];
    await until(() => limiter.waiting === 3);
    for (let second = 0; second < 4; second += 1) {
      await until(() => clock.waiting === 1);
      clock.advance(1000);
      await until(() => done.length === second + 1);
    }
    await Promise.all(all);
    expect(done).toEqual(["first come", "answer", "work", "progress"]);
  });

  it("sends progress away while little is left of the hour, and still answers", async () => {
    const { clock, write, done } = given();
    let refusal: unknown = null;
    while (refusal === null && done.length < 300) {
      clock.advance(2000);
      await write("answer");
      refusal = (await write("progress", "progress").catch((error: unknown) => error)) ?? null;
    }
    expect(refusal).toMatchObject({ code: "forge.unavailable" });
    expect((refusal as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(15_000);
    expect(done.length).toBeGreaterThan(130);
    for (let more = 0; more < 5; more += 1) {
      clock.advance(2000);
      await write("answer");
    }
  });

  it("writes nothing while GitHub asks us to wait, and says until when, also to those who wait already", async () => {
    const { clock, limiter, burst, write, done } = given();
    await burst(20);
    const waiting = write("waiting").catch((error: unknown) => error);
    await until(() => clock.waiting === 1);
    limiter.pause(30_000);
    expect(await waiting).toMatchObject({ code: "forge.unavailable", retryAfterMs: 30_000 });
    clock.advance(10_000);
    await expect(write("too early")).rejects.toMatchObject({ retryAfterMs: 20_000 });
    limiter.pause(1000);
    await expect(write("still too early")).rejects.toMatchObject({ retryAfterMs: 20_000 });
    clock.advance(20_000);
    await write("again");
    expect(done).toEqual(["again"]);
  });

  it("sends away those whose turn would come after a minute, however many ask in one moment", async () => {
    const { clock, limiter, write } = given();
    const refusals: unknown[] = [];
    const all = Array.from({ length: 200 }, () => write("one of many").catch((error: unknown) => void refusals.push(error)));
    await until(() => clock.waiting === 1);
    expect(refusals).toHaveLength(120);
    expect(refusals[0]).toMatchObject({ code: "forge.unavailable", retryAfterMs: 61_000 });
    limiter.stop();
    await Promise.all(all);
  });

  it("passes on what the work throws, and lets the next one through", async () => {
    const { limiter, write, done } = given();
    await expect(limiter.write("answer", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await write("next");
    expect(done).toEqual(["next"]);
  });

  it("lets nobody wait when it is stopped", async () => {
    const { clock, limiter, burst, write } = given();
    await burst(20);
    const waiting = [write("one"), write("two")].map((each) => each.catch((error: unknown) => error));
    await until(() => clock.waiting === 1);
    limiter.stop();
    expect(await Promise.all(waiting)).toMatchObject([{ code: "forge.unavailable" }, { code: "forge.unavailable" }]);
    await expect(write("three")).rejects.toMatchObject({ code: "forge.unavailable" });
    expect(clock.waiting).toBe(0);
  });
});
