// What may be said with `/run <workflow>`: which steps, which variables, what else, and what it would come to.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

const SAY = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: say }
spec:
  steps:
    - { id: first, command: "date +%N > first.txt" }
    - { id: second, command: "printf '%s|' {target} {arguments} > second.txt; date +%N >> second.txt" }
`;
const files = { "README.md": "# site\n", ".yardmaster/all.yaml": SAY };

describe("a command to run something", { timeout: 60_000 }, () => {
  it("runs the steps that it names, with the variables that it sets", async () => {
    const world = await openAppWorld({ files });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, '/run say --step second --set "target=the login page" Mind the names.');
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    const branch = "refs/heads/yardmaster/1-login-times-out";
    expect(repository.git.git("show", `${branch}:second.txt`)).toContain("the login page|Mind the names.|");
    expect(repository.git.git("ls-tree", "--name-only", branch).split("\n")).not.toContain("first.txt");
    expect(await world.asks("ann", issue, "/run say --step nope")).toContain("nope");
    github.assertNoViolations();
  });

  it("tells what it would come to, on what and why, and does nothing", async () => {
    const world = await openAppWorld({ files });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    expect(
      await world.asks("ann", issue, '/run say --step second --set "target=the *login* page" --dry-run Mind the names.'),
    ).toMatchInlineSnapshot(`
      "This would run \`say\` on \`yardmaster/1-login-times-out\`, starting from \`main\`:

      1. \`second\`

      The agent would also be told: \`Mind the names.\`

      Variables: \`target\` = \`the *login* page\`.

      Nothing was changed."
    `);
    github.as("ann").pushes(repository, "feature", { "a.txt": "a\n" });
    const pull = github.as("ann").opensPull(repository, { from: "feature", title: "Feature" });
    expect(await world.asks("ada", pull, "/run say --dry-run")).toMatchInlineSnapshot(`
      "This would run \`say\` on \`feature\`:

      1. \`first\`
      2. \`second\`

      Nothing was changed."
    `);
    expect(world.branches()).toEqual([]);
    github.assertNoViolations();
  });

  it("refuses to set what the thread says, and starts nothing", async () => {
    const world = await openAppWorld({ files });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    for (const option of ["", "--dry-run"]) {
      expect(await world.asks("ann", issue, `/run say --set title=x ${option}`)).toBe(
        "`title` is what the thread says, and cannot be set.\n\nChoose another name for the variable.",
      );
    }
    expect(world.cards(issue)).toEqual([]);
    github.assertNoViolations();
  });
});
