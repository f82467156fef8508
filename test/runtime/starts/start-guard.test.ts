// The memory of what started in a thread: kept in the store, one for each thread.
import { describe, expect, it } from "vitest";
import { createStartGuard } from "../../../src/runtime/starts/start-guard.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const THREAD = { repository: 1, number: 7 };
const log = { error() {} };

describe("two bots that answer each other", () => {
  it("are stopped after three starts, also by a server that was started anew, and in no other thread", async () => {
    const { store, clock } = await givenInbox();
    const answers: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const guard = createStartGuard({ store, clock, log });
      const answer = await guard.ask(THREAD, { id: `g-${round}`, by: "other[bot]", isByPerson: false });
      answers.push(answer.outcome === "allowed" ? "allowed" : `${answer.code} ${answer.tell}`);
      clock.advance(60_000);
    }
    expect(answers).toEqual(["allowed", "allowed", "allowed", "start.no-person true", "start.no-person false", "start.no-person false"]);
    const guard = createStartGuard({ store, clock, log });
    expect(await guard.ask({ ...THREAD, number: 8 }, { id: "g", by: "other[bot]", isByPerson: false })).toEqual({ outcome: "allowed" });
    expect(await guard.ask(THREAD, { id: "p", by: "ada", isByPerson: true })).toEqual({ outcome: "allowed" });
  });

  it("are counted once when a start is asked for twice", async () => {
    const { store, clock } = await givenInbox();
    const guard = createStartGuard({ store, clock, log });
    const ask = (id: string) => guard.ask(THREAD, { id, by: "other[bot]", isByPerson: false });
    const told = await Promise.all([ask("a"), ask("a"), ask("b"), ask("a"), ask("b"), ask("c")]);
    expect(told.map(({ outcome }) => outcome)).toEqual(Array(6).fill("allowed"));
    expect(await ask("d")).toMatchObject({ outcome: "refused" });
  });
});
