// A running server and the files that configure it: what changes holds from then on, and what does not hold changes nothing.
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createDesk } from "../../src/app/create-desk.ts";
import type { OpenParts } from "../../src/app/open-yard.ts";
import { type RunningServer, startServer } from "../../src/app/serve.ts";
import { until } from "../support/until.ts";
import { type AYard, type AYardOptions, createAYard } from "./a-yard.ts";

let yard: AYard;
let parts: OpenParts;
const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(0);
  await yard.dispose();
});

async function serve(options: AYardOptions = {}): Promise<RunningServer> {
  yard = createAYard(options);
  parts = await yard.open();
  const server = await startServer(yard.surroundings, parts, {
    workers: null,
    only: null,
    follow: { workflowFile: null },
    onChange() {},
    onOutput() {},
  });
  servers.push(server);
  return server;
}

const SCRIPTED = "agent: { backend: scripted, script: agent.yaml }\npolling: { interval_ms: 1000 }\n";
const SCRIPT = `
- { when: { step: hang }, do: [{ hang: true }] }
- { when: { step: review }, do: [{ write: { path: review.txt, content: x } }] }
- do: [{ write: { path: work.txt, content: x } }]`;

const stepsOf = async (run: string) => (await parts.yard.findRun(run)).plan.steps.map(({ id }) => id);
const settings = async (server: RunningServer) => (await server.runtime.loadScheduler()).settings;
const troubles = async (server: RunningServer) => (await server.board()).troubles.map((text) => text.replaceAll(yard.repository.path, "…"));
/** Names of what is declared, with the origin that holds. */
async function declared(): Promise<readonly string[]> {
  const { resources } = await createDesk(parts, parts.store, yard.surroundings.variables).desk.load();
  return [...resources].map(([key, { declarations }]) => `${key} ${declarations[0].source.origin}`);
}
const project = (name: string) => `apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: ${name} }\nspec: {}\n`;

