// Words that stop work, as they are kept.
import { expect, it } from "vitest";
import { createStopWords } from "../../../src/runtime/threads/stop-words.ts";
import { givenInbox } from "../../support/given-inbox.ts";

const word = (at: number) => ({ at, comment: at, by: "ann", did: "cancelled work here", mark: null, isForOthers: true, since: null });

it("a word is there also for a server that was started anew, once for each time it was said, and in no other thread", async () => {
  const { store, clock } = await givenInbox();
  const stops = createStopWords(store, clock);
  for (const at of [2, 3, 2]) await stops.add(1, word(at));
  expect(await createStopWords(store, clock).list(1)).toEqual([word(3), word(2)]);
  expect(await stops.list(2)).toEqual([]);
});

it("strangers who say many leave those that hold for everybody, and each word said at once is kept", async () => {
  const { store, clock } = await givenInbox();
  const stops = createStopWords(store, clock);
  await stops.add(1, word(1));
  const theirs = Array.from({ length: 30 }, (_, at) => ({ ...word(at + 2), by: "eve", isForOthers: false }));
  await Promise.all(theirs.map((each) => stops.add(1, each)));
  const kept = await stops.list(1);
  expect([kept.length, kept.at(-1)]).toEqual([21, word(1)]);
});

it("of each thread the latest twenty are kept, by when they were said", async () => {
  const { store, clock } = await givenInbox();
  const stops = createStopWords(store, clock);
  for (let at = 30; at > 0; at -= 1) await stops.add(1, word(at));
  const kept = await stops.list(1);
  expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([20, 30, 11]);
});
