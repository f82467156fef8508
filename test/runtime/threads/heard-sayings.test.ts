// What came of things that were said, as it is kept.
import { expect, it } from "vitest";
import { createHeardSayings } from "../../../src/runtime/threads/heard-sayings.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const done = (text: string) => ({ open: ["run_1"], answer: { texts: [text], failed: false } });

it("what was heard is known again, also by a server that was started anew, and in no other thread", async () => {
  const { store, clock } = await givenInbox();
  const heard = createHeardSayings(store, clock);
  expect(await heard.recall(1, "7/0")).toBeNull();
  await heard.remember(1, "7/0", { open: ["run_1"], answer: null });
  expect(await heard.recall(1, "7/0")).toMatchObject({ open: ["run_1"], answer: null });
  await heard.remember(1, "7/0", done("Stopped."));
  expect(await createHeardSayings(store, clock).recall(1, "7/0")).toMatchObject(done("Stopped."));
  expect(await heard.recall(2, "7/0")).toBeNull();
});

it("of each thread the latest fifty are kept", async () => {
  const { store, clock } = await givenInbox();
  const heard = createHeardSayings(store, clock);
  for (let index = 0; index < 60; index += 1) await heard.remember(1, `${index}`, done("Done."));
  expect(await heard.recall(1, "9")).toBeNull();
  expect(await heard.recall(1, "10")).toMatchObject(done("Done."));
});
