// Looks at what the demo left: branches, worktrees with their tests, the roadmap, the runs. Says only what it saw.
import { simpleGit } from "simple-git";
import type { DemoVerdict } from "../../cli/world.ts";
import type { Issue } from "../../core/issue.ts";
import type { RunSummary } from "../../core/views/run-summary.ts";
import { runProcess } from "../../std/run-process.ts";
import { type OpenParts, openParts } from "../open-yard.ts";
import type { Surroundings } from "../place.ts";
import { DEMO_ITEMS, type DemoItem, toSlug } from "./demo-files.ts";

type Environment = Readonly<Record<string, string>>;
type Check = DemoVerdict["checks"][number];

export async function verifyDemo(
  surroundings: Surroundings,
  { repository, dataDirectory, env }: { readonly repository: string; readonly dataDirectory: string; readonly env: Environment },
): Promise<readonly DemoVerdict[]> {
  const parts = await openParts(surroundings, { directory: repository, dataDirectory, workflowFile: null });
  try {
    const runs = await parts.yard.listRuns({ statuses: [], limit: 1000 });
    const { issues } = await parts.tracker.fetchIssuesByStates(["backlog", "planned", "in-progress", "blocked", "done"]);
    const verdicts: DemoVerdict[] = [];
    for (const item of DEMO_ITEMS) {
      const issue = issues.find(({ title }) => title === item.title);
      const own = runs.filter(({ identifier }) => identifier === issue?.identifier);
      verdicts.push(await verifyItem(parts, env, item, issue, own));
    }
    return verdicts;
  } finally {
    await parts.store.close();
  }
}

async function verifyItem(
  parts: OpenParts,
  env: Environment,
  item: DemoItem,
  issue: Issue | undefined,
  runs: readonly RunSummary[],
): Promise<DemoVerdict> {
  const completed = runs.filter(({ status }) => status === "completed");
  const [last] = completed;
  const branch = last?.branch ?? null;
  const workspace = last?.workspace ?? null;
  const passes = workspace !== null && (await runItemTest(workspace, item.title, env));
  return {
    identifier: issue?.identifier ?? toSlug(item.title),
    title: item.title,
    runs: runs.length,
    branch,
    workspace,
    checks: [
      toCheck("completed once", completed.length === 1, `${completed.length} of ${runs.length} runs completed`),
      await checkBranch(parts.repository.root, branch, item),
      toCheck("tests", passes, passes ? "its test passes in the worktree" : "its test does not pass in the worktree"),
      toCheck("roadmap", issue?.state === "done", `the roadmap says ${issue?.state ?? "nothing of it"}`),
      ...(item.firstTry === null ? [] : [toCheck("retried", runs.length > 1, `${runs.length} runs`)]),
    ],
  };
}

/** The branch is in the person's repository and carries the fix of this one file. */
async function checkBranch(repository: string, branch: string | null, item: DemoItem): Promise<Check> {
  if (branch === null) return toCheck("branch", false, "no branch");
  const git = simpleGit(repository);
  const changed = await git.raw(["diff", "--name-only", `main...${branch}`, "--"]).catch(() => "");
  const files = changed.split("\n").filter((line) => line !== "");
  return toCheck("branch", files.length === 1 && files[0] === item.file, `${branch} changes ${files.join(", ") || "nothing"}`);
}

/** Runs an item's test for real. */
export async function runItemTest(directory: string, title: string, env: Environment): Promise<boolean> {
  const argv = [process.execPath, "--test", `test/${toSlug(title)}.test.js`] as const;
  const { ended, exitCode } = await runProcess({ argv: [...argv], cwd: directory, env, timeoutMs: 60_000 });
  return ended === "exit" && exitCode === 0;
}

function toCheck(name: string, holds: boolean, detail: string): Check {
  return { name, holds, detail };
}
