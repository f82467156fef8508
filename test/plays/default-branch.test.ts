// A pull request whose head is the default branch, as where releases are merged: nothing is ever pushed there, however it is asked for.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";

const TRIGGERS = `${STAGE_MANIFESTS}---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-mention }
spec:
  event: { source: issue_mentioned }
  action: { workflow: mend, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-command }
spec:
  event: { source: issue_commented, filter: { command: "/deploy" } }
  action: { workflow: mend, workspace: default }
`;
const REFUSED =
  "The pull request comes from the default branch `main`, which Yardmaster never pushes to.\n\n" +
  "Create another branch from it, and ask again on a pull request from there.";

describe("a default branch that is switched", { timeout: 60_000 }, () => {
  it("is what counts from then on, and what is under way goes on to a pull request into it", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const ada = github.as("ada");
    const issue = ada.opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("it has begun", () => world.has("begun"));
    const renamed = STAGE_MANIFESTS.replaceAll("mend", "trim").replaceAll("$STAGE", world.directory);
    ada.pushes(repository, "trunk", { ".yardmaster/all.yaml": renamed });
    await github.settled();
    await world.heard(issue);
    ada.switchesDefaultBranch(repository, "trunk");
    ada.deletesBranch(repository, "main");
    const declares = async (name: string) => (await world.asks("ann", issue, "/run config")).includes(`workflow/${name}`);
    await world.eventually("what trunk declares holds", () => declares("trim"));
    expect(await declares("mend")).toBe(false);
    world.put("go");
    await world.eventually("it is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    expect(repository.issues.get(2)?.pull).toMatchObject({ base: "trunk" });
    github.assertNoViolations();
  });
});

describe("a pull request from the default branch", { timeout: 60_000 }, () => {
  it("is not worked on, by command, mention, label or comment, and says why", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": TRIGGERS } });
    const { github, repository } = world;
    const max = github.as("max");
    max.pushes(repository, "production", { "p.txt": "p\n" });
    max.pushes(repository, "main", { "q.txt": "q\n" });
    const tip = repository.git.refs().get("refs/heads/main");
    const pull = max.opensPull(repository, { from: "main", into: "production", title: "Release" });
    for (const body of ["/run mend", "/run mend --dry-run", "@yardmaster go on"]) expect(await world.asks("ann", pull, body)).toBe(REFUSED);
    max.labels(pull, "agent");
    await world.says("ann", pull, "/deploy");
    await world.heard(pull);
    expect(await world.asks("ann", pull, "/run why")).toContain("The pull request comes from the default branch `main`");
    expect(world.cards(pull)).toEqual([]);
    expect(repository.git.refs().get("refs/heads/main")).toBe(tip);
    github.assertNoViolations();
  });
});
