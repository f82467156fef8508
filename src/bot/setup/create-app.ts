// Fetches the App that a person has just confirmed: its number, its key and its webhook secret. GitHub hands them over once.
// https://docs.github.com/en/rest/apps/apps#create-a-github-app-from-a-manifest
import type { Octokit } from "@octokit/rest";

export interface CreatedApp {
  readonly id: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Where a person installs it. */
  readonly installUrl: string;
}

const ANSWER_WITHIN_MS = 30_000;
/** Letters and digits, as far as anybody has seen. */
const CODE = /^[\w-]{1,200}$/;

/** @returns why there is none, in words for a person */
export async function createApp(apiUrl: string, code: string): Promise<CreatedApp | { readonly problem: string }> {
  if (!CODE.test(code)) return { problem: "The address has no code from GitHub in it." };
  const { Octokit } = await import("@octokit/rest");
  const octokit: Octokit = new Octokit({ baseUrl: apiUrl, log: SILENT });
  try {
    const request = { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
    const { data } = await octokit.rest.apps.createFromManifest({ code, request });
    if (!data.webhook_secret) return { problem: "GitHub made the App without a webhook secret. Delete it there, and start again." };
    return { id: data.id, privateKey: data.pem, webhookSecret: data.webhook_secret, installUrl: `${data.html_url}/installations/new` };
  } catch (cause) {
    const { status, message } = cause as { readonly status?: number; readonly message: string };
    if (status === 404 || status === 422) return { problem: "GitHub no longer accepts the code: it works once, within an hour." };
    return { problem: `GitHub did not return the App: ${message}` };
  }
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
