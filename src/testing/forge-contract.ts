// What every forge must do, as cases that any test runner can run: `for (const { name, run } of forgeContract(harness)) it(name, run)`.
// How it asks its service, and how often, is its own to show.
import type { ForgeHarness } from "./forge-contract-fixture.ts";
import { readCases } from "./forge-contract-reads.ts";
import { threadCases } from "./forge-contract-threads.ts";
import { checkCases, failureCases, pullCases } from "./forge-contract-work.ts";
import { type ContractCase, toContractCase } from "./to-contract-case.ts";

export type { ForgeFixture, ForgeHarness } from "./forge-contract-fixture.ts";

export function forgeContract(harness: ForgeHarness): readonly ContractCase[] {
  const cases = [...readCases, ...threadCases, ...checkCases, ...pullCases, ...failureCases];
  return cases.map(({ name, run }) => toContractCase(name, () => harness.open(), run));
}
