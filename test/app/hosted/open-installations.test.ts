// What is opened in one installation shares its limits: whoever is asked to wait has all the others wait too.
import { pino } from "pino";
import { Probot } from "probot";
import { describe, expect, it, onTestFinished } from "vitest";
import { openInstallations } from "../../../src/app/hosted/open-installations.ts";
import type { AppOctokit } from "../../../src/forge/github/index.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { createPretendGitHub } from "../../support/github/pretend-github.ts";
import { ALL_ISSUES } from "../../support/github-tracker-settings.ts";

const SETTINGS = { ...ALL_ISSUES, label: "run" };

async function given() {
  const github = await createPretendGitHub();
  onTestFinished(() => github.stop());
  const site = github.repository("acme/site");
  const { id: appId, privateKey, webhookSecret: secret } = github.app;
  const probot = new Probot({ appId, privateKey, secret, baseUrl: github.url, log: pino({ level: "silent" }) });
  const signIn = async () => (await probot.auth()) as unknown as AppOctokit;
  const clock = createHandClock(Date.now());
  const installations = await openInstallations({ signIn, login: "yardmaster[bot]", trustedBots: [], clock });
  const installation = github.installation("acme").id;
  const { forge, issues } = await installations.openForge(installation, site.id);
  const tracker = await issues.openTracker(SETTINGS, []);
  const look = () => tracker.fetchIssuesByStates(["open"]);
  const write = () => forge.addLabels(github.as("ann").opensIssue(site, { title: "Broken" }).number, ["run"]);
  return { github, clock, installation, patience: installations.patience, forge, look, write };
}

describe("a secondary limit", () => {
  it("that the forge meets pauses the tracker and what is polled, for as long as GitHub asks, and no other installation", async () => {
    const { github, clock, installation, patience, forge, look } = await given();
    await look();
    github.fails("GET /**", { with: "secondary limit", retryAfter: 90, status: 429 });
    await expect(forge.fetchRepository()).rejects.toMatchObject({ retryAfterMs: 90_000 });
    const asked = github.requests.all.length;
    await expect(look()).rejects.toMatchObject({ code: "tracker.unavailable", retryAfterMs: 90_000 });
    expect([github.requests.all.length, patience.isAskedToWait(installation)]).toEqual([asked, true]);
    expect(patience.isAskedToWait(installation + 1)).toBe(false);
    clock.advance(90_000);
    expect((await look()).problems).toEqual([]);
    expect(patience.isAskedToWait(installation)).toBe(false);
  });

  it("that the tracker meets, or what is polled, pauses what the forge writes", async () => {
    const { github, clock, installation, patience, look, write } = await given();
    github.fails("* /**", { with: "secondary limit", retryAfter: 90 });
    await expect(look()).rejects.toMatchObject({ retryAfterMs: 90_000 });
    await expect(write()).rejects.toMatchObject({ code: "forge.unavailable", retryAfterMs: 90_000 });
    clock.advance(90_000);
    await write();
    patience.pause(installation, 60_000);
    await expect(write()).rejects.toMatchObject({ retryAfterMs: 60_000 });
  });
});
