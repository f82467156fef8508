// Whether anything happened to a repository's issues since the last look: a conditional request for those that changed last, which costs
// nothing while the answer is the same. Sees neither boards nor fields nor other repositories.
// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
import { YardmasterError } from "../../core/errors.ts";
import type { GithubClient } from "./client.ts";

export interface Changes {
  /** Grows with each change that was seen. Calls that come meanwhile share the look. @throws tracker.not-found, tracker.unavailable */
  look(doing: string): Promise<number>;
}

/** Whatever changes comes to the top, so that a few are enough. */
const SEEN = 10;

export function createChanges(client: GithubClient, { owner, name }: { readonly owner: string; readonly name: string }): Changes {
  let version = 0;
  let etag: string | null = null;
  let looking: Promise<number> | null = null;

  async function ask(doing: string): Promise<number> {
    const headers = etag === null ? {} : { "if-none-match": etag };
    const question = { owner, repo: name, state: "all", sort: "updated", direction: "desc", per_page: SEEN } as const;
    const { status, headers: told } = await client.send(
      doing,
      (octokit, request) => octokit.request("GET /repos/{owner}/{repo}/issues", { ...question, headers, request }),
      [304, 404],
    );
    if (status === 404) throw toNotFound(doing, `${owner}/${name}`);
    if (status === 304) return version;
    etag = told["etag"] === undefined ? null : String(told["etag"]);
    version += 1;
    return version;
  }

  return {
    look(doing) {
      looking ??= ask(doing).finally(() => {
        looking = null;
      });
      return looking;
    },
  };
}

export function toNotFound(doing: string, repository: string): YardmasterError {
  return new YardmasterError("tracker.not-found", `${doing}: GitHub shows us no repository ${repository}`, {
    hint: "check its name, and that the token may read its issues",
  });
}
