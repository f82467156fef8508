// What a run is asked for as that nobody asked for.
import { describe, expect, it } from "vitest";
import { toTrackedOrder } from "../../../src/core/run/tracked-order.ts";
import { anIssue } from "../an-issue.ts";

describe("a run that the scheduler began by itself", () => {
  it("is shown in the thread of its issue, on the issue's branch", () => {
    const issue = anIssue("#7", { branchName: "yardmaster/7-it-breaks", nativeRef: { repository: "acme/site", number: 7 } });
    const origin = { thread: 7, by: "yardmaster[bot]", comment: null, branch: "yardmaster/7-it-breaks" };
    expect(toTrackedOrder(issue, "workflow", "yardmaster[bot]")).toMatchObject({ name: "#7 workflow", workflow: "workflow", origin });
  });

  it("is shown nowhere when the issue is no thread", () => {
    expect(toTrackedOrder(anIssue("a", { branchName: "a" }), "workflow", "bot")).toBeNull();
    expect(toTrackedOrder(anIssue("#7", { branchName: "a", nativeRef: { number: "7" } }), "workflow", "bot")).toBeNull();
  });
});
