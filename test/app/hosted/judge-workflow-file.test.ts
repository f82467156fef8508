// A workflow file of a hosted repository, judged: everything that is wrong with it, and boards that the App may not read.
import { describe, expect, it } from "vitest";
import { judgeWorkflowFile, loadJudged } from "../../../src/app/hosted/judge-workflow-file.ts";

const rules = { repository: "acme/site", mayReadBoards: async () => false };
const file = (text: string, unread: readonly string[] = []) => ({ path: "workflow.yaml", text, unread });
const board = file("tracker:\n  kind: github\n  project: 3\n");

async function tell(...asked: Parameters<typeof judgeWorkflowFile>): Promise<readonly string[]> {
  const { problems } = await judgeWorkflowFile(...asked);
  return problems.map((each) => `${each.file}:${each.line} ${each.severity} ${each.path} ${each.message}`);
}

describe("a workflow file of a hosted repository", () => {
  it("holds with a warning for one beside it that is not read", async () => {
    const asked = file("agent: { max_concurrent_agents: 2 }", ["WORKFLOW.md"]);
    expect(await tell(asked, rules)).toEqual(["workflow.yaml:1 warning  workflow.yaml is read, WORKFLOW.md beside it is not"]);
    expect((await loadJudged(asked, rules)).agent.maxConcurrentAgents).toBe(2);
  });

  it("does not hold with a board where the App may read none, and says what it takes", async () => {
    expect(await tell(board, rules)).toEqual(["workflow.yaml:3 error tracker.project names a board, which the App may not read here"]);
    await expect(loadJudged(board, rules)).rejects.toMatchObject({ code: "config.invalid" });
    expect(await tell(board, { ...rules, mayReadBoards: async () => true })).toEqual([]);
  });

  it("is told what the App does not allow together with what does not hold by itself", async () => {
    const asked = file("agent: { max_concurrent_agents: many }\nworkspace: { root: /tmp }\n");
    expect(await tell(asked, rules)).toEqual([
      expect.stringMatching(/^workflow\.yaml:1 error agent\.max_concurrent_agents /),
      "workflow.yaml:2 error workspace.root is the server's to choose",
    ]);
  });

  it("has its prompts tried out", async () => {
    const asked = file("prompt: |\n  Do {{ isue.title }}\n");
    expect(await tell(asked, rules)).toEqual([expect.stringMatching(/^workflow\.yaml:2 error .*isue/)]);
  });
});
