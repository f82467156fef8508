// What starts a workflow besides a label: an assignment, a comment, a check that is asked for again, a schedule.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";

const TRIGGERS = `${STAGE_MANIFESTS}---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-check }
spec:
  event: { source: check_requested, filter: { check: yardmaster / mend } }
  action: { workflow: wait, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-assignment }
spec:
  event: { source: issue_assigned, filter: { assignee: max } }
  action: { workflow: wait, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-command }
spec:
  event: { source: issue_commented, filter: { command: /deploy } }
  action: { workflow: mend, workspace: default }
`;
const NIGHTLY = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: nightly }
spec:
  steps:
    - { id: note, command: "touch $STAGE/nightly" }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: often }
spec:
  cron: { schedule: "*/2 * * * * *" }
  action: { workflow: nightly, workspace: default }
`;
const files = { "README.md": "# site\n", ".yardmaster/all.yaml": TRIGGERS };

describe("a trigger", { timeout: 60_000 }, () => {
  it("on an assignment starts its workflow, and taking the issue back stops it", async () => {
    const world = await openAppWorld({ files });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    github.as("ann").assigns(issue, "rob");
    github.as("ann").assigns(issue, "max");
    await world.eventually("a step is at work", () => world.has("begun"));
    expect(world.cards(issue)[0]).toContain("`wait` for `ann`");
    github.as("ann").unassigns(issue, "rob");
    await world.heard(issue);
    expect(world.stepProcesses()).not.toEqual([]);
    github.as("ben").unassigns(issue, "max");
    await world.eventually("it is stopped", () => world.cards(issue)[0]?.includes("**Cancelled** by `ben`") ?? false);
    await world.eventually("nothing is left of it", () => world.stepProcesses().length === 0);
    expect(world.cards(issue)).toHaveLength(1);
    github.assertNoViolations();
  });

  it("on a command of its own sees whom it obeys, and remembers for whoever asks whom it does not", async () => {
    const world = await openAppWorld({ files });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    const plain = await world.says("rob", issue, "We should deploy.");
    const refused = await world.says("rob", issue, "/deploy now");
    const heard = await world.says("ann", issue, "/deploy now");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    expect(world.cards(issue)).toHaveLength(1);
    expect(heard.reactions.map(({ content }) => content)).toContain("eyes");
    for (const { reactions } of [plain, refused]) expect(reactions).toEqual([]);
    const why = await world.asks("ann", issue, "/run why");
    expect(why.match(/`rob` has `?read`? permission, which is not enough to start work here/g)).toHaveLength(1);
    github.assertNoViolations();
  });

  it("on a check that is asked for again says what is run, and whoever may not ask is told nothing", async () => {
    const world = await openAppWorld({ files });
    const { github, repository } = world;
    github.as("ann").pushes(repository, "feature", { "a.txt": "a\n" });
    const pull = github.as("ann").opensPull(repository, { from: "feature", title: "Feature" });
    await world.tells("ann", pull, "/run mend");
    await world.eventually("its check is done", () => [...repository.checks.values()].some(({ conclusion }) => conclusion === "success"));
    const check = [...repository.checks.values()].find(({ conclusion }) => conclusion === "success");
    if (check === undefined) throw new Error("there is no check");
    github.as("rob").reruns(check);
    github.as("ben").reruns(check);
    await world.eventually("the trigger's workflow is at work", () => world.has("begun"));
    expect(world.cards(pull)[1]).toContain("`wait` for `ben`");
    world.put("go");
    await world.eventually("it is done", () => world.cards(pull)[1]?.includes("**Done**") ?? false);
    expect(world.cards(pull)).toHaveLength(2);
    github.assertNoViolations();
  });

  it("on a schedule starts its workflow at its time, on the default branch's configuration and in no thread", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": NIGHTLY } });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    await world.eventually("it ran", () => world.has("nightly"));
    expect(world.cards(issue)).toEqual([]);
    github.assertNoViolations();
  });
});
