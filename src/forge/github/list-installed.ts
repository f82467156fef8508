// Repositories that the App has been let into, as far as a first look at them goes: for an App that GitHub has never told of any.
// https://docs.github.com/en/rest/apps/installations
import type { Clock } from "../../std/clock.ts";
import { isMissing, toForgeError } from "./github-error.ts";
import { type AppOctokit, openInstallationOctokit } from "./installation-octokit.ts";

export interface InstalledRepository {
  readonly installation: number;
  readonly repository: number;
}

const MOST_INSTALLATIONS = 10;
const MOST_REPOSITORIES = 50;

/** A few of the newest installations, and some of the repositories of each. @throws forge.* */
export async function listInstalled(app: AppOctokit, clock: Pick<Clock, "now">): Promise<readonly InstalledRepository[]> {
  try {
    const { data } = await app.request("GET /app/installations", { per_page: MOST_INSTALLATIONS });
    const found: InstalledRepository[] = [];
    for (const { id, suspended_at: suspendedAt } of data) if (suspendedAt == null) found.push(...(await listRepositories(app, id)));
    return found;
  } catch (cause) {
    throw toForgeError("listing the App's repositories", cause, clock.now());
  }
}

async function listRepositories(app: AppOctokit, installation: number): Promise<readonly InstalledRepository[]> {
  try {
    const octokit = await openInstallationOctokit(app, installation);
    const { data } = await octokit.request("GET /installation/repositories", { per_page: MOST_REPOSITORIES });
    return data.repositories.map(({ id }) => ({ installation, repository: Number(id) }));
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}
