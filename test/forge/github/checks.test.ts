// Check runs on GitHub: batches, and GitHub's lengths.
import { describe, expect, it } from "vitest";
import type { CheckRequest } from "../../../src/forge/forge.ts";
import { givenGithubForge } from "../../support/github-forge.ts";

const CHECK: Omit<CheckRequest, "commit"> = {
  name: "yardmaster / fix",
  externalId: "run_1",
  status: "in_progress",
  conclusion: null,
  title: "Running",
  summary: "- [ ] plan",
  annotations: [],
  actions: [],
  detailsUrl: null,
  known: null,
};

describe("a check", () => {
  it("sends fifty annotations in a request, and knows its place afterwards", async () => {
    const { forge, github, push } = await givenGithubForge();
    const commit = await push("topic", { "a.txt": "a" });
    const annotations = Array.from({ length: 120 }, (_, n) => ({
      path: "a.txt",
      line: 1,
      level: "notice" as const,
      title: "Note",
      message: `${n}`,
    }));
    const known = await forge.putCheck({ ...CHECK, commit, annotations });
    const sent = github.requests.all.flatMap(({ method, path, body }) => {
      const { output } = (body ?? {}) as { readonly output?: { readonly annotations?: readonly unknown[] } };
      return path.includes("/check-runs") && method !== "GET" ? [`${method} ${output?.annotations?.length}`] : [];
    });
    expect(sent).toEqual(["POST 50", "PATCH 50", "PATCH 20"]);
    github.requests.clear();
    await forge.putCheck({ ...CHECK, commit, annotations, known, title: "Still running" });
    expect(github.requests.all.map(({ method }) => method)).toEqual(["PATCH"]);
  });

  it("cuts labels and descriptions of its buttons, and shows three", async () => {
    const { forge, push, checks } = await givenGithubForge();
    const commit = await push("topic", { "a.txt": "a" });
    const actions = ["retry", "cancel", "why", "more"].map((identifier) => ({
      label: `${identifier} this and everything else`,
      description: "A description that goes on and on, far beyond what there is room for",
      identifier,
    }));
    await forge.putCheck({ ...CHECK, commit, actions });
    const shown = (await checks(commit))[0]?.actions ?? [];
    expect(shown.map(({ identifier }) => identifier)).toEqual(["retry", "cancel", "why"]);
    expect(shown[0]).toMatchObject({ label: "retry this and ever…", description: "A description that goes on and on, far …" });
  });

  it("goes back to running when its run is taken up again", async () => {
    const { forge, push, checks } = await givenGithubForge();
    const commit = await push("topic", { "a.txt": "a" });
    const known = await forge.putCheck({ ...CHECK, commit, status: "completed", conclusion: "failure" });
    await forge.putCheck({ ...CHECK, commit, known });
    expect(await checks(commit)).toMatchObject([{ status: "in_progress" }]);
  });
});
