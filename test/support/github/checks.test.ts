// Check runs as an app lives with them: limits, annotations that add up, and buttons that people press.
import { describe, expect, it } from "vitest";
import { givenGitHub, givenReceiver } from "./given-github.ts";
import type { Repository } from "./state/repository.ts";

const SITE = "/repos/acme/site";

function tip(site: Repository): string {
  return String(site.git.refs().get("refs/heads/main"));
}

function annotations(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    path: "a.ts",
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: "warning",
    message: "m",
  }));
}

describe("a check run", () => {
  it("belongs to an app and to a commit that exists", async () => {
    const { ada, bot, site } = await givenGitHub();
    expect((await ada(`POST ${SITE}/check-runs`, { name: "yard", head_sha: tip(site) })).status).toBe(403);
    expect((await bot(`POST ${SITE}/check-runs`, { name: "yard", head_sha: "0".repeat(40) })).status).toBe(422);
    const { data } = await bot(`POST ${SITE}/check-runs`, { name: "yard", head_sha: tip(site) });
    expect([data["status"], data["app"]?.["slug"]]).toEqual(["queued", "yardmaster"]);
  });

  it("takes 50 annotations in a request and keeps all of them", async () => {
    const { bot, site } = await givenGitHub();
    const output = (count: number) => ({ title: "t", summary: "s", annotations: annotations(count) });
    const { data } = await bot(`POST ${SITE}/check-runs`, { name: "yard", head_sha: tip(site), output: output(50) });
    const path = `${SITE}/check-runs/${data["id"]}`;
    expect((await bot(`PATCH ${path}`, { output: output(51) })).status).toBe(422);
    expect((await bot(`PATCH ${path}`, { output: output(20) })).data["output"]?.["annotations_count"]).toBe(70);
  });

  it("has at most three buttons with short words, and tells only its app of a click", async () => {
    const { github, bot, site } = await givenGitHub();
    const app = await givenReceiver(github);
    const button = (identifier: string, label = "Retry") => ({ label, description: "Run it again", identifier });
    const make = (actions: readonly object[]) => bot(`POST ${SITE}/check-runs`, { name: "yard", head_sha: tip(site), actions });
    expect((await make(["a", "b", "c", "d"].map((identifier) => button(identifier)))).status).toBe(422);
    expect((await make([button("a", "far too long for a button")])).status).toBe(422);
    const { data } = await make([button("retry")]);
    const run = site.checks.get(Number(data["id"]));
    if (run === undefined) throw new Error("the run is not there");
    github.as("bob").clicks(run, "retry");
    github.as("bob").reruns(run);
    github.as("bob").reruns(run.suite);
    expect(() => github.as("bob").clicks(run, "unheard of")).toThrow("no button");
    await github.settled();
    const last = app.received.slice(-3);
    expect(last.map(({ what }) => what)).toEqual(["check_run.requested_action", "check_run.rerequested", "check_suite.rerequested"]);
    expect(last[0]?.payload).toMatchObject({
      requested_action: { identifier: "retry" },
      sender: { login: "bob" },
      check_run: { id: run.id },
    });
  });

  it("ends with its conclusion, and its suite with the last of them", async () => {
    const { github, bot, site } = await givenGitHub();
    const app = await givenReceiver(github);
    const one = await bot(`POST ${SITE}/check-runs`, { name: "one", head_sha: tip(site), status: "in_progress" });
    const two = await bot(`POST ${SITE}/check-runs`, { name: "two", head_sha: tip(site), conclusion: "failure" });
    expect(two.data["status"]).toBe("completed");
    expect((await bot(`PATCH ${SITE}/check-runs/${one.data["id"]}`, { status: "completed" })).status).toBe(422);
    await bot(`PATCH ${SITE}/check-runs/${one.data["id"]}`, { conclusion: "success" });
    await github.settled();
    const suite = app.received.findLast(({ what }) => what === "check_suite.completed")?.payload["check_suite"];
    expect(suite).toMatchObject({ status: "completed", conclusion: "failure" });
    expect((await bot(`GET ${SITE}/commits/main/check-runs`)).data["total_count"]).toBe(2);
  });
});

describe("commit statuses", () => {
  it("are combined by the newest of each context", async () => {
    const { bot, site } = await givenGitHub();
    for (const state of ["failure", "success"]) await bot(`POST ${SITE}/statuses/${tip(site)}`, { state, context: "ci" });
    expect((await bot(`GET ${SITE}/commits/main/status`)).data["state"]).toBe("success");
    await bot(`POST ${SITE}/statuses/${tip(site)}`, { state: "pending", context: "deploy" });
    expect((await bot(`GET ${SITE}/commits/main/status`)).data["state"]).toBe("pending");
  });
});
