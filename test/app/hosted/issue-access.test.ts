// The issues of a repository of the App: asked with the installation's token, and boards only where they may be read.
import { describe, expect, it } from "vitest";
import { createIssueAccess } from "../../../src/app/hosted/issue-access.ts";
import type { InstallationOctokit } from "../../../src/forge/github/index.ts";
import { createGithubQuota } from "../../../src/trackers/github/index.ts";
import { ALL_ISSUES } from "../../support/github-tracker-settings.ts";

const SETTINGS = { ...ALL_ISSUES, label: "run" };

function anInstallation({ permissions = [{}] as readonly object[], refusals = 0 } = {}) {
  const asked: string[] = [];
  const answers = [...permissions];
  let left = refusals;
  const octokit = {
    async auth({ refresh }: { readonly refresh?: boolean }) {
      asked.push(refresh ? "new token" : "token");
      return { permissions: answers.length > 1 ? answers.shift() : answers[0] };
    },
    async request(route: string) {
      asked.push(route);
      left -= 1;
      if (left >= 0) throw Object.assign(new Error("Bad credentials"), { status: 401 });
      return { status: 200, headers: {}, data: [] };
    },
    async graphql() {
      asked.push("graphql");
      return { repository: { issues: { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null } } } };
    },
  };
  const fetchPermission = async () => "none" as const;
  return {
    asked,
    access: createIssueAccess({ octokit: octokit as unknown as InstallationOctokit, quota: createGithubQuota(), fetchPermission }),
  };
}

describe("boards", () => {
  it("may be read when the installation's token says so", async () => {
    const { access, asked } = anInstallation({ permissions: [{ organization_projects: "read" }] });
    expect(await access.mayReadBoards()).toBe(true);
    expect(asked).toEqual(["token"]);
  });

  it("may be read once it was granted, though a token from before does not know", async () => {
    const { access } = anInstallation({ permissions: [{}, { organization_projects: "read" }] });
    expect(await access.mayReadBoards()).toBe(true);
  });

  it("may not be read otherwise", async () => {
    expect(await anInstallation({ permissions: [{ issues: "write" }] }).access.mayReadBoards()).toBe(false);
  });
});

describe("the tracker", () => {
  it("asks once more with a new token when the last one ended early", async () => {
    const { access, asked } = anInstallation({ refusals: 1 });
    await (await access.openTracker(SETTINGS, [])).fetchIssuesByStates(["open"]).catch(() => {});
    expect(asked.slice(0, 3)).toEqual(["GET /repos/{owner}/{repo}/issues", "new token", "GET /repos/{owner}/{repo}/issues"]);
  });

  it("takes a second refusal for an answer", async () => {
    const { access } = anInstallation({ refusals: 2 });
    const reading = (await access.openTracker(SETTINGS, [])).fetchIssuesByStates(["open"]);
    await expect(reading).rejects.toMatchObject({ code: "tracker.unavailable" });
  });
});
