// Plays: work that follows other work is shown where that was asked for.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

const toWorkflow = (name: string, command: string) => `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: ${name} }
spec: { steps: [{ id: implement, command: ${JSON.stringify(command)} }] }
---
`;

const CHAINED = `${toWorkflow("mend", "date +%N > mended.txt")}${toWorkflow("after", "date +%N > after.txt")}
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: then }
spec:
  event: { source: task_completed, filter: { workflow: mend } }
  action: { workflow: after, workspace: default }
`;

describe("a run that follows another", { timeout: 60_000 }, () => {
  it("belongs to the thread of the one that it follows", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": CHAINED } });
    const issue = world.github.as("ann").opensIssue(world.repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run mend");
    await world.eventually("both are done", () => world.cards(issue).filter((card) => card.includes("Done")).length === 2);
    await world.eventually("both checks are written", () => world.repository.checks.size === 2);
    expect(world.cards(issue)[1]).toContain("`after` for `ann`");
    expect(world.tally()).toContain("1 branch: yardmaster/1-login-times-out with 2 commits");
    expect(world.tally()).toContain("1 pull request: Login times out (open)");
    world.github.assertNoViolations();
  });
});
