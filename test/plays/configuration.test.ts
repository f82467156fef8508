// Plays: pull requests that change the configuration. It is checked where it stands, and obeyed by nobody before it is merged.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { PullIssue } from "../support/github/render/pull.ts";

const GOOD = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, command: "true" }
`;
const BAD = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, template: nowhere }
    - { id: verify, comand: "true" }
`;

async function open(): Promise<AppWorld> {
  return await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/mend.yaml": GOOD } });
}

/** On the pull request's newest commit, once it is there. */
async function findCheck({ github, repository, eventually }: AppWorld, pull: PullIssue) {
  const find = () => [...repository.checks.values()].findLast(({ suite }) => suite.headSha === pull.pull.headSha);
  await github.settled();
  await eventually("there is a check", () => find() !== undefined);
  return find();
}

const lines = (check: Awaited<ReturnType<typeof findCheck>>) =>
  check?.output.annotations.map(({ path, start_line: line, annotation_level: level, message }) => `${path}:${line} ${level} ${message}`);

describe("a pull request that changes the configuration", { timeout: 60_000 }, () => {
  it("gets a check with what is wrong beside its lines, and a new one when it is mended", async () => {
    const world = await open();
    const { github, repository } = world;
    const ann = github.as("ann");
    ann.pushes(repository, "config", { ".yardmaster/mend.yaml": BAD });
    const pull = ann.opensPull(repository, { from: "config", title: "Another way to mend" });
    const bad = await findCheck(world, pull);
    expect(bad).toMatchObject({ name: "yardmaster / config", conclusion: "failure" });
    expect(lines(bad)).toMatchInlineSnapshot(`
      [
        ".yardmaster/mend.yaml:6 failure spec.steps[0].id workflow/mend: no agent supports capability for step 'implement' used by workflow 'mend'
      known: work",
        ".yardmaster/mend.yaml:6 failure spec.steps[0].template workflow/mend: workflow 'mend' step 'implement' references unknown step template 'nowhere'
      known: fix.implement",
        ".yardmaster/mend.yaml:7 failure spec.steps[1].id workflow/mend: no agent supports capability for step 'verify' used by workflow 'mend'
      known: work",
        ".yardmaster/mend.yaml:7 warning spec.steps[1].comand workflow 'mend' step 'verify' contains unknown field 'comand'
      did you mean "command"?",
      ]
    `);
    ann.pushes(repository, "config", { ".yardmaster/mend.yaml": GOOD.replace("implement", "write") });
    const good = await findCheck(world, pull);
    expect(good).toMatchObject({ conclusion: "success", output: { title: "Valid" } });
    expect(good).not.toBe(bad);
    github.assertNoViolations();
  });

  it("is told what it breaks elsewhere: a file that it removes, or moves, is not there any more", async () => {
    const world = await open();
    const { github, repository } = world;
    const ann = github.as("ann");
    const template = (of: string) =>
      `apiVersion: orchestrator.dev/v2\nkind: StepTemplate\nmetadata: { name: note }\nspec: { prompt: "${of}" }\n`;
    const agent = `apiVersion: orchestrator.dev/v2\nkind: Agent\nmetadata: { name: a }\nspec: { command: "true {prompt}", capabilities: [write] }\n`;
    const user = GOOD.replace('command: "true"', "template: note, required_capability: write");
    ann.pushes(repository, "main", {
      ".yardmaster/agent.yaml": agent,
      ".yardmaster/note.yaml": template("a"),
      ".yardmaster/mend.yaml": user,
    });
    ann.pushes(repository, "moved", { ".yardmaster/note.yaml": null, ".yardmaster/deep/note.yaml": template("a") });
    const moved = ann.opensPull(repository, { from: "moved", title: "Move it" });
    expect((await findCheck(world, moved))?.output).toMatchObject({ title: "Valid" });
    ann.pushes(repository, "gone", { ".yardmaster/note.yaml": null });
    const gone = ann.opensPull(repository, { from: "gone", title: "Remove it" });
    const check = await findCheck(world, gone);
    expect(check?.output.annotations).toEqual([]);
    expect(check?.output.summary).toMatchInlineSnapshot(`
      "If this were merged as it is, the configuration would be rejected, and the current one would stay in use.

      - ❌ \`.yardmaster/note.yaml:1\`: \`cannot delete steptemplate/note: it is used by workflow/mend (steps[0].template)\`"
    `);
    github.assertNoViolations();
  });

  it("and names a variable of the server that nobody lent it is told so, on its line", async () => {
    const world = await open();
    const { github, repository } = world;
    const ann = github.as("ann");
    const policy = `apiVersion: orchestrator.dev/v2
kind: RuntimePolicy
metadata: { name: runtime }
spec:
  runner:
    shell: /bin/sh
    env_allowlist:
      - PATH
      - AWS_SECRET_ACCESS_KEY
  resume: { auto: true }
`;
    ann.pushes(repository, "config", { ".yardmaster/policy.yaml": policy });
    const check = await findCheck(world, ann.opensPull(repository, { from: "config", title: "Deploy it" }));
    expect(check?.conclusion).toBe("failure");
    expect(lines(check)).toMatchInlineSnapshot(`
      [
        ".yardmaster/policy.yaml:9 failure spec.runner.env_allowlist[1] runtimepolicy/runtime: AWS_SECRET_ACCESS_KEY is a variable of the server that this repository is not given
      take it out, or ask whoever runs the server to list it in YARDMASTER_REPOSITORY_VARIABLES; an agent with a preset gets its own key without it",
      ]
    `);
    github.assertNoViolations();
  });

  it("of an outsider gets no red cross, and nothing of it is obeyed", async () => {
    const world = await open();
    const { github, repository } = world;
    const mallory = github.as("mallory");
    const fork = github.fork(repository, "mallory");
    mallory.pushes(fork, "config", { ".yardmaster/mend.yaml": BAD });
    const pull = mallory.opensPull(repository, { from: "config", title: "Better", fork });
    const check = await findCheck(world, pull);
    expect(check).toMatchObject({ conclusion: "neutral", output: { title: "3 problems" } });
    expect(check?.output.annotations.map(({ annotation_level: level }) => level)).toEqual(["warning", "warning", "warning", "warning"]);
    const issue = github.as("ann").opensIssue(repository, { title: "What holds?" });
    github.as("ann").comments(issue, "/run config");
    await github.settled();
    await world.eventually("the answer", () => world.answers(issue).length > 0);
    expect(world.answers(issue)[0]).toContain("| `workflow/mend` | the default branch | `.yardmaster/mend.yaml:1` |");
    github.assertNoViolations();
  });

  it("of the App itself is checked like any other", async () => {
    const breaks = GOOD.replace('command: "true"', 'command: "echo mend >> .yardmaster/mend.yaml"');
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/mend.yaml": breaks } });
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Mend it" });
    github.as("ann").comments(issue, "/run mend");
    const find = () => [...repository.checks.values()].find(({ name }) => name === "yardmaster / config");
    await world.eventually("there is a check", () => find() !== undefined);
    expect(find()).toMatchObject({ conclusion: "failure", output: { title: "1 problem" } });
    github.assertNoViolations();
  });

  it("that leaves the configuration alone gets no check, and a check is made again when somebody asks for it", async () => {
    const world = await open();
    const { github, repository } = world;
    const ann = github.as("ann");
    ann.pushes(repository, "words", { "README.md": "# The site\n" });
    ann.opensPull(repository, { from: "words", title: "Words" });
    ann.pushes(repository, "config", { ".yardmaster/second.yaml": GOOD });
    const pull = ann.opensPull(repository, { from: "config", title: "Twice the same" });
    const first = await findCheck(world, pull);
    expect(first?.conclusion).toBe("failure");
    expect(repository.checks.size).toBe(1);
    ann.pushes(repository, "main", { ".yardmaster/mend.yaml": null });
    await github.settled();
    if (first !== undefined) ann.reruns(first);
    await github.settled();
    await world.eventually("it is checked again", () => repository.checks.size === 2);
    expect((await findCheck(world, pull))?.conclusion).toBe("success");
    github.assertNoViolations();
  });
});
