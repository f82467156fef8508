// What every forge must do, as cases that any test runner can run: `for (const { name, run } of forgeContract(harness)) it(name, run)`.
// How it asks its service, and how often, is its own to show.
import type { ForgeHarness } from "./forge-contract-fixture.ts";
import { readCases } from "./forge-contract-reads.ts";
import { threadCases } from "./forge-contract-threads.ts";
import { checkCases, failureCases, pullCases } from "./forge-contract-work.ts";

export type { ForgeFixture, ForgeHarness } from "./forge-contract-fixture.ts";

export function forgeContract(harness: ForgeHarness): readonly { readonly name: string; run(): Promise<void> }[] {
  return [...readCases, ...threadCases, ...checkCases, ...pullCases, ...failureCases].map(({ name, run }) => ({
    name,
    async run() {
      const fixture = await harness.open();
      try {
        await run(fixture);
      } finally {
        await fixture.dispose();
      }
    },
  }));
}
