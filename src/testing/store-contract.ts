// What every store must do, as cases that any test runner can run: `for (const { name, run } of storeContract(harness)) it(name, run)`.
// Crashes, frozen processes and full disks are beyond it: each implementation shows those in its own way.
import { documentCases, processCases } from "./store-contract-documents.ts";
import { effectCases } from "./store-contract-effects.ts";
import { entryCases } from "./store-contract-entries.ts";
import type { StoreFixture } from "./store-contract-fixture.ts";
import { leaseCases } from "./store-contract-leases.ts";
import { streamCases } from "./store-contract-streams.ts";
import { type ContractCase, toContractCase } from "./to-contract-case.ts";

export type { StoreFixture } from "./store-contract-fixture.ts";

export interface StoreHarness {
  /** An empty store on a clock that moves only when told. */
  open(): Promise<StoreFixture & { dispose(): Promise<void> }>;
}

export function storeContract(harness: StoreHarness): readonly ContractCase[] {
  const cases = [...streamCases, ...effectCases, ...leaseCases, ...documentCases, ...entryCases, ...processCases];
  return cases.map(({ name, run }) => toContractCase(name, () => harness.open(), run));
}
