// The GitHub tracker against the contract of the room: over issues that are open or closed, and over a board.
import { describe, it } from "vitest";
import { toIssueId } from "../../../src/core/ids.ts";
import { type TrackerHarness, trackerContract } from "../../../src/testing/tracker-contract.ts";
import { addProjectItem } from "../../support/github/graphql/mutations.ts";
import type { Issue } from "../../support/github/state/repository.ts";
import { openTrackerWorld } from "./given-tracker.ts";

const BOARD = { ready: "todo", other: "in progress", finished: "done" };

const onBoard: TrackerHarness = {
  states: BOARD,
  async open() {
    const { github, site, tracker } = await openTrackerWorld({ project: { owner: "acme", number: 1 } });
    const ada = github.as("ada");
    const board = github.project("acme", "Board", { Status: Object.values(BOARD) });
    const byTitle = new Map<string, Issue>();
    function find(title: string): Issue {
      const issue = byTitle.get(title);
      if (issue === undefined) throw new Error(`there is no issue ${title}`);
      return issue;
    }
    return {
      tracker,
      async add(title, state, blockedBy = []) {
        const known = blockedBy.flatMap((name) => byTitle.get(name) ?? []);
        const unknown = blockedBy.filter((name) => !byTitle.has(name)).map((_, index) => `- [ ] #${900 + index}`);
        const issue = ada.opensIssue(site, { title, body: unknown.join("\n") });
        for (const blocker of known) ada.blocks(issue, blocker);
        addProjectItem(github.world, board, issue).values.set("Status", state);
        byTitle.set(title, issue);
        return toIssueId(issue.nodeId);
      },
      async setState(title, state) {
        board.items.find(({ issue }) => issue === find(title))?.values.set("Status", state);
      },
      remove: async (title) => ada.deletes(find(title)),
      async breakRecord(title) {
        find(title).title = " ";
      },
      async breakSource() {
        github.fails("* /**", { with: "status", status: 502 }, Number.POSITIVE_INFINITY);
      },
      async mendSource() {
        github.recovers();
      },
      async dispose() {
        await github.stop();
        github.assertNoViolations();
      },
    };
  },
};

describe("the GitHub tracker over a board keeps the contract", () => {
  for (const { name, run } of trackerContract(onBoard)) it(name, run);
});
