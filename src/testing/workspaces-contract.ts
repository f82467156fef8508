// What every implementation of workspaces must do, as cases that any test runner can run:
// `for (const { name, run } of workspacesContract(harness)) it(name, run)`. How it keeps an agent's tricks away is its own to show.

import { type ContractCase, toContractCase } from "./to-contract-case.ts";
import { commitCases } from "./workspaces-contract-commits.ts";
import type { WorkspacesHarness } from "./workspaces-contract-fixture.ts";
import { lifecycleCases } from "./workspaces-contract-lifecycle.ts";

export type { WorkspacesFixture, WorkspacesHarness } from "./workspaces-contract-fixture.ts";

export function workspacesContract(harness: WorkspacesHarness): readonly ContractCase[] {
  return [...lifecycleCases, ...commitCases].map(({ name, hooks, run }) => toContractCase(name, () => harness.open(hooks ?? {}), run));
}
