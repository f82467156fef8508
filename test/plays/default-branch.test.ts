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
