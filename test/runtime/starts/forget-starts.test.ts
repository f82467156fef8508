// What is known of starts goes with the thread's silence, and with nothing else.
import { describe, expect, it } from "vitest";
import { startStream } from "../../../src/core/ids.ts";
import { forgetStarts } from "../../../src/runtime/starts/forget-starts.ts";
import { createStartGuard } from "../../../src/runtime/starts/start-guard.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const DAY_MS = 24 * 3600 * 1000;

async function givenGuard() {
  const { store, clock } = await givenInbox();
  const guard = createStartGuard({ store, clock, log: { error() {} } });
  return {
    clock,
    byBot: (number: number, id: string) => guard.ask({ repository: 1, number }, { id, by: "other[bot]", isByPerson: false }),
    byPerson: (number: number, id: string) => guard.ask({ repository: 1, number }, { id, by: "ada", isByPerson: true }),
    forget: () => forgetStarts(store, clock.now()),
    count: async (number: number) => (await store.read(startStream(`1#${number}`), 0)).length,
  };
}

describe("what started in a thread", () => {
  it("is forgotten a week after anything was asked there, and the thread begins anew", async () => {
    const { clock, byBot, forget, count } = await givenGuard();
    for (const id of ["a", "b", "c"]) await byBot(7, id);
    clock.advance(4 * DAY_MS);
    await byBot(8, "d");
    await forget();
    expect(await count(7)).toBe(3);
    clock.advance(4 * DAY_MS);
    await forget();
    expect([await count(7), await count(8)]).toEqual([0, 1]);
    expect(await byBot(7, "f")).toEqual({ outcome: "allowed" });
    expect(await count(7)).toBe(1);
  });

  it("does not grow with a thread that goes on for ever", async () => {
    const { clock, byBot, byPerson, forget, count } = await givenGuard();
    for (let day = 0; day < 120; day += 1) {
      await byPerson(7, `p-${day}`);
      await forget();
      clock.advance(DAY_MS);
    }
    expect(await count(7)).toBeLessThan(60);
    expect(await byBot(7, "b")).toEqual({ outcome: "allowed" });
  });
});
