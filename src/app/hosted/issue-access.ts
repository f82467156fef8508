// A repository's issues as a list of work, asked as the installation of the App that it belongs to.
import { isAtLeast } from "../../core/commands/permission.ts";
import type { Forge } from "../../forge/forge.ts";
import { type InstallationOctokit, withToken } from "../../forge/github/index.ts";
import type { GithubOctokit, GithubQuota, GithubTrackerSettings } from "../../trackers/github/index.ts";
import { trackers } from "../../trackers/index.ts";
import type { Tracker } from "../../trackers/tracker.ts";

export interface IssueAccess {
  /**
   * Asks nothing yet. Offers only what was written, or marked with a label that asks for work, by people who may write in the repository.
   *
   * @param requiredLabels besides the one of the settings
   */
  openTracker(settings: GithubTrackerSettings, requiredLabels: readonly string[]): Promise<Tracker>;
  /** Whether the installation was let read boards (Projects). @throws whatever GitHub says */
  mayReadBoards(): Promise<boolean>;
}

export interface IssueAccessOptions {
  readonly octokit: InstallationOctokit;
  /** One for the whole installation. */
  readonly quota: GithubQuota;
  readonly fetchPermission: Forge["fetchPermission"];
}

export function createIssueAccess({ octokit, quota, fetchPermission }: IssueAccessOptions): IssueAccess {
  const signedIn = toRenewing(octokit);
  return {
    async openTracker(settings, requiredLabels) {
      const { createGithubTracker } = await trackers.github();
      const labels = [...(settings.label === null ? [] : [settings.label]), ...requiredLabels].map((label) => label.trim().toLowerCase());
      const mayAsk = async (login: string) => isAtLeast(await fetchPermission(login), "write");
      return createGithubTracker({ settings, loadOctokit: async () => signedIn, quota, trust: { labels, mayAsk } });
    },
    // A permission that was granted just now is in no token from before.
    mayReadBoards: async () => (await hasBoards(octokit, false)) || (await hasBoards(octokit, true)),
  };
}

async function hasBoards(octokit: InstallationOctokit, refresh: boolean): Promise<boolean> {
  const token = (await octokit.auth({ type: "installation", refresh })) as { readonly permissions?: Readonly<Record<string, string>> };
  return token.permissions?.["organization_projects"] !== undefined;
}

type Ask = (...question: readonly unknown[]) => Promise<unknown>;

/** The list of issues knows nothing of tokens that end. */
function toRenewing(octokit: InstallationOctokit): GithubOctokit {
  const renewing =
    (ask: Ask): Ask =>
    (...question) =>
      withToken(octokit, () => ask(...question));
  const asked = { request: renewing(octokit.request as Ask), graphql: renewing(octokit.graphql as Ask) };
  return asked as unknown as GithubOctokit;
}
