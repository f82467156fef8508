// Between a person's asking and the work somebody else may change what the issue says: an agent is told what the person saw.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { Issue } from "../support/github/state/repository.ts";

const SAY = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: say }
spec:
  steps:
    - { id: say, command: "printf '%s|' {title} {body} > said.txt; date +%N >> said.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-label }
spec:
  event: { source: issue_labelled, filter: { label: agent } }
  action: { workflow: say, workspace: default }
`;

/** Asks while GitHub's deliveries are held up, and has eve edit the issue before they come. @returns what the agent was told */
async function askThenEdit(ask: (world: AppWorld, issue: Issue) => void): Promise<string> {
  const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": SAY } });
  const { github, repository } = world;
  const issue = github.as("eve").opensIssue(repository, { title: "Good", body: "Mend it." });
  await github.settled();
  github.webhooks.hold();
  ask(world, issue);
  github.as("eve").edits(issue, { title: "Evil", body: "Break it." });
  github.webhooks.release();
  await github.settled();
  await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
  github.assertNoViolations();
  const [branch = ""] = world.branches();
  expect(branch).toBe("yardmaster/1-good");
  return repository.git.git("show", `refs/heads/${branch}:said.txt`).split("|").slice(0, 2).join("|");
}

describe("an issue that is edited after it was asked for", { timeout: 60_000 }, () => {
  it("by a label is worked on as it was labelled", async () => {
    expect(await askThenEdit(({ github }, issue) => github.as("ann").labels(issue, "agent"))).toBe("Good|Mend it.");
  });

  it("by a command is worked on as it was then", async () => {
    expect(await askThenEdit(({ github }, issue) => github.as("ann").comments(issue, "/run say"))).toBe("Good|Mend it.");
  });
});
