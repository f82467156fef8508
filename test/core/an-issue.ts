// An issue that could be worked on, with whatever a test wants different. Its id doubles as identifier and title.
import { toIssueId } from "../../src/core/ids.ts";
import type { Issue } from "../../src/core/issue.ts";

export function anIssue(id: string, different: Partial<Issue> = {}): Issue {
  return {
    id: toIssueId(id),
    identifier: id,
    title: id,
    description: null,
    state: "planned",
    dispatchable: true,
    priority: null,
    labels: [],
    blockedBy: [],
    branchName: null,
    url: null,
    assigneeId: null,
    createdAt: null,
    updatedAt: null,
    nativeRef: null,
    ...different,
  };
}
