// Plays: a manifest lets people leave out the word that commands begin with, and takes that back.
import { expect, it } from "vitest";
import { openAppWorld } from "../../support/app-world.ts";

const PROJECT = `apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: default }
spec: { commands: { shortVerbs: [why, Stop] } }
`;

it("short verbs are heard from the moment a manifest on the default branch allows them", { timeout: 60_000 }, async () => {
  const world = await openAppWorld();
  const { github, repository } = world;
  const ann = github.as("ann");
  const issue = ann.opensIssue(repository, { title: "Login times out" });
  const isAllowed = async () => (await world.asks("ann", issue, "/run config")).includes("`/why`, `/stop`");
  await world.says("ann", issue, "/why");
  await world.says("ann", issue, "/stop");
  await world.heard(issue);
  expect(world.answers(issue).length).toBe(1);

  ann.pushes(repository, "main", { ".github/yardmaster.yml": PROJECT });
  await github.settled();
  await world.eventually("they are allowed", isAllowed);
  expect(await world.asks("ann", issue, "/run config")).toContain("These also work without `/run`: `/why`, `/stop`.");
  expect(await world.asks("ann", issue, "/run help")).toContain("Stop a run now. Its branch and its log stay. Also `/run stop`, `/stop`.");
  expect(await world.asks("ann", issue, "/run help why")).toContain("Explain why work here did or did not start. Also `/why`.");
  expect(await world.asks("ann", issue, "/why")).toBe("Nothing was started here.");
  expect(await world.asks("ann", issue, "/STOP, it is Friday")).toBe("Nothing is under way here that could be stopped.");

  ann.pushes(repository, "main", { ".github/yardmaster.yml": null });
  await github.settled();
  await world.eventually("they are not allowed any more", async () => !(await isAllowed()));
  const said = await world.says("ann", issue, "/why");
  await world.heard(issue);
  expect(said.reactions).toEqual([]);
  github.assertNoViolations();
});
