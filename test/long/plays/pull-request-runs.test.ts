// A pull request of the App, and the issue that its work was asked for in: whoever speaks on the pull request speaks of the same runs.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../../support/app-world.ts";

const SAY = `${STAGE_MANIFESTS}---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: say }
spec:
  steps:
    - { id: say, command: "printf '%s|' {title} {arguments} >> said.txt; date +%N >> said.txt; touch $STAGE/begun; until [ -e $STAGE/go ]; do sleep 0.05; done" }
`;

describe("on the pull request of an issue", { timeout: 60_000 }, () => {
  it("the issue's runs can be shown, stopped and tried again", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": SAY } });
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run mend");
    await world.eventually("there is a pull request", () => [...repository.issues.values()].some(({ pull }) => pull !== null));
    const pull = [...repository.issues.values()].find((each) => each.pull !== null);
    if (pull === undefined) throw new Error("there is no pull request");
    await world.eventually("it is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    github.as("ann").edits(pull, { title: "A better title" });
    expect(await world.asks("ben", pull, "/run status")).toBe("- `mend` completed, asked for by `ann` (`gh-…`)");
    await world.tells("ann", issue, "/run say Mind the names.");
    await world.eventually("a step is at work", () => world.has("begun"));
    expect(await world.asks("ben", pull, "/run why")).toContain("🚀 **Running**: `say` for `ann`, step 1 of 1");
    expect(await world.asks("ben", pull, "/run retry")).toContain("A run is under way here.");
    expect(await world.asks("ben", issue, "/run status")).toContain("`say` running");
    await world.tells("ben", pull, "/run cancel");
    await world.eventually("it is stopped", () => world.cards(issue)[1]?.includes("**Cancelled** by `ben`") ?? false);
    world.put("go");
    await world.tells("ben", pull, "/run retry");
    await world.eventually("it was tried again", () => world.cards(pull)[0]?.includes("**Done**") ?? false);
    const said = repository.git.git("show", "refs/heads/yardmaster/1-login-times-out:said.txt");
    expect(said).toContain("Login times out|Mind the names.|");
    expect(said).not.toContain("A better title");
    github.assertNoViolations();
  });
});
