// What is looked at again: ever later, three times, and once for each key.
import { expect, it } from "vitest";
import { createLookAgain } from "../../../src/app/hosted/look-again.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { turns } from "../../support/given-inbox.ts";

function open() {
  const clock = createHandClock();
  const looked: string[] = [];
  const again = createLookAgain({ clock, log: { info() {}, warn() {}, error() {} } });
  const look =
    (name: string, isSo = false) =>
    async () => {
      looked.push(`${name} at ${clock.now() / 1000}`);
      return isSo;
    };
  async function pass(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 1) {
      clock.advance(1_000);
      await turns(4);
    }
  }
  return { clock, again, looked, look, pass };
}

it("is looked at after 5 seconds, half a minute more and two minutes more, until it is so", async () => {
  const { again, looked, look, pass, clock } = open();
  again.ask("a", look("a"));
  again.ask("b", look("b", true));
  await pass(600);
  expect(looked).toEqual(["a at 5", "b at 5", "a at 35", "a at 155"]);
  expect(clock.waiting).toBe(0);
});

it("is looked at from the beginning when it is told once more", async () => {
  const { again, looked, look, pass } = open();
  again.ask("a", look("first"));
  await pass(4);
  again.ask("a", look("second", true));
  await pass(600);
  expect(looked).toEqual(["second at 9"]);
});

it("is a thousand things at most", async () => {
  const { again, looked, look, pass } = open();
  for (let index = 0; index < 1_200; index += 1) again.ask(String(index), look(String(index), true));
  await pass(5);
  expect(looked).toHaveLength(1_000);
});
