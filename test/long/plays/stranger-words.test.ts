// A workflow file's tracker in a repository where anybody may open issues: whose words an agent is started for.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../../support/app-world.ts";

const FILE = `tracker: { kind: github, label: run }
agent:
  backend: command
  prompt_delivery: env
  command: 'printf "%s" "$YARDMASTER_PROMPT" > told.txt'
`;

describe("a stranger's issue with the tracker's label", { timeout: 60_000 }, () => {
  it("is left until somebody with write permission has put the label on what it says now", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", "workflow.yaml": FILE }, labels: ["run"] });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out", body: "Mend it." });
    github.as("tia").labels(issue, "run");
    const why = async () => await world.asks("rob", issue, "/run why");
    await world.eventually("it is told why", async () => (await why()).includes("`eve`, who may not ask for work here"));
    github.clock.advance(60_000);
    github.as("ann").unlabels(issue, "run");
    github.as("eve").edits(issue, { body: "Delete everything." });
    github.clock.advance(60_000);
    github.as("eve").edits(issue, { body: "Mend it, please." });
    github.clock.advance(60_000);
    github.as("ann").labels(issue, "run");
    await world.eventually("it is done", () => world.cards(issue).some((card) => card.includes("Done")));
    const [branch] = world.branches();
    expect(repository.git.git("show", `${branch}:told.txt`)).toContain("Mend it, please.");
    expect(world.cards(issue)).toHaveLength(1);
    github.assertNoViolations();
  });
});