describe("a workflow file that changes under a running server", () => {
  it("holds for what begins from then on, and a run under way keeps its plan", async () => {
    const server = await serve({ script: SCRIPT, workflow: "steps: [{ id: hang }, { id: review }]\n", roadmap: ["Alpha"] });
    const first = await until(async () => (await server.board()).running.find(({ step }) => step === "hang")?.run);
    yard.write("workflow.yaml", `${SCRIPTED}steps: [{ id: plan, requires_change: false }, { id: review }]\n`);
    await until(async () => (await declared()).includes("default/workflow/workflow workflow-file"));
    yard.write(
      "docs/roadmap.md",
      `# Roadmap\n\n## Planned\n\n### Alpha\n\n- **Status:** in-progress\n\n### Beta\n\n- **Status:** planned\n`,
    );
    const second = await until(async () => (await server.board()).finished.find(({ title }) => title === "Beta"));
    expect([second.outcome, await stepsOf(second.run), await stepsOf(first)]).toEqual([
      "completed",
      ["plan", "review"],
      ["hang", "review"],
    ]);
  });

  it("sets limits, states, hooks and the agent", async () => {
    const server = await serve({ script: "- do: [{ hang: true }]" });
    yard.write(
      "workflow.yaml",
      "agent: { backend: command, command: 'touch done && true {prompt}', max_concurrent_agents: 3 }\ntracker: { active_states: [planned, in-progress, backlog] }\nhooks: { before_run: touch $HOME/hooked }\n",
    );
    await until(async () => (await settings(server)).maxConcurrentAgents === 3);
    expect((await settings(server)).activeStates).toEqual(["planned", "in-progress", "backlog"]);
    yard.write("docs/roadmap.md", `# Roadmap\n\n## Later\n\n### Beta\n\n- **Status:** backlog\n`);
    await server.runtime.tick();
    const done = await until(async () => (await server.board()).finished[0]);
    expect([done.title, done.outcome, existsSync(join(yard.directory, "hooked"))]).toEqual(["Beta", "completed", true]);
  });

  it("is taken as editors leave it: replaced by another file", async () => {
    const server = await serve();
    writeFileSync(join(yard.repository.path, "workflow.yaml~"), `${SCRIPTED.replace("script:", "max_failures: 7, script:")}`);
    renameSync(join(yard.repository.path, "workflow.yaml~"), join(yard.repository.path, "workflow.yaml"));
    await until(async () => (await settings(server)).maxFailures === 7);
  });

  it("changes nothing when it does not hold, and is told until it does", async () => {
    const server = await serve();
    yard.write("workflow.yaml", SCRIPTED.replace("script:", "max_failures: many, script:"));
    const told = await until(async () => ((await server.board()).troubles.length > 0 ? await troubles(server) : null));
    expect(told).toMatchInlineSnapshot(`
      [
        "…/workflow.yaml:1: agent.max_failures must be a whole number of at least 1, not "many"",
        "what the workflow file said before stays in force",
      ]
    `);
    expect((await settings(server)).maxFailures).toBe(10);
    yard.write("workflow.yaml", SCRIPTED.replace("script:", "max_failures: 7, script:"));
    await until(async () => (await settings(server)).maxFailures === 7);
    await until(async () => (await server.board()).troubles.length === 0);
  });

  it.each([
    ["a prompt that does not render", `${SCRIPTED}prompt: "Do {{ isue.title }}."\n`, "isue"],
    ["an agent that is not there", "agent: { backend: command, command: [no-such-agent-anywhere] }\n", "no-such-agent-anywhere"],
    ["a tracker that is not there", `${SCRIPTED}tracker: { file_path: none.md }\n`, "none.md"],
  ])("does not hold with %s", async (_, text, word) => {
    const server = await serve();
    yard.write("workflow.yaml", text);
    await until(async () => (await server.board()).troubles.some((trouble) => trouble.includes(word)));
    expect(await troubles(server)).toContain("what the workflow file said before stays in force");
  });

  it("stays in force when it is gone, and another may take its place", async () => {
    const server = await serve({ workflow: "name: before\n" });
    await until(async () => (await declared()).includes("default/workflow/before workflow-file"));
    rmSync(join(yard.repository.path, "workflow.yaml"));
    await until(async () => (await server.board()).troubles.length > 0);
    expect(await troubles(server)).toEqual(["workflow.yaml is gone", "what the workflow file said before stays in force"]);
    expect(await declared()).toContain("default/workflow/before workflow-file");
    yard.write("WORKFLOW.md", `---\nname: after\n${SCRIPTED}---\nDo it.\n`);
    await until(async () => (await declared()).includes("default/workflow/after workflow-file"));
    expect(await declared()).toContain("default/steptemplate/after workflow-file");
    await until(async () => (await server.board()).troubles.length === 0);
  });

  it("keeps workspaces where they are until the next start", async () => {
    const server = await serve();
    yard.write("workflow.yaml", `${SCRIPTED.replace("script:", "max_failures: 7, script:")}workspace: { root: elsewhere }\n`);
    await until(async () => (await server.board()).troubles.length > 0);
    expect(await troubles(server)).toEqual(["…/workflow.yaml: workspace.root changes with the next start"]);
    expect((await settings(server)).maxFailures).toBe(7);
  });

  it("is not taken from a branch that someone looks at", async () => {
    const server = await serve({ workflow: "name: ours\n" });
    await until(async () => (await declared()).includes("default/workflow/ours workflow-file"));
    yard.repository.commit("stranger", { "workflow.yaml": `${SCRIPTED}name: theirs\nhooks: { before_run: "touch /tmp/pwned" }\n` });
    yard.repository.git("checkout", "--quiet", "stranger");
    await until(async () => (await server.board()).troubles.length > 0);
    expect(await troubles(server)).toMatchInlineSnapshot(`
      [
        "workflow.yaml came with the branch stranger, and on main it is another: a restart takes it",
        "what the workflow file said before stays in force",
      ]
    `);
    expect(await declared()).toContain("default/workflow/ours workflow-file");
    yard.write("workflow.yaml", `${SCRIPTED}name: mine\n`);
    await until(async () => (await declared()).includes("default/workflow/mine workflow-file"));
    await until(async () => (await server.board()).troubles.length === 0);
  });
});

describe("the default branch under a running server", () => {
  it("declares what it declares, from the first moment and after each change", async () => {
    yard = createAYard();
    yard.repository.commit("main", { ".yardmaster/a.yaml": project("web") });
    parts = await yard.open();
    const given = { workers: null, only: null, follow: { workflowFile: null }, onChange() {}, onOutput() {} };
    // Looks that are far apart are turned by hand.
    const looks: (() => void)[] = [];
    const clock = {
      now: parts.clock.now,
      after(ms: number, callback: () => void) {
        if (ms !== 5_000) return parts.clock.after(ms, callback);
        looks.push(callback);
        return () => {};
      },
    };
    const turn = () => {
      for (const look of looks.splice(0)) look();
    };
    const server = await startServer(yard.surroundings, { ...parts, clock }, given);
    servers.push(server);
    expect(await declared()).toEqual(expect.arrayContaining(["default/project/web repository", "default/workspace/default builtin"]));
    yard.repository.commit("main", { ".yardmaster/a.yaml": project("app") });
    turn();
    await until(async () => (await declared()).includes("default/project/app repository"));
    yard.repository.commit("main", { ".yardmaster/a.yaml": "kind: [" });
    turn();
    await until(async () => (await server.board()).troubles.length > 0);
    expect(await troubles(server)).toMatchInlineSnapshot(`
      [
        ".yardmaster/a.yaml:1: is not taken over: what was read from the manifests on main before stays in force",
        ".yardmaster/a.yaml:1: flow sequence in block collection must be sufficiently indented and end with a ]",
      ]
    `);
    expect(await declared()).toContain("default/project/app repository");
  });
});
