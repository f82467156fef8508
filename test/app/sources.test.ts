// What is stored follows what is built in, the workflow file and the manifests of the default branch.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDesk } from "../../src/app/create-desk.ts";
import type { OpenParts } from "../../src/app/open-yard.ts";
import { createSources, type Sources } from "../../src/app/sources/create-sources.ts";
import { createRepositorySource } from "../../src/app/sources/repository-source.ts";
import { createWorkflowFileSource } from "../../src/app/sources/workflow-file-source.ts";
import { resourceStream } from "../../src/core/ids.ts";
import type { Resource } from "../../src/core/resources/resource.ts";
import { renderProblems } from "../../src/resources/problems.ts";
import type { ResourceDesk } from "../../src/runtime/resources/resource-desk.ts";
import { type AYard, createAYard } from "./a-yard.ts";

let yard: AYard;
let parts: OpenParts;
let desk: ResourceDesk;
beforeEach(async () => {
  yard = createAYard();
  yard.repository.git("rm", "--quiet", "workflow.yaml");
  yard.repository.git("commit", "--quiet", "--message", "No workflow file");
  parts = await yard.open();
  desk = createDesk(parts, parts.store, yard.surroundings.variables).desk;
});
afterEach(() => yard.dispose());

function open(at: Pick<ResourceDesk, "loadSynced" | "submit">, variables: Readonly<Record<string, string>> = {}): Sources {
  const root = yard.repository.path;
  return createSources({
    desk: at,
    workflowFile: createWorkflowFileSource({ root, named: null, variables }),
    repository: createRepositorySource(root),
  });
}

/** As another process would; answers what is told. */
async function sync(variables: Readonly<Record<string, string>> = {}): Promise<string> {
  return renderProblems((await open(desk, variables).sync()).problems);
}

/** What is declared, by name and origin. */
async function declared(): Promise<readonly string[]> {
  const { resources } = await desk.load();
  return [...resources].map(([key, { declarations }]) => `${key} ${declarations.map(({ source }) => source.origin).join(" > ")}`);
}

const project = (name: string, description = "") =>
  `apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: ${name} }\nspec: { description: ${JSON.stringify(description)} }\n`;
const BUILTIN = [
  "default/project/default builtin",
  "default/runtimepolicy/runtime builtin",
  "default/workspace/default builtin",
  "default/agent/coding-agent builtin",
  "default/steptemplate/fix.implement builtin",
  "default/workflow/fix builtin",
  "default/trigger/label-yardmaster builtin",
];

describe("what is declared without anyone applying it", () => {
  it("is what is built in, where there is nothing else", async () => {
    expect([await sync(), await declared()]).toEqual(["", BUILTIN]);
  });

  it("is the workflow file and the manifests of the default branch, one above the other", async () => {
    yard.write("workflow.yaml", "workspace: { root: $ROOT }\n");
    yard.repository.commit("main", { ".yardmaster/all.yaml": `${project("default", "Ours")}---\n${project("web")}` });
    expect([await sync({ ROOT: "/looked-up" }), await declared()]).toEqual([
      "",
      [
        "default/project/default repository > builtin",
        "default/runtimepolicy/runtime builtin",
        "default/workspace/default workflow-file > builtin",
        ...BUILTIN.slice(3),
        "default/agent/default workflow-file",
        "default/workflow/workflow workflow-file",
        "default/project/web repository",
      ],
    ]);
    const events = JSON.stringify(await parts.store.read(resourceStream(parts.repository.key), 0));
    expect(events).not.toContain("looked-up");
  });

  it("goes with its files", async () => {
    yard.write("workflow.yaml", "name: build\n");
    yard.repository.commit("main", { ".github/yardmaster.yml": project("web") });
    await sync();
    rmSync(join(yard.repository.path, "workflow.yaml"));
    yard.repository.git("rm", "--quiet", ".github/yardmaster.yml");
    yard.repository.git("commit", "--quiet", "--message", "Gone");
    expect([await sync(), await declared()]).toEqual(["", BUILTIN]);
  });

  it("is read when it has changed and not otherwise", async () => {
    yard.repository.commit("main", { ".yardmaster/all.yaml": project("web") });
    await sync();
    const read: unknown[] = [];
    const watched = {
      loadSynced: desk.loadSynced,
      submit: (...asked: Parameters<ResourceDesk["submit"]>) => desk.submit(...asked).finally(() => read.push(asked[0])),
    };
    const look = () => open(watched).sync();
    await look();
    yard.repository.commit("main", { "src/index.ts": "1" });
    await look();
    expect(read).toEqual([]);
    yard.repository.commit("main", { ".yardmaster/all.yaml": project("app") });
    await look();
    expect(read).toMatchObject([{ type: "resources.sync", origin: "repository" }]);
  });

  it("remembers where a value stands now, also when nothing else has changed", async () => {
    yard.repository.commit("main", { ".yardmaster/all.yaml": project("web", "Web") });
    await sync();
    yard.repository.commit("main", { ".yardmaster/all.yaml": `# Projects\n\n${project("web", "Web")}` });
    await sync();
    const found = (await desk.load()).resources.get("default/project/web")?.declarations[0] as Resource;
    expect(found.source).toMatchObject({ line: 3, lines: { "spec.description": 6 } });
  });
});

