// Remarks are kept for whoever asks why, and not for ever.
import { expect, it } from "vitest";
import { forgetThreads } from "../../../src/runtime/threads/forget-threads.ts";
import { createRemarks } from "../../../src/runtime/threads/remarks.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const DAY_MS = 24 * 3600 * 1000;

it("remarks of threads go where nothing has been remarked for long", async () => {
  const { store, clock } = await givenInbox();
  const remarks = createRemarks(store, clock);
  await remarks.add(1, "no trigger waits for it");
  await remarks.add(2, "no trigger waits for it");
  clock.advance(100 * DAY_MS);
  await remarks.add(2, "still none");
  await forgetThreads(store, clock.now() - 90 * DAY_MS);
  expect(await remarks.list(1)).toEqual([]);
  expect((await remarks.list(2)).map(({ text }) => text)).toEqual(["still none", "no trigger waits for it"]);
});
