// The worktree workspaces under the contract that every implementation keeps.
import { describe, it } from "vitest";
import { workspacesContract } from "../../../src/testing/workspaces-contract.ts";
import { worktreeHarness } from "../../support/git-workspaces.ts";

describe("worktree workspaces", () => {
  for (const { name, run } of workspacesContract(worktreeHarness)) it(name, run);
});
