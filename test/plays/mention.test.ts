// Plays: somebody speaks to the bot in plain words.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";

const MANIFESTS = `${STAGE_MANIFESTS}
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: answer }
spec:
  steps:
    - { id: work, command: "printf %s {arguments} > said.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: coder }
spec: { capabilities: [implement], command: "printf %s {prompt} > heard.txt; touch $STAGE/begun; until [ -e $STAGE/go ]; do sleep 0.05; done" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: think }
spec:
  steps:
    - { id: implement, agent: coder, prompt: "Mend {title}." }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-mention }
spec:
  event: { source: issue_mentioned, filter: { permission: triage } }
  action: { workflow: answer, workspace: default }
`;

describe("a mention without a command", { timeout: 60_000 }, () => {
  it("starts nothing where no trigger waits for it, and is answered with what does", async () => {
    const world = await openAppWorld();
    const issue = world.github.as("eve").opensIssue(world.repository, { title: "Login times out" });
    expect(await world.asks("ann", issue, "@yardmaster please mend this")).toMatchInlineSnapshot(`
      "Nothing is running here that could act on this. Start something with \`/run fix <text>\`, \`/run mend <text>\` or \`/run wait <text>\`.
      \`/run help\` shows what you can ask for."
    `);
    expect(await world.asks("eve", issue, "@yardmaster please mend this")).toMatchInlineSnapshot(`
      "Nothing is running here that could act on this.
      \`/run help\` shows what you can ask for."
    `);
    expect(await world.asks("ann", issue, "Thanks,\n@yardmaster")).toContain("`/run help` shows what you can ask for.");
    expect(world.branches()).toEqual([]);
    world.github.assertNoViolations();
  });

  it("starts the workflow that a trigger names, with the words as instructions, for those whom the trigger lets", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS } });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    expect(await world.asks("rob", issue, "@yardmaster please mend this")).toMatchInlineSnapshot(`
      "\`@yardmaster\` needs \`triage\` permission on this repository. You have \`read\`.
      Someone with \`admin\` permission can give you more, in the repository's settings."
    `);
    await world.tells("tia", issue, "@yardmaster please mend this\n\nKeep the names.");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    expect(world.cards(issue)[0]).toContain("`answer` for `tia`");
    const said = repository.git.git("show", "refs/heads/yardmaster/1-login-times-out:said.txt");
    expect(said).toBe("please mend this\nKeep the names.");
    github.assertNoViolations();
  });

  it("is told to the run that is under way, and starts no other", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS } });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run think");
    await world.eventually("the agent is at work", () => world.has("begun"));
    await world.tells("ann", issue, "@yardmaster keep the names");
    expect(await world.asks("tia", issue, "@yardmaster keep the names")).toContain("`/run tell` needs `write` permission");
    world.put("go");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    expect(world.cards(issue).length).toBe(1);
    const heard = repository.git.git("show", "refs/heads/yardmaster/1-login-times-out:heard.txt");
    expect(heard).toContain("While you were at work, people told you:\n\nann: keep the names");
    github.assertNoViolations();
  });

  it("starts nothing where work is paused, and says so", async () => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS } });
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.asks("ann", issue, "/run pause");
    expect(await world.asks("ann", issue, "@yardmaster please mend this")).toMatchInlineSnapshot(`
      "Work here is paused by \`ann\`, so nothing starts by itself.

      \`/run resume\` lets work begin again."
    `);
    github.assertNoViolations();
  });
});
