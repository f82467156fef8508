// A repository on GitHub or GitHub Enterprise, seen as an installation of the App sees it. Where GitHub is, the Octokit knows.
import { type Clock, systemClock } from "../../std/clock.ts";
import type { Forge } from "../forge.ts";
import { createAddresses } from "./addresses.ts";
import { createChecks } from "./checks.ts";
import { createGithubClient } from "./client.ts";
import { createCode } from "./code.ts";
import { createComments } from "./comments.ts";
import type { ContentLimiter } from "./content-limiter.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";
import { createPermissions } from "./permissions.ts";
import { createPullRequests } from "./pull-requests.ts";
import { createThreads } from "./threads.ts";

export { createGithubActivity, type GithubPatience } from "./activity.ts";
export { type ContentLimiter, createContentLimiter } from "./content-limiter.ts";
export { findRepository } from "./find-repository.ts";
export { findInstallation, findStanding, type KnownRepository, type RepositoryStanding, type Standing } from "./find-standing.ts";
export { type AppOctokit, type InstallationOctokit, openInstallationOctokit } from "./installation-octokit.ts";
export { listDeclaring } from "./list-declaring.ts";
export { listInstalled } from "./list-installed.ts";
export { findMissingPermissions } from "./operations.ts";
export { watchLimits } from "./watch-limits.ts";
export { withToken } from "./with-token.ts";

export interface GithubForgeOptions {
  /** Of `openInstallationOctokit`. */
  readonly octokit: InstallationOctokit;
  /** GitHub's number for it, which stays when it is renamed or transferred. */
  readonly repositoryId: number;
  /** One for all repositories of the installation. */
  readonly limiter: ContentLimiter;
  /** The App's slug and `[bot]`. */
  readonly login: string;
  readonly clock?: Clock;
  /** Logins of bots that the operator lets start work; they have `write` permission. @defaultValue none */
  readonly trustedBots?: readonly string[];
}

export function createGithubForge(options: GithubForgeOptions): Forge {
  const { octokit, repositoryId, limiter, login, clock = systemClock, trustedBots = [] } = options;
  const client = createGithubClient({ octokit, repositoryId, limiter, clock });
  return {
    kind: "github",
    fetchLogin: async () => login,
    async fetchRepository() {
      const { id, owner, name, default_branch, private: isPrivate, archived } = await client.repository("reading the repository", true);
      return { id, owner: owner.login, name, defaultBranch: default_branch, isPrivate, isArchived: archived };
    },
    ...createPermissions(client, clock, trustedBots),
    ...createAddresses(client),
    ...createThreads(client),
    ...createComments(client, login),
    ...createPullRequests(client),
    ...createChecks(client, login),
    ...createCode(client),
  };
}
