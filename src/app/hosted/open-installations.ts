// The installations of the App on GitHub: each has one limiter and one quota, which all that is opened there shares.
import {
  type AppOctokit,
  type ContentLimiter,
  createContentLimiter,
  createGithubForge,
  findRepository,
  type InstallationOctokit,
  listInstalled,
  openInstallationOctokit,
  watchLimits,
} from "../../forge/github/index.ts";
import type { Clock } from "../../std/clock.ts";
import type { GithubQuota } from "../../trackers/github/index.ts";
import { trackers } from "../../trackers/index.ts";
import type { HostOptions } from "./create-host.ts";
import { createIssueAccess } from "./issue-access.ts";

export interface InstallationsDeps {
  /** Octokit signed in as the App. */
  signIn(): Promise<AppOctokit>;
  /** Of the App, as the author of what it writes. */
  readonly login: string;
  /** Logins of bots that count as people with `write` permission. */
  readonly trustedBots: readonly string[];
  readonly clock: Clock;
}

export interface Installations extends Pick<HostOptions, "openForge" | "findRepository" | "listInstalled"> {
  openOctokit(installation: number): Promise<InstallationOctokit>;
  /** Nothing that waits for its turn is written any more. */
  stop(): void;
}

interface Shared {
  readonly limiter: ContentLimiter;
  readonly quota: GithubQuota;
}

export async function openInstallations({ signIn, login, trustedBots, clock }: InstallationsDeps): Promise<Installations> {
  const { createGithubQuota } = await trackers.github();
  const shared = new Map<number, Shared>();

  function share(installation: number): Shared {
    const found = shared.get(installation) ?? { limiter: createContentLimiter({ clock }), quota: createGithubQuota({ clock }) };
    shared.set(installation, found);
    return found;
  }

  const openOctokit = async (installation: number) => await openInstallationOctokit(await signIn(), installation);

  return {
    openOctokit,
    async openForge(installation, repositoryId) {
      const octokit = await openOctokit(installation);
      const { limiter, quota } = share(installation);
      watchLimits(octokit, quota);
      const forge = createGithubForge({ octokit, repositoryId, limiter, login, clock, trustedBots });
      return { forge, issues: createIssueAccess({ octokit, quota }) };
    },
    findRepository: async (installation, owner, name) => await findRepository(await signIn(), { installation, owner, name }, clock),
    listInstalled: async () => await listInstalled(await signIn(), clock),
    stop() {
      for (const { limiter } of shared.values()) limiter.stop();
    },
  };
}
