// The forge on GitHub keeps the contract, on the pretend GitHub; every request that it sends is judged by GitHub's own description.
import { afterAll, beforeAll, describe, it } from "vitest";
import { forgeContract } from "../../../src/testing/forge-contract.ts";
import { createPretendGitHub, type PretendGitHub } from "../../support/github/pretend-github.ts";
import { openGithubForge } from "../../support/github-forge.ts";

let github: PretendGitHub;

beforeAll(async () => {
  github = await createPretendGitHub();
});

afterAll(() => github.stop());

describe("the forge on GitHub keeps the contract", () => {
  for (const { name, run } of forgeContract({ open: () => openGithubForge(github) })) it(name, run);
});
