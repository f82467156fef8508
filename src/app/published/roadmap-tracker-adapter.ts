// `RoadmapTrackerAdapter`, as published: the roadmap tracker under its three reads, answers as results.
import { toIssueId } from "../../core/ids.ts";
import type { Issue } from "../../core/issue.ts";
import { createRoadmapTracker } from "../../trackers/roadmap/index.ts";
import type { Tracker } from "../../trackers/tracker.ts";
import { type Result, toResult } from "./result.ts";
import type { WorkflowConfig } from "./workflow-config.ts";

export class RoadmapTrackerAdapter {
  readonly #tracker: Tracker;
  readonly #activeStates: readonly string[];

  /** @param config a workflow file's `tracker` section */
  constructor(config: Pick<WorkflowConfig["tracker"], "filePath" | "activeStates">) {
    this.#tracker = createRoadmapTracker({ file: config.filePath });
    this.#activeStates = config.activeStates;
  }

  /** Issues in active states. */
  fetchCandidateIssues(): Promise<Result<readonly Issue[]>> {
    return this.fetchIssuesByStates(this.#activeStates);
  }

  fetchIssuesByStates(stateNames: readonly string[]): Promise<Result<readonly Issue[]>> {
    return toResult(async () => (await this.#tracker.fetchIssuesByStates(stateNames)).issues);
  }

  /** Issues that no longer exist are left out. */
  fetchIssueStatesByIds(issueIds: readonly string[]): Promise<Result<ReadonlyMap<string, Issue>>> {
    return toResult(async () => new Map((await this.#tracker.fetchIssuesByIds(issueIds.map(toIssueId))).map((issue) => [issue.id, issue])));
  }
}
