// What every implementation of workspaces must do, as cases that any test runner can run:
// `for (const { name, run } of workspacesContract(harness)) it(name, run)`. How it keeps an agent's tricks away is its own to show.
import { commitCases } from "./workspaces-contract-commits.ts";
import type { WorkspacesHarness } from "./workspaces-contract-fixture.ts";
import { lifecycleCases } from "./workspaces-contract-lifecycle.ts";

export type { WorkspacesFixture, WorkspacesHarness } from "./workspaces-contract-fixture.ts";

export function workspacesContract(harness: WorkspacesHarness): readonly { readonly name: string; run(): Promise<void> }[] {
  return [...lifecycleCases, ...commitCases].map(({ name, hooks, run }) => ({
    name,
    async run() {
      const fixture = await harness.open(hooks ?? {});
      try {
        await run(fixture);
      } finally {
        await fixture.dispose();
      }
    },
  }));
}
