// The in-memory tracker: the contract, and the handles that tests turn.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../src/core/errors.ts";
import { toIssueId, toRunId } from "../../src/core/ids.ts";
import type { IssueReport } from "../../src/core/issue.ts";
import { createIssue } from "../../src/core/issue.ts";
import { trackerContract } from "../../src/testing/tracker-contract.ts";
import { createMemoryTracker } from "../../src/trackers/memory/index.ts";

const contract = trackerContract({
  states: { ready: "planned", other: "in-progress", finished: "done" },
  async open() {
    const tracker = createMemoryTracker();
    const find = async (title: string) => (await tracker.fetchIssuesByIds([toIssueId(title)]))[0] ?? createIssue(title);
    return {
      tracker,
      async add(title, state, blockedBy = []) {
        const known = await tracker.fetchIssuesByIds(blockedBy.map(toIssueId));
        const blockers = blockedBy.map((name) => {
          const id = known.find(({ title }) => title === name)?.id ?? null;
          return { id, identifier: name, state: null };
        });
        tracker.setIssue(createIssue(title, { state, blockedBy: blockers }));
        return toIssueId(title);
      },
      setState: async (title, state) => tracker.setIssue({ ...(await find(title)), state }),
      remove: async (title) => tracker.removeIssue(toIssueId(title)),
      breakRecord: async (title) => tracker.breakIssue(toIssueId(title), "made malformed"),
      breakSource: async () => tracker.failNextRead(),
      mendSource: async () => void (await tracker.fetchIssuesByStates(["planned"]).catch(() => {})),
      dispose: async () => {},
    };
  },
});

describe("the memory tracker keeps the contract", () => {
  for (const { name, run } of contract) it(name, run);
});

const one = createIssue("one");
const report: IssueReport = { issueId: one.id, runId: toRunId("run"), phase: "completed", summary: "done", branch: null, commit: null };

describe("the memory tracker", () => {
  it("counts the reads that looked at the issues", async () => {
    const tracker = createMemoryTracker({ issues: [one] });
    await tracker.fetchIssuesByStates([]);
    await tracker.fetchIssuesByStates(["planned"]);
    await tracker.fetchIssuesByIds([one.id]);
    expect(tracker.reads).toBe(2);
  });

  it("remembers every report in order and moves the issue", async () => {
    const tracker = createMemoryTracker({ issues: [one] });
    await tracker.report({ ...report, phase: "working" });
    await tracker.report(report);
    expect(tracker.reports.map(({ phase }) => phase)).toEqual(["working", "completed"]);
    expect((await tracker.fetchIssuesByIds([one.id])).map(({ state }) => state)).toEqual(["done"]);
  });

  it("leaves the issue where it is when told so", async () => {
    const moves = { working: null, completed: null, failed: null, "needs-person": "Waiting" };
    const tracker = createMemoryTracker({ issues: [one], moves });
    await tracker.report(report);
    expect(await tracker.fetchIssuesByIds([one.id])).toEqual([one]);
    await tracker.report({ ...report, phase: "needs-person" });
    expect(await tracker.fetchIssuesByIds([one.id])).toMatchObject([{ state: "Waiting" }]);
  });

  it("fails one read or report with the given error and then works", async () => {
    const tracker = createMemoryTracker({ issues: [one] });
    const error = new YardmasterError("tracker.not-found", "reading: gone");
    tracker.failNextRead(error);
    tracker.failNextReport();
    await expect(tracker.fetchIssuesByIds([one.id])).rejects.toBe(error);
    await expect(tracker.report(report)).rejects.toMatchObject({ code: "tracker.unavailable" });
    expect(tracker.reports).toEqual([]);
    await tracker.report(report);
    expect(await tracker.fetchIssuesByIds([one.id])).toHaveLength(1);
  });

  it("mends a broken record when the issue is set again", async () => {
    const tracker = createMemoryTracker({ issues: [one] });
    tracker.breakIssue(one.id, "no title");
    await expect(tracker.fetchIssuesByIds([one.id])).rejects.toMatchObject({ code: "tracker.invalid" });
    tracker.setIssue(one);
    expect(await tracker.fetchIssuesByIds([one.id])).toEqual([one]);
  });
});
