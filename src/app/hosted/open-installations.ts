// The installations of the App on GitHub: each has one limiter and one quota, which all that is opened there shares. Whoever of them is asked
// to wait has all the others wait too.
import {
  type AppOctokit,
  type ContentLimiter,
  createContentLimiter,
  createGithubForge,
  findInstallation,
  findRepository,
  findStanding,
  type GithubPatience,
  type InstallationOctokit,
  listDeclaring,
  listInstalled,
  openInstallationOctokit,
  watchLimits,
} from "../../forge/github/index.ts";
import { MANIFEST_PATHS } from "../../resources/repository-files/choose-files.ts";
import { WORKFLOW_FILE_NAMES } from "../../resources/workflow-file/file-names.ts";
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

export interface Installations
  extends Pick<HostOptions, "openForge" | "findRepository" | "findInstallation" | "findStanding" | "listDeclaring" | "listInstalled"> {
  openOctokit(installation: number): Promise<InstallationOctokit>;
  /** Of each installation. */
  readonly patience: GithubPatience;
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
    const found = shared.get(installation) ?? createShared();
    shared.set(installation, found);
    return found;
  }

  function createShared(): Shared {
    const limiter = createContentLimiter({ clock });
    const quota = createGithubQuota({ clock });
    function pause(ms: number): void {
      limiter.pause(ms);
      quota.pause(ms);
    }
    return {
      quota: { ...quota, pause },
      limiter: {
        write: limiter.write,
        stop: limiter.stop,
        pause,
        get waiting() {
          return limiter.waiting;
        },
      },
    };
  }

  const openOctokit = async (installation: number) => await openInstallationOctokit(await signIn(), installation);

  return {
    openOctokit,
    async openForge(installation, repositoryId) {
      const octokit = await openOctokit(installation);
      const { limiter, quota } = share(installation);
      watchLimits(octokit, quota);
      const forge = createGithubForge({ octokit, repositoryId, limiter, login, clock, trustedBots });
      return { forge, issues: createIssueAccess({ octokit, quota, fetchPermission: forge.fetchPermission }) };
    },
    findRepository: async (installation, owner, name) => await findRepository(await signIn(), { installation, owner, name }, clock),
    patience: {
      isAskedToWait: (installation) => share(installation).quota.waitOfPerson() > 0,
      pause: (installation, ms) => share(installation).quota.pause(ms),
    },
    findInstallation: async (installation) => await findInstallation(await signIn(), installation, clock),
    findStanding: async (repository) => await findStanding(await signIn(), repository, clock),
    async listDeclaring(installation, repositories) {
      const paths = [...WORKFLOW_FILE_NAMES, ...MANIFEST_PATHS];
      return await listDeclaring(await openOctokit(installation), { repositories, paths }, clock);
    },
    listInstalled: async () => await listInstalled(await signIn(), clock),
    stop() {
      for (const { limiter } of shared.values()) limiter.stop();
    },
  };
}