describe("what does not hold", () => {
  it("changes nothing, and is told each time until it does", async () => {
    yard.repository.commit("main", { ".yardmaster/a.yaml": project("web"), ".yardmaster/b.yaml": project("app") });
    await sync();
    yard.repository.commit("main", { ".yardmaster/a.yaml": project("other"), ".yardmaster/b.yaml": "kind: Projekt\n" });
    const told = await sync();
    expect(told).toMatchInlineSnapshot(`
      ".yardmaster/b.yaml:1:1 warning is not taken over: what was read from the manifests on main before stays in force
      .yardmaster/b.yaml:1:1 warning apiVersion is missing
      .yardmaster/b.yaml:1:1 warning metadata is missing
        hint: add metadata with a name"
    `);
    expect(await declared()).toEqual([...BUILTIN, "default/project/web repository", "default/project/app repository"]);
    expect(await sync()).toBe(told);
    yard.repository.commit("main", { ".yardmaster/b.yaml": project("app") });
    expect([await sync(), await declared()]).toEqual([
      "",
      [...BUILTIN, "default/project/app repository", "default/project/other repository"],
    ]);
  });

  it("is a workflow file that does not hold, or names what the environment lacks", async () => {
    yard.write("workflow.yaml", "name: build\n");
    await sync();
    yard.write("workflow.yaml", "name: test\nagent: { backend: cluade }\n");
    expect(await sync()).toMatchInlineSnapshot(`
      "workflow.yaml:2:19 warning is not taken over: what was read from workflow.yaml before stays in force
      workflow.yaml:2:19 warning agent.backend must be one of claude, codex, gemini, opencode, copilot, aider, command, scripted, mock, not "cluade"
        hint: did you mean "claude"?"
    `);
    yard.write("workflow.yaml", "name: test\nworkspace: { root: $NOT_SET }\n");
    expect(await sync()).toContain("workflow.yaml:2:20 warning workspace.root names the environment variable NOT_SET, which is not set");
    expect(await declared()).toContain("default/workflow/build workflow-file");
  });

  it("is what refers to something that is not there, or is declared twice", async () => {
    yard.repository.commit("main", {
      ".yardmaster/a.yaml": workflow("plan", "none"),
      ".yardmaster/b.yaml": `${project("web")}---\n${project("web")}`,
    });
    expect(await sync()).toMatchInlineSnapshot(`
      ".yardmaster/b.yaml:6:1 warning is not taken over: what was read from the manifests on main before stays in force
      .yardmaster/b.yaml:6:1 warning project/web: is declared twice: also in .yardmaster/b.yaml:1
        hint: keep one of the two
      .yardmaster/a.yaml:9:1 warning spec.steps[1].required_capability workflow/mine: no agent supports capability for step 'plan' used by workflow 'mine'
        hint: known: work
      .yardmaster/a.yaml:10:1 warning spec.steps[1].template workflow/mine: workflow 'mine' step 'plan' references unknown step template 'none'
        hint: known: fix.implement"
    `);
    expect(await declared()).toEqual(BUILTIN);
  });

  it("is a branch that is not there", async () => {
    yard.repository.git("config", "yardmaster.defaultBranch", "gone");
    expect(await sync()).toMatchInlineSnapshot(`
      "repository:1:1 warning is not taken over: what was read from the repository before stays in force
      repository:1:1 warning reading the repository's manifests: there is no branch gone
        hint: name another: git config yardmaster.defaultBranch main"
    `);
  });

  it("does not keep another source from being taken over, even one that had to wait for it", async () => {
    yard.write("workflow.yaml", "name: build\nprompt: Do it.\n");
    yard.repository.commit("main", { ".yardmaster/a.yaml": workflow("work", "build") });
    expect([await sync(), await declared()]).toEqual(["", expect.arrayContaining(["default/workflow/mine repository"])]);
    yard.write("workflow.yaml", "name: test\nprompt: Do it.\n");
    expect(await sync()).toContain("workflow.yaml:2:1 warning cannot delete steptemplate/build: it is used by workflow/mine");
    expect(await declared()).toContain("default/steptemplate/build workflow-file");
    yard.repository.git("rm", "--quiet", ".yardmaster/a.yaml");
    yard.repository.git("commit", "--quiet", "--message", "No workflow of our own");
    expect([await sync(), await declared()]).toEqual(["", expect.arrayContaining(["default/steptemplate/test workflow-file"])]);
  });
});

function workflow(capability: string, template: string): string {
  return `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mine }
spec:
  steps:
    - id: test
      command: x
    - id: plan
      required_capability: ${capability}
      template: ${template}
`;
}
