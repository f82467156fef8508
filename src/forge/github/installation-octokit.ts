// Octokit signed in as one installation of the App, from Probot's that is signed in as the App. Probot's own way to one fetches tokens from
// api.github.com whatever its base URL is (octokit-auth-probot, "request"), and so shows GitHub Enterprise's App to another host.
import type { Octokit } from "@octokit/rest";

/** Octokit as we use it. */
export type InstallationOctokit = Pick<Octokit, "auth" | "graphql" | "hook" | "request" | "rest">;

/** Probot's: `await probot.auth()`. */
export type AppOctokit = Pick<Octokit, "auth" | "request">;

interface FactoryOptions {
  readonly octokit: InstallationOctokit;
  readonly octokitOptions: { readonly auth: object };
}

/** Neither throttles nor tries again: writes go through the limiter of the installation, and who asks tries again. */
export async function openInstallationOctokit(app: AppOctokit, installationId: number): Promise<InstallationOctokit> {
  const factory = ({ octokit, octokitOptions }: FactoryOptions) => {
    const ProbotOctokit = octokit.constructor as new (options: object) => InstallationOctokit;
    return new ProbotOctokit({
      ...octokitOptions,
      auth: { ...octokitOptions.auth, installationId, request: app.request },
      throttle: { enabled: false },
      retry: { enabled: false },
    });
  };
  return (await app.auth({ type: "installation", installationId, factory })) as InstallationOctokit;
}
