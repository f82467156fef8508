// Workflows and workspaces stay while tasks that have not ended need them.
import { describe, expect, it } from "vitest";
import { decideResources } from "../../../src/core/resources/decide.ts";
import type { OpenTask } from "../../../src/core/resources/tasks-in-use.ts";
import { anAgent, apply, aTemplate, aWorkflow, aWorkspace, FACTS, given, remove, sync } from "./declared.ts";

const TASK: OpenTask = { id: "run_1", project: "default", workflow: "build", workspace: "main" };
const PAST = given(apply([anAgent("coder", ["code"]), aWorkflow("build", ["code"]), aWorkspace("main"), aTemplate("t")])).state;

function obstaclesTo(command: Parameters<typeof decideResources>[0], openTasks: readonly OpenTask[], state = PAST): readonly string[] {
  return decideResources(command, state, { ...FACTS, openTasks }).obstacles.map(({ label, message }) => `${label}: ${message}`);
}

describe("a task that has not ended", () => {
  it.each(["Workflow build", "Workspace main"])("keeps its %s from being deleted", (words) => {
    const [kind = "", name = ""] = words.split(" ");
    const label = `${kind.toLowerCase()}/${name}`;
    expect(obstaclesTo(remove(kind, name), [TASK])).toEqual([
      `${label}: apply/delete would remove ${label} in project default, but 1 non-terminal task(s) still reference it: run_1`,
    ]);
    expect(obstaclesTo(remove(kind, name, { force: true }), [TASK])).toEqual([]);
  });

  it("keeps them from being pruned, and says how many there are", () => {
    const tasks = Array.from({ length: 7 }, (_, index) => ({ ...TASK, id: `run_${index}` }));
    const [obstacle] = obstaclesTo(apply([aWorkspace("other")], { prune: true }), tasks);
    expect(obstacle).toContain("but 7 non-terminal task(s) still reference it: run_0, run_1, run_2, run_3, run_4 and 2 more");
  });

  it("has no say about anything else", () => {
    expect(obstaclesTo(remove("StepTemplate", "t"), [TASK])).toEqual([]);
    expect(obstaclesTo(remove("Workspace", "main"), [{ ...TASK, project: "web" }])).toEqual([]);
    expect(obstaclesTo(remove("Workspace", "main"), [{ ...TASK, workspace: "other" }])).toEqual([]);
    expect(obstaclesTo(remove("Workspace", "main"), [])).toEqual([]);
  });

  it("does not keep a workspace that another declaration has beneath, nor what a file takes back", () => {
    const layered = given(apply([aWorkspace("main")]), sync("repository", [aWorkspace("main", { origin: "repository" })])).state;
    expect(obstaclesTo(remove("Workspace", "main"), [TASK], layered)).toEqual([]);
    expect(obstaclesTo(sync("repository", [], "v2"), [TASK], layered)).toEqual([]);
  });
});
