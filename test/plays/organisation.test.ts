// Plays: what an owner declares in the repository `.github` holds in all repositories, and each of these may say otherwise.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";
import type { Issue } from "../support/github/state/repository.ts";

const workflow = (name: string, command: string) => `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: ${name} }
spec:
  steps:
    - { id: implement, command: "${command}" }
`;

describe("what an organisation declares", { timeout: 60_000 }, () => {
  it("holds in its repositories below what they declare themselves, and is taken over when it changes", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/own.yaml": workflow("own", "true") } });
    const { github, repository } = world;
    const defaults = { ".yardmaster/all.yaml": `${workflow("own", "false")}---\n${workflow("mend", "echo mended > mended.txt")}` };
    const organisation = github.repository("acme/.github", { files: defaults, collaborators: { max: "maintain" } });
    await github.settled();
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    const ask = async (): Promise<string> => {
      const before = world.answers(issue).length;
      github.as("ann").comments(issue as Issue, "/run config");
      await world.eventually("the answer", () => world.answers(issue).length > before);
      return world.answers(issue).at(-1) ?? "";
    };
    const before = await ask();
    expect(before).toContain("| `workflow/mend` | the owner's `.github` | `acme/.github/.yardmaster/all.yaml:8` |  |");
    expect(before).toContain("| `workflow/own` | the default branch | `.yardmaster/own.yaml:1` | the owner's `.github` |");
    github.as("max").pushes(organisation, "main", { ".yardmaster/all.yaml": workflow("tidy", "true") });
    await github.settled();
    await world.eventually("the new one holds", async () => (await ask()).includes("`workflow/tidy` | the owner's"));
    expect(await ask()).not.toContain("workflow/mend");
    github.assertNoViolations();
  });

  it("is not taken from a repository that the App was not let into", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    github.repository("acme/.github", { files: { ".yardmaster/all.yaml": workflow("shared", "true") }, installed: false });
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.as("ann").comments(issue, "/run config");
    await world.eventually("the answer", () => world.answers(issue).length > 0);
    expect(world.answers(issue)[0]).not.toContain("shared");
    github.assertNoViolations();
  });
});
