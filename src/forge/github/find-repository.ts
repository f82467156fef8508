// A repository by its name, when it is one that an installation of the App has been let into.
// https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app

import type { Clock } from "../../std/clock.ts";
import { isMissing, toForgeError } from "./github-error.ts";
import type { AppOctokit } from "./installation-octokit.ts";
import { openInstallationOctokit } from "./installation-octokit.ts";

export interface NamedRepository {
  readonly installation: number;
  readonly owner: string;
  readonly name: string;
}

/** @returns GitHub's number for it; null: there is none, or it is not among the installation's. @throws forge.* */
export async function findRepository(
  app: AppOctokit,
  { installation, owner, name: repo }: NamedRepository,
  clock: Pick<Clock, "now">,
): Promise<number | null> {
  try {
    // A public repository could be read without being let in; what is declared there counts only when its owner wants us there.
    const { data: found } = await app.request("GET /repos/{owner}/{repo}/installation", { owner, repo });
    if (found.id !== installation) return null;
    const octokit = await openInstallationOctokit(app, installation);
    const { data } = await octokit.request("GET /repos/{owner}/{repo}", { owner, repo });
    return Number(data.id);
  } catch (error) {
    if (isMissing(error)) return null;
    throw toForgeError(`looking for ${owner}/${repo}`, error, clock.now());
  }
}
