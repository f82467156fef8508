// Settings of a tracker over acme/site that choose nothing: every issue, no board, nothing that blocks.
import type { GithubTrackerSettings } from "../../src/trackers/github/index.ts";

export const ALL_ISSUES: GithubTrackerSettings = {
  repository: "acme/site",
  label: null,
  assignee: null,
  assignedOnly: false,
  milestone: null,
  project: null,
  statusField: "Status",
  priorityFrom: "labels",
  priorityField: "Priority",
  priorities: {},
  blockers: [],
  workingLabel: null,
  needsPersonLabel: null,
};
