// Turns: what has the same key waits.
import { expect, it } from "vitest";
import { createTurns } from "../../src/std/turns.ts";

it("lets work of one key wait for what came before, and work of others not", async () => {
  const turns = createTurns();
  const seen: string[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = turns("a", async () => {
    await gate;
    seen.push("first a");
  });
  const second = turns("a", async () => void seen.push("second a"));
  await turns("b", async () => void seen.push("b"));
  expect(seen).toEqual(["b"]);
  open();
  await Promise.all([first, second]);
  expect(seen).toEqual(["b", "first a", "second a"]);
});

it("gives the next one its turn when one fails", async () => {
  const turns = createTurns();
  const failed = turns("a", () => Promise.reject(new Error("no")));
  const next = turns("a", async () => 2);
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe(2);
});
