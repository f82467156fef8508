// Which repositories have files of ours before anything has happened in them.
import { pino } from "pino";
import { Probot } from "probot";
import { expect, it, onTestFinished } from "vitest";
import { type AppOctokit, type InstallationOctokit, listDeclaring, openInstallationOctokit } from "../../../src/forge/github/index.ts";
import { systemClock } from "../../../src/std/clock.ts";
import { createPretendGitHub } from "../../support/github/pretend-github.ts";

const PATHS = ["workflow.yaml", ".github/yardmaster.yml", ".yardmaster"];

async function openGitHub() {
  const github = await createPretendGitHub();
  onTestFinished(() => github.stop());
  const { id: appId, privateKey, webhookSecret: secret } = github.app;
  const repositories = [
    github.repository("acme/site", { files: { ".yardmaster/nightly.yaml": "kind: Trigger\n" } }),
    github.repository("acme/tools", { files: { "README.md": "tools\n", "docs/workflow.yaml": "steps: []\n" } }),
    github.repository("acme/app", { files: { "workflow.yaml": "steps: []\n" } }),
    github.repository("acme/secret", { installed: false, private: true, files: { "workflow.yaml": "steps: []\n" } }),
  ];
  const probot = new Probot({ appId, privateKey, secret, baseUrl: github.url, log: pino({ level: "silent" }) });
  const octokit = await openInstallationOctokit((await probot.auth()) as unknown as AppOctokit, github.installation("acme").id);
  const named = repositories.map(({ id, name }) => ({ id, owner: "acme", name }));
  return { github, octokit, named };
}

it("finds the repositories with files or folders of ours, and passes over one that is closed to us", async () => {
  const { github, octokit, named } = await openGitHub();
  const [site, , app] = named;
  expect(await listDeclaring(octokit, { repositories: named, paths: PATHS }, systemClock)).toEqual([site?.id, app?.id]);
  github.assertNoViolations();
});

it("passes over one that is archived: nothing can be brought there", async () => {
  const { github, octokit, named } = await openGitHub();
  const old = github.repository("acme/old", { files: { "workflow.yaml": "steps: []\n" } });
  github.as("ann").archives(old);
  const repositories = [...named.slice(0, 1), { id: old.id, owner: "acme", name: "old" }];
  expect(await listDeclaring(octokit, { repositories, paths: PATHS }, systemClock)).toEqual([named[0]?.id]);
});

it("asks for fifty in one request", async () => {
  const asked: number[] = [];
  const graphql = async (text: string) => {
    asked.push(text.match(/r\d+: repository/g)?.length ?? 0);
    return { r0: { p0: null, p1: { id: "O_1" } } };
  };
  const repositories = Array.from({ length: 60 }, (_, id) => ({ id, owner: "acme", name: `site-${id}` }));
  const octokit = { graphql } as unknown as InstallationOctokit;
  expect(await listDeclaring(octokit, { repositories, paths: PATHS }, systemClock)).toEqual([0, 50]);
  expect(asked).toEqual([50, 10]);
});

it("says so when GitHub cannot be asked, for nothing would be a lie", async () => {
  const { github, octokit, named } = await openGitHub();
  github.fails("POST /graphql", { with: "status", status: 502 });
  await expect(listDeclaring(octokit, { repositories: named, paths: PATHS }, systemClock)).rejects.toMatchObject({
    code: "forge.unavailable",
  });
});
