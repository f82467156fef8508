// Octokit signed in with the token of a person, for a server that is no GitHub App. Neither throttles nor tries again.
import type { GithubOctokit } from "./client.ts";

/** Loads the library with the first of them. @param apiUrl `https://api.github.com`, or the REST API of a GitHub Enterprise Server */
export async function createTokenOctokit(token: string, apiUrl: string): Promise<GithubOctokit> {
  const { Octokit } = await import("@octokit/rest");
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ auth: token, baseUrl: apiUrl.replace(/\/$/, ""), userAgent: "yardmaster", log });
}
