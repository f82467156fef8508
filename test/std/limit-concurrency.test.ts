// So many at once, the others in turn.
import { expect, it } from "vitest";
import { createLimit } from "../../src/std/limit-concurrency.ts";
import { nextTurn } from "../../src/std/next-turn.ts";

it("lets so many go on at once and the others after them, in order, whatever becomes of each", async () => {
  const limited = createLimit(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (id: number) =>
    limited(async () => {
      begun.push(id);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (id === 1) throw new Error("one failed");
      return id;
    });
  const all = Promise.allSettled([1, 2, 3, 4].map(work));
  await nextTurn();
  expect(begun).toEqual([1, 2]);
  ends.shift()?.();
  await nextTurn();
  expect(begun).toEqual([1, 2, 3]);
  while (ends.length > 0) {
    ends.shift()?.();
    await nextTurn();
  }
  expect((await all).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
});
