// The forge on the pretend GitHub, through the Octokit that Probot gives for an installation.
import { pino } from "pino";
import { Probot } from "probot";
import { onTestFinished } from "vitest";
import type { Forge } from "../../src/forge/forge.ts";
import {
  createContentLimiter,
  createGithubForge,
  type GithubForgeOptions,
  type InstallationOctokit,
  openInstallationOctokit,
} from "../../src/forge/github/index.ts";
import type { ForgeFixture } from "../../src/testing/forge-contract.ts";
import { deleteRepository, renameRepository } from "./github/acts/repositories.ts";
import { createPretendGitHub, type PretendGitHub } from "./github/pretend-github.ts";
import type { PullIssue } from "./github/render/pull.ts";
import type { Issue, Repository } from "./github/state/repository.ts";

export const LOGIN = "yardmaster[bot]";

export interface GithubForgeFixture extends ForgeFixture {
  readonly github: PretendGitHub;
  readonly site: Repository;
  /** A forge with other settings, such as a clock that the test turns. */
  createForge(options?: Partial<GithubForgeOptions>): Forge;
  issue(number: number): Issue;
  dispose(): Promise<void>;
}

export async function signIn(github: PretendGitHub, baseUrl = github.url): Promise<InstallationOctokit> {
  const { id: appId, privateKey, webhookSecret: secret } = github.app;
  const probot = new Probot({ appId, privateKey, secret, baseUrl, log: pino({ level: "silent" }) });
  return openInstallationOctokit(await probot.auth(), github.installation("acme").id);
}

/** Stopped when the test ends, and then nothing may have been sent that GitHub would not understand. */
export async function givenGithubForge(): Promise<GithubForgeFixture> {
  const fixture = await openGithubForge();
  onTestFinished(() => fixture.dispose());
  return fixture;
}

/** On a GitHub of its own, or a new repository on this one, which then goes on. */
export async function openGithubForge(shared: PretendGitHub | null = null): Promise<GithubForgeFixture> {
  const github = shared ?? (await createPretendGitHub());
  const site = github.repository("acme/site", { collaborators: { ana: "write" } });
  const octokit = await signIn(github);
  const ana = github.as("ana");
  const isOurs = ({ account }: { readonly account: { readonly login: string } }) => account.login === LOGIN;

  function createForge(options: Partial<GithubForgeOptions> = {}): Forge {
    return createGithubForge({ octokit, repositoryId: site.id, limiter: createContentLimiter(), login: LOGIN, ...options });
  }

  function issue(number: number): Issue {
    const found = site.issues.get(number);
    if (found === undefined) throw new Error(`there is no #${number}`);
    return found;
  }

  return {
    github,
    site,
    createForge,
    issue,
    forge: createForge(),
    reopen: createForge,
    openIssue: async (title, body, labels = []) => {
      const made = ana.opensIssue(site, { title, ...(body === null ? {} : { body }) });
      if (labels.length > 0) ana.labels(made, ...labels);
      return made.number;
    },
    async openPull(title, head, { isFromFork = false, author = "ana", into = "main" } = {}) {
      if (!isFromFork) return github.as(author).opensPull(site, { from: head, into, title }).number;
      const fork = github.fork(site, author);
      github.as(author).pushes(fork, head, { "theirs.txt": "theirs" });
      return github.as(author).opensPull(site, { from: head, title, fork }).number;
    },
    comment: async (thread, body) => ana.comments(issue(thread), body).id,
    edit: async (thread, words) => ana.edits(issue(thread), words),
    async deleteComment(id) {
      const comment = site.comments.get(id);
      if (comment !== undefined) ana.deletes(comment);
    },
    deleteThread: async (number) => ana.deletes(issue(number)),
    lock: async (number) => ana.locks(issue(number)),
    merge: async (number) => void ana.merges(issue(number) as PullIssue),
    grant: async (login, permission) => void site.collaborators.set(github.account(login).login.toLowerCase(), permission),
    push: async (branch, files) => ana.pushes(site, branch, files),
    branch: async (name) => site.git.refs().get(`refs/heads/${name}`) ?? null,
    comments: async (thread) =>
      [...site.comments.values()]
        .filter((comment) => comment.issue.number === thread)
        .map(({ id, author, body, minimizedReason, reactions }) => ({
          id,
          author: author.login,
          body,
          isHidden: minimizedReason !== null,
          reactions: reactions.filter(isOurs).map(({ content }) => content),
        })),
    reactions: async (thread) =>
      issue(thread)
        .reactions.filter(isOurs)
        .map(({ content }) => content),
    checks: async (commit) =>
      [...site.checks.values()]
        .filter(({ suite }) => suite.headSha === commit)
        .map(({ name, externalId, status, conclusion, output, actions, detailsUrl }) => ({
          name,
          externalId,
          status,
          conclusion,
          title: output.title ?? "",
          summary: output.summary ?? "",
          annotations: output.annotations.map(({ message }) => String(message)),
          actions,
          detailsUrl,
        })),
    rename: async (name) => renameRepository(github.world, site, { account: github.account("ana"), via: null }, name),
    breakForge: async () => github.fails("* /**", { with: "status", status: 502 }),
    loseAnswer: async () => {
      for (const verb of ["POST", "PATCH"]) github.fails(`${verb} /repos/**`, { with: "lost answer" });
    },
    deleteRepository: async () => deleteRepository(github.world, site, { account: github.account("ana"), via: null }),
    async dispose() {
      github.recovers();
      if (shared === null) await github.stop();
      github.assertNoViolations();
    },
  };
}
