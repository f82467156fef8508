// The pretend GitHub against the real thing on the other side: Probot, its Octokit and its signature check.
import { pino } from "pino";
import { Probot, ProbotOctokit, Server } from "probot";
import { describe, expect, it, onTestFinished } from "vitest";
import { givenGitHub } from "./given-github.ts";
import type { PretendGitHub } from "./pretend-github.ts";

/** An app that says hello under every labelled issue and puts a button on a check. */
async function startApp(github: PretendGitHub, secret = github.app.webhookSecret): Promise<void> {
  const log = pino({ level: "silent" });
  const { id, privateKey } = github.app;
  const Octokit = ProbotOctokit.defaults((options: object) => ({ ...options, throttle: { enabled: false }, retry: { enabled: false } }));
  const server = new Server({
    host: "127.0.0.1",
    port: 0,
    log,
    Probot: Probot.defaults({ appId: id, privateKey, secret, baseUrl: github.url, Octokit, log }),
  });
  await server.load((app) => {
    app.on("issues.labeled", async (context) => {
      await context.octokit.rest.issues.createComment(context.issue({ body: `On it: ${context.payload.label?.name}` }));
      const { data: branch } = await context.octokit.rest.repos.getBranch(context.repo({ branch: "main" }));
      const actions = [{ label: "Retry", description: "Run it again", identifier: "retry" }];
      await context.octokit.rest.checks.create(context.repo({ name: "yard", head_sha: branch.commit.sha, actions }));
    });
    app.on("check_run.requested_action", async (context) => {
      const issues = await context.octokit.paginate(context.octokit.rest.issues.listForRepo, context.repo({ per_page: 1 }));
      for (const { number } of issues) {
        await context.octokit.rest.issues.createComment(context.repo({ issue_number: number, body: "Once more." }));
      }
    });
  });
  const http = await server.start();
  onTestFinished(async () => {
    http.closeAllConnections();
    await server.stop();
  });
  const address = http.address();
  if (typeof address !== "object" || address === null) throw new Error("the app listens nowhere");
  github.deliverTo(`http://127.0.0.1:${address.port}/api/github/webhooks`);
}

describe("a play", () => {
  it("runs with the real Probot on the other side", async () => {
    const { github, site } = await givenGitHub();
    await startApp(github);
    const ada = github.as("ada");
    const issue = ada.opensIssue(site, { title: "Broken" });
    ada.opensIssue(site, { title: "Also broken" });
    ada.labels(issue, "run");
    await github.settled();
    const [run] = site.checks.values();
    if (run === undefined) throw new Error("the app made no check");
    ada.clicks(run, "retry");
    await github.settled();
    expect(
      [...site.comments.values()].map(({ issue: { number }, author, body }) => `#${number} ${author.login}: ${body}`),
    ).toMatchInlineSnapshot(`
      [
        "#1 yardmaster[bot]: On it: run",
        "#2 yardmaster[bot]: Once more.",
        "#1 yardmaster[bot]: Once more.",
      ]
    `);
    expect(github.webhooks.deliveries.every(({ status }) => status === "OK")).toBe(true);
    github.assertNoViolations();
  });

  it("fails for an app that knows another secret", async () => {
    const { github, site } = await givenGitHub();
    await startApp(github, "another secret");
    github.as("ada").opensIssue(site, { title: "Broken", labels: ["run"] });
    await github.settled();
    expect(github.webhooks.deliveries.map(({ statusCode }) => statusCode)).toEqual([400, 400]);
    expect(site.comments.size).toBe(0);
  });
});
