// What is asked with an installation's token, asked once more with a new one where GitHub no longer takes the old: a token lasts an hour, or
// less when GitHub feels like it.
import { hasStatus } from "./github-error.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";

export async function withToken<Answer>(octokit: Pick<InstallationOctokit, "auth">, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (cause) {
    if (!hasStatus(cause, 401)) throw cause;
    await octokit.auth({ type: "installation", refresh: true });
    return await work();
  }
}
