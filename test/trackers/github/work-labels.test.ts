// Labels that tell where our work stands: off unless they are named, and then exactly what is told.
import { describe, expect, it } from "vitest";
import { toIssueId, toRunId } from "../../../src/core/ids.ts";
import type { IssueReport } from "../../../src/core/issue.ts";
import type { Issue } from "../../support/github/state/repository.ts";
import { givenTracker } from "./given-tracker.ts";

function tell(issue: Issue, phase: IssueReport["phase"]): IssueReport {
  const runId = toRunId("run_01jd3k9x4m5n6p7q8r9s0t1v2w");
  return { issueId: toIssueId(issue.nodeId), runId, phase, summary: "", branch: null, commit: null };
}

const LABELS = { workingLabel: "in work", needsPersonLabel: "needs a person" };

describe("the labels of our work", () => {
  it("follow the phases and leave all others alone", async () => {
    const { github, site, tracker } = await givenTracker(LABELS);
    const issue = github.as("ada").opensIssue(site, { title: "First", labels: ["run"] });
    const seen: string[][] = [];
    for (const phase of ["working", "failed", "needs-person", "working", "completed"] as const) {
      await tracker.report(tell(issue, phase));
      seen.push(issue.labels.map(({ name }) => name));
    }
    expect(seen).toEqual([["run", "in work"], ["run", "in work"], ["run", "needs a person"], ["run", "in work"], ["run"]]);
  });

  it("are written once, however often the same is told", async () => {
    const { github, site, tracker } = await givenTracker(LABELS);
    const issue = github.as("ada").opensIssue(site, { title: "First", labels: ["In Work"] });
    await tracker.report(tell(issue, "working"));
    await tracker.report(tell(issue, "working"));
    expect(github.requests.all.filter(({ path }) => path !== "/graphql")).toEqual([]);
  });

  it("cost no request unless they are named", async () => {
    const { github, site, tracker } = await givenTracker();
    await tracker.report(tell(github.as("ada").opensIssue(site, { title: "First" }), "working"));
    expect(github.requests.all).toEqual([]);
  });

  it("are tried again when GitHub could not take them", async () => {
    const { github, site, tracker } = await givenTracker(LABELS);
    const issue = github.as("ada").opensIssue(site, { title: "First" });
    github.fails("POST /repos/*/*/issues/*/labels", { with: "lost answer" });
    await expect(tracker.report(tell(issue, "working"))).rejects.toMatchObject({ code: "tracker.unavailable" });
    await tracker.report(tell(issue, "working"));
    expect(issue.labels.map(({ name }) => name)).toEqual(["in work"]);
  });
});
