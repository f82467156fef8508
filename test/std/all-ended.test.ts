// A failure that waits for the work beside it.
import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { allEnded } from "../../src/std/all-ended.ts";

it("throws the first failure, after everything has ended", async () => {
  let isEnded = false;
  const slow = readdir(".").then(() => {
    isEnded = true;
  });
  await expect(allEnded([Promise.reject(new Error("no")), slow])).rejects.toThrow("no");
  expect(isEnded).toBe(true);
});

it("says nothing when all went well", async () => {
  await expect(allEnded([Promise.resolve(1), Promise.resolve("two")])).resolves.toBeUndefined();
});
