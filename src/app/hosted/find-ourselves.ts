// Which App we are, as GitHub says when it is asked at the start, and what that App may not do.
import { YardmasterError } from "../../core/errors.ts";
import { type AppOctokit, findMissingPermissions } from "../../forge/github/index.ts";
import type { Log } from "../../runtime/deps.ts";

export interface AppIdentity {
  readonly slug: string;
  /** As the author of what it writes. */
  readonly login: string;
  readonly email: string;
}

interface AppData {
  readonly slug?: string;
  readonly html_url?: string;
  readonly permissions?: Readonly<Record<string, string>>;
}

/** @throws forge.unavailable whatever GitHub says */
export async function findOurselves(
  app: AppOctokit,
  { apiUrl, log }: { readonly apiUrl: string; readonly log: Log },
): Promise<AppIdentity> {
  const { slug = "yardmaster", html_url: page = "https://github.com", permissions = {} } = await fetchApp(app, apiUrl);
  const missing = findMissingPermissions(permissions);
  if (missing.length > 0)
    log.warn({ missing }, "the App lacks permissions: add them on its settings page, and accept them where it is installed");
  const login = `${slug}[bot]`;
  return { slug, login, email: `${login}@users.noreply.${new URL(page).hostname}` };
}

async function fetchApp(app: AppOctokit, apiUrl: string): Promise<AppData> {
  try {
    // Somebody waits for the start to succeed or to say why not: once more, instead of the usual quarter of a minute.
    return (await app.request("GET /app", { request: { retries: 1 } })).data as AppData;
  } catch (error) {
    if (error instanceof YardmasterError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new YardmasterError("forge.unavailable", `asking ${apiUrl} which App we are: ${reason}`, {
      cause: error,
      hint: "see that GitHub can be reached from here, and that APP_ID and the private key belong together",
    });
  }
}
