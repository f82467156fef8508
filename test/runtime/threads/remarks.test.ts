// Why something in a thread led to nothing: the newest first, each reason once.
import { expect, it } from "vitest";
import { createRemarks } from "../../../src/runtime/threads/remarks.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const LONG = "x".repeat(400);

async function open() {
  const { store, clock } = await givenInbox();
  const remarks = createRemarks(store, clock);
  const began = clock.now();
  const list = async () => (await remarks.list(7)).map(({ at, text }) => `${text.slice(0, 8)} at ${at - began}`);
  return { remarks, clock, list };
}

it("the same again moves to the front, and is there once", async () => {
  const { remarks, clock, list } = await open();
  for (const text of ["one", "two", "one"]) {
    await remarks.add(7, text);
    clock.advance(1);
  }
  expect(await list()).toEqual(["one at 2", "two at 1"]);
});

it("what holds on is told with the time since which it does, however long it is", async () => {
  const { remarks, clock, list } = await open();
  for (const text of ["one", LONG, LONG, "one", "one"]) {
    await remarks.keep(7, text);
    clock.advance(1);
  }
  expect(await list()).toEqual(["one at 3", "xxxxxxxx at 1"]);
});
