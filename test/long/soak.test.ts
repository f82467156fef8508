// Thousands of runs in one repository of the App: whatever was made for them goes, and what has to stay is bounded by how long it is kept.
// `SOAK_RUNS` says how many.
import { expect, it, onTestFinished } from "vitest";
import { cleanUp } from "../support/soak/clean-up.ts";
import { type Measures, measureSite, toTable } from "../support/soak/measure-site.ts";
import { createSoakSite, type Fate } from "../support/soak/soak-site.ts";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 300);
const SAMPLES = 5;
const EACH = Math.ceil(RUNS / SAMPLES);
const AT_ONCE = 6;
/** Of ten issues. */
const FATES: readonly Fate[] = ["merged", "merged", "failed", "merged", "closed", "merged", "cancelled", "merged", "merged", "merged"];
/** Longer than anything is kept. */
const LATER_DAYS = 91;
/** Packs in a mirror before they are packed together. */
const MOST_PACKS = 50;
/** The states of two hundred runs that are kept in memory, and what a garbage collector leaves lying about. */
const HEAP_MEGABYTES = 40;

it("leaves nothing behind that grows", { timeout: 4 * 3_600_000 }, async () => {
  const site = await createSoakSite();
  onTestFinished(() => site.dispose());
  const columns = new Map<string, Measures>();
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    await site.open();
    const began = performance.now();
    await live();
    await site.calm();
    const seconds = Math.round((performance.now() - began) / 1000);
    await cleanUp(site.data, 0);
    columns.set(String(EACH * sample), { seconds, ...(await measureSite(site.data)) });
    await site.close();
    console.log(toTable(columns));
  }
  await cleanUp(site.data, LATER_DAYS);
  const after = await measureSite(site.data);
  console.log(toTable(new Map([...columns, [`${LATER_DAYS} days later`, after]])));
  const all = [...columns.values()];
  const first = all[0] ?? {};
  const last = all.at(-1) ?? {};

  for (const name of ["workspaces", "records", "processes", "children", "effects"])
    expect([name, ...all.map((each) => each[name])]).toEqual([name, ...all.map(() => 0)]);
  for (const name of ["descriptors", "leases", "documents resources", "events resources"]) {
    expect([name, last[name]]).toEqual([name, expect.toSatisfy((value: number) => value <= (first[name] ?? 0) + 2)]);
  }
  expect(last["packs"]).toBeLessThanOrEqual(MOST_PACKS);
  expect((last["heap MB"] ?? 0) - (first["heap MB"] ?? 0)).toBeLessThan(HEAP_MEGABYTES);
  // A run takes its place in what is kept, and no more of it the more runs there are.
  for (const name of ["events run", "events scheduler", "events starts", "documents presences", "documents runs", "logs"]) {
    expect([name, last[name]]).toEqual([name, expect.toSatisfy((value: number) => value <= SAMPLES * (first[name] ?? 0) * 1.1)]);
  }
  for (const name of ["events run", "events starts", "documents presences", "documents runs", "logs"])
    expect([name, after[name] ?? 0]).toEqual([name, 0]);
  // What is left stands for the source's default branch.
  expect(after["refs of ours"]).toBe(1);

  async function live(): Promise<void> {
    let begun = 0;
    const people = Array.from({ length: AT_ONCE }, async () => {
      for (let next = begun++; next < EACH; next = begun++) await site.live(FATES[next % FATES.length] ?? "merged");
    });
    await Promise.all(people);
  }
});
