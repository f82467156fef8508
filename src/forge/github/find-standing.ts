// Whether the App is at work somewhere, as GitHub says it now: what a webhook says may have been undone since.
// https://docs.github.com/en/rest/apps/apps#get-an-installation-for-the-authenticated-app
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { isMissing, toForgeError } from "./github-error.ts";
import { type AppOctokit, openInstallationOctokit } from "./installation-octokit.ts";

export interface KnownRepository {
  /** Stays when it is renamed. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** `gone`: it is not there, or not ours to see. */
export type Standing = "present" | "suspended" | "gone";

export interface RepositoryStanding {
  readonly standing: Standing | "archived";
  /** Through which the App is let in; null: it is not. */
  readonly installation: number | null;
}

/** @throws forge.* */
export async function findInstallation(app: AppOctokit, installation: number, clock: Pick<Clock, "now">): Promise<Standing> {
  try {
    const { data } = await app.request("GET /app/installations/{installation_id}", { installation_id: installation });
    return data.suspended_at == null ? "present" : "suspended";
  } catch (error) {
    if (isMissing(error)) return "gone";
    throw toForgeError(`looking whether the App is installed (${installation})`, error, clock.now());
  }
}

/** @throws forge.* */
export async function findStanding(
  app: AppOctokit,
  { id, owner, name: repo }: KnownRepository,
  clock: Pick<Clock, "now">,
): Promise<RepositoryStanding> {
  try {
    const { data: found } = await app.request("GET /repos/{owner}/{repo}/installation", { owner, repo });
    if (found.suspended_at != null) return { standing: "suspended", installation: found.id };
    const octokit = await openInstallationOctokit(app, found.id);
    const { data } = await octokit.request("GET /repos/{owner}/{repo}", { owner, repo });
    // Another may have taken its name.
    if (Number(data.id) !== id) return GONE;
    return { standing: data.archived ? "archived" : "present", installation: found.id };
  } catch (cause) {
    if (isMissing(cause)) return GONE;
    const error = toForgeError(`looking whether the App is at work in ${owner}/${repo}`, cause, clock.now());
    // Between the two questions it has changed: it is asked again.
    throw error.code === "forge.gone" ? new YardmasterError("forge.unavailable", error.message, { cause }) : error;
  }
}

const GONE: RepositoryStanding = { standing: "gone", installation: null };
