// Plays: a workflow file on the default branch. It has issues listed, and work begins without any trigger; what it may not decide is refused.
import { describe, expect, it } from "vitest";
import { FILE, isDone, openLabelled, openListed } from "../support/listed-work.ts";

const GREEDY = `tracker:
  kind: github
  label: run
  api_key: $WEBHOOK_SECRET
agent:
  env: [PRIVATE_KEY]
`;

describe("a workflow file on the default branch", { timeout: 90_000 }, () => {
  it("lists work by label: the issue is worked on without any trigger, and shown like any other", async () => {
    const world = await openListed(FILE);
    const issue = openLabelled(world, "Login times out", "run");
    await world.eventually("it is shown as done", () => /comment: Done.*1 check: success/s.test(world.tally()));
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Done
      1 check: success
      1 pull request: Login times out (open)
      1 branch: yardmaster/1-login-times-out with 1 commit"
    `);
    expect(world.cards(issue)[0]?.split("\n")[0]).toMatch(/^✅ \*\*Done\*\*: `workflow` for `yardmaster\[bot\]`/);
    await world.heard(issue);
    expect(world.cards(issue)).toHaveLength(1);
    world.github.assertNoViolations();
  });

  it("counts from the push that brings it, and no longer after the one that takes it away", async () => {
    const world = await openListed(null);
    const { github, repository } = world;
    const early = openLabelled(world, "Too early", "run");
    await world.heard(early);
    github.as("ann").pushes(repository, "main", { "workflow.yaml": FILE });
    await isDone(world, early);
    github.as("ann").pushes(repository, "main", { "workflow.yaml": null });
    await world.eventually("it is gone", async () => !(await world.asks("ann", early, "/run config")).includes("the workflow file"));
    const late = openLabelled(world, "Too late", "run");
    await world.heard(late);
    expect(world.cards(late)).toEqual([]);
    github.assertNoViolations();
  });

  it("that reaches for the server's environment is refused, and what held before stays in force", async () => {
    const world = await openListed(FILE);
    const { github, repository } = world;
    await isDone(world, openLabelled(world, "Before", "run"));
    github.as("ann").pushes(repository, "main", { "workflow.yaml": GREEDY });
    const issue = openLabelled(world, "Login times out", "run");
    await isDone(world, issue);
    expect(world.describe()).not.toContain(github.app.webhookSecret);
    await world.restart();
    const next = openLabelled(world, "Still in force", "run");
    await isDone(world, next);
    github.assertNoViolations();
  });

  it("is told in a pull request what it may not decide, beside its lines", async () => {
    const world = await openListed(FILE);
    const { github, repository } = world;
    github.as("ann").pushes(repository, "greedy", { "workflow.yaml": GREEDY });
    const pull = github.as("ann").opensPull(repository, { from: "greedy", title: "Let me in" });
    const find = () => [...repository.checks.values()].findLast(({ suite }) => suite.headSha === pull.pull.headSha);
    await world.eventually("there is a check", () => find() !== undefined);
    expect(find()).toMatchObject({ name: "yardmaster / config", conclusion: "failure" });
    const lines = find()?.output.annotations.map(({ path, start_line: line, message }) => `${path}:${line} ${message}`);
    expect(lines).toMatchInlineSnapshot(`
      [
        "workflow.yaml:4 tracker.api_key is not taken: the App asks with its own key
      leave it out",
        "workflow.yaml:6 agent.env reaches for the server's environment: PRIVATE_KEY
      write values that are no secret here, and keep the others in a SecretStore",
      ]
    `);
    github.assertNoViolations();
  });

  it("and a trigger for the same issue lead to one run", async () => {
    const trigger = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec: { steps: [{ id: implement, command: "date +%N > mended.txt" }] }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-label }
spec:
  event: { source: issue_labelled, filter: { label: agent } }
  action: { workflow: mend, workspace: default }
`;
    const world = await openListed(FILE, { ".yardmaster/all.yaml": trigger });
    const { github } = world;
    await world.asks("ann", openLabelled(world, "Wake up"), "/run status");
    for (const labels of [
      ["agent", "run"],
      ["run", "agent"],
    ]) {
      const issue = openLabelled(world, `First ${labels[0]}`, ...labels);
      await isDone(world, issue);
      await world.heard(issue);
      await world.heard(issue);
      expect(world.cards(issue)).toHaveLength(1);
    }
    github.assertNoViolations();
  });

  it("keeps what it has begun over a restart", async () => {
    const world = await openListed(FILE);
    world.put("slow");
    const issue = openLabelled(world, "Login times out", "run");
    await world.eventually("it is at work", () => world.stepProcesses().length > 0);
    await world.restart();
    world.put("go");
    await isDone(world, issue);
    expect(world.tally()).toContain("1 comment: Done");
    world.github.assertNoViolations();
  });
});
