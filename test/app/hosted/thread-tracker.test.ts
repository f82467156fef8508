// A tracker beside people who ask for work in the same threads.
import { beforeEach, describe, expect, it } from "vitest";
import { createThreadTracker, toThreadRuns } from "../../../src/app/hosted/thread-tracker.ts";
import type { RunSummary } from "../../../src/core/views/run-summary.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { anIssue } from "../../core/an-issue.ts";

const issue = anIssue("#7", { state: "open", branchName: "yardmaster/7-new-title", nativeRef: { number: 7 } });

function run(status: RunSummary["status"], identifier = "run_1", thread = 7): RunSummary {
  const origin = { thread, by: "ann", comment: null, branch: `yardmaster/${thread}-old-title` };
  return { status, identifier, task: { origin } } as unknown as RunSummary;
}

let remarks: string[];
const remark = async (thread: number, text: string) => void remarks.push(`#${thread} ${text}`);

beforeEach(() => {
  remarks = [];
});

async function listed(...runs: readonly RunSummary[]) {
  const tracker = createThreadTracker(createMemoryTracker({ issues: [issue] }), { loadRuns: async () => toThreadRuns(runs), remark });
  return (await tracker.fetchIssuesByStates(["open"])).issues[0];
}

describe("an issue in whose thread", () => {
  it("nothing has run is offered as it is", async () => {
    expect(await listed(run("running", "run_2", 8))).toEqual(issue);
  });

  it.each(["created", "queued", "running", "completed"] as const)("a run was asked for that is %s is left alone", async (status) => {
    expect(await listed(run(status))).toMatchObject({ dispatchable: false });
  });

  it.each(["failed", "cancelled"] as const)("a run was asked for that %s is offered, on the branch that is there", async (status) => {
    expect(await listed(run(status))).toMatchObject({ dispatchable: true, branchName: "yardmaster/7-old-title" });
  });

  it("only the tracker's own runs were is offered: the scheduler knows of those", async () => {
    expect(await listed(run("completed", "#7"))).toMatchObject({ dispatchable: true });
  });

  it("an earlier run went well is left alone, whatever became of the last one", async () => {
    expect(await listed(run("failed"), run("completed"))).toMatchObject({ dispatchable: false });
  });

  it("the tracker has begun a run is still shown as it is, so that the run goes on", async () => {
    const tracker = createThreadTracker(createMemoryTracker({ issues: [issue] }), {
      loadRuns: async () => toThreadRuns([run("running")]),
      remark,
    });
    expect(await tracker.fetchIssuesByIds([issue.id])).toEqual([issue]);
  });

  it("is told why the tracker withholds it, once for each reason", async () => {
    const withheld = { ...issue, dispatchable: false, withheld: "'eve' wrote it" };
    const offered = createMemoryTracker({ issues: [issue] });
    const withholding = { ...offered, fetchIssuesByStates: async () => ({ issues: [withheld], problems: [] }) };
    const tracker = createThreadTracker(withholding, { loadRuns: async () => new Map(), remark });
    for (const _ of [1, 2]) expect((await tracker.fetchIssuesByStates(["open"])).issues).toEqual([withheld]);
    expect(remarks).toEqual(["#7 'eve' wrote it"]);
  });

  it("is told nothing again however many are withheld, and again once it was withheld no more in between", async () => {
    const withhold = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...anIssue(`#${index}`, { nativeRef: { number: index } }),
        withheld: "'eve' wrote it",
      }));
    let list = withhold(3_000);
    const withholding = { ...createMemoryTracker(), fetchIssuesByStates: async () => ({ issues: list, problems: [] }) };
    const tracker = createThreadTracker(withholding, { loadRuns: async () => new Map(), remark });
    for (const _ of [1, 2]) await tracker.fetchIssuesByStates(["open"]);
    expect(remarks).toHaveLength(3_000);
    list = withhold(1);
    await tracker.fetchIssuesByStates(["closed"], "person");
    list = withhold(3_000);
    await tracker.fetchIssuesByStates(["open"]);
    expect(remarks).toHaveLength(3_000);
    list = withhold(2_999);
    await tracker.fetchIssuesByStates(["open"]);
    list = withhold(3_000);
    await tracker.fetchIssuesByStates(["open"]);
    expect(remarks.slice(3_000)).toEqual(["#2999 'eve' wrote it"]);
  });
});
