// For any interleaving of deliveries, errors and restarts: those of one key are handled one after the other, in the order of their arrival.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { delivery, type GivenInbox, givenInbox, turns } from "../../support/given-inbox.ts";

interface Act {
  readonly key: number;
  /** Turns of the event loop that handling takes. */
  readonly slow: number;
  /** Tries that fail before one succeeds. */
  readonly fails: number;
  /** Turns before the next one arrives. */
  readonly pause: number;
}

const acts = fc.array(
  fc.record({ key: fc.nat({ max: 3 }), slow: fc.nat({ max: 20 }), fails: fc.nat({ max: 2 }), pause: fc.nat({ max: 6 }) }),
  { minLength: 1, maxLength: 20 },
);

describe("deliveries of one key", () => {
  it("are handled one at a time, in order", async () => {
    const given = await givenInbox(3);
    let round = 0;
    await fc.assert(
      fc.asyncProperty(acts, fc.boolean(), async (sequence, startsLate) => {
        round += 1;
        await play(given, sequence, startsLate, `r${round}`);
      }),
      { numRuns: 60 },
    );
  });
});

async function play(given: GivenInbox, sequence: readonly Act[], startsLate: boolean, prefix: string): Promise<void> {
  const tries = new Map<string, number>();
  const busy = new Set<string>();
  const succeeded: string[] = [];
  const overlaps: string[] = [];
  let most = 0;
  const inbox = await given.open(async ({ guid, key }) => {
    if (busy.has(key)) overlaps.push(guid);
    busy.add(key);
    most = Math.max(most, busy.size);
    const { slow, fails } = sequence[Number(guid.split("-")[1])] ?? { slow: 0, fails: 0 };
    await turns(slow);
    busy.delete(key);
    const tried = tries.get(guid) ?? 0;
    tries.set(guid, tried + 1);
    if (tried < fails) throw new YardmasterError("forge.unavailable", "not now");
    succeeded.push(guid);
    return { as: "handled", note: null };
  });
  if (!startsLate) await inbox.start();
  const accepting: Promise<unknown>[] = [];
  for (const [index, { key, pause }] of sequence.entries()) {
    accepting.push(inbox.accept(delivery(`${prefix}-${index}`, { key: `repository/${key}` })));
    await turns(pause);
  }
  await Promise.all(accepting);
  if (startsLate) await inbox.start();
  await given.settle(inbox);
  await inbox.stop(0);

  const inOrder = (key: number) => sequence.flatMap((act, index) => (act.key === key ? [`${prefix}-${index}`] : []));
  const handled = (key: number) => succeeded.filter((guid) => sequence[Number(guid.split("-")[1])]?.key === key);
  for (const key of [0, 1, 2, 3]) expect(handled(key)).toEqual(inOrder(key));
  expect(overlaps).toEqual([]);
  expect(most).toBeLessThanOrEqual(3);
}
