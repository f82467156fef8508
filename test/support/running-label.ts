// A run that a label has started and that is at work, for plays about what becomes of it when something goes away.
import { expect } from "vitest";
import { type AppWorld, openAppWorld } from "./app-world.ts";
import type { Issue } from "./github/state/repository.ts";

/** Its issue, once a step is at work. */
export async function openRun(world: AppWorld): Promise<Issue> {
  const ann = world.github.as("ann");
  const issue = ann.opensIssue(world.repository, { title: "Login times out" });
  ann.labels(issue, "slowly");
  await world.eventually("a step is at work", () => world.has("begun"));
  return issue;
}

export function isOver(world: AppWorld): Promise<void> {
  return world.eventually("its processes are gone", () => world.stepProcesses().length === 0);
}

/** What is done ends the run, and the App goes on in another repository, also after a restart. */
export async function playEnd(act: (world: AppWorld, issue: Issue) => unknown): Promise<void> {
  const world = await openAppWorld();
  const { github } = world;
  const issue = await openRun(world);
  act(world, issue);
  await isOver(world);
  const elsewhere = github.repository("beta/site", { collaborators: { ann: "write" } });
  const other = github.as("ann").opensIssue(elsewhere, { title: "Somewhere else" });
  expect(await world.asks("ann", other, "/run status")).toContain("Nothing has run here yet.");
  expect(world.branches()).toEqual([]);
  await world.restart();
  expect(await world.asks("ann", other, "/run queue")).toContain("Nothing is running");
  github.assertNoViolations();
}
