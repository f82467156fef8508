// Which repositories the App has been let into, when nothing has ever been told of any.
import { pino } from "pino";
import { Probot } from "probot";
import { expect, it, onTestFinished } from "vitest";
import { type AppOctokit, listInstalled } from "../../../src/forge/github/index.ts";
import { systemClock } from "../../../src/std/clock.ts";
import { createPretendGitHub } from "../../support/github/pretend-github.ts";

it("lists the repositories of every installation that is not suspended", async () => {
  const github = await createPretendGitHub();
  onTestFinished(() => github.stop());
  const site = github.repository("acme/site");
  const tools = github.repository("acme/tools");
  github.repository("acme/secret", { installed: false });
  github.repository("other/place");
  github.as("other").suspends(github.installation("other"));
  const { id: appId, privateKey, webhookSecret: secret } = github.app;
  const probot = new Probot({ appId, privateKey, secret, baseUrl: github.url, log: pino({ level: "silent" }) });
  const app = (await probot.auth()) as unknown as AppOctokit;
  const installation = github.installation("acme").id;
  expect(await listInstalled(app, systemClock)).toEqual([
    { installation, repository: site.id },
    { installation, repository: tools.id },
  ]);
  github.fails("GET /app/installations", { with: "status", status: 404 });
  await expect(listInstalled(app, systemClock)).rejects.toMatchObject({ code: "forge.refused" });
  github.assertNoViolations();
});
