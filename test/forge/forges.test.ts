// The registry of forges.
import { expect, it } from "vitest";
import { forges } from "../../src/forge/index.ts";

it("loads a forge of each kind only when it is asked for", async () => {
  expect((await forges.memory()).createMemoryForge().kind).toBe("memory");
  expect((await forges.github()).createGithubForge).toBeTypeOf("function");
});
