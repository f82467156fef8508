// The manifest that an App is made from: what app.yml asks for, and where GitHub takes it. Pure.
// https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest

/** What app.yml says. */
export interface AppTemplate {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly public: boolean;
  readonly default_permissions: Readonly<Record<string, "read" | "write" | "admin">>;
  readonly default_events: readonly string[];
}

interface Places {
  /** Where GitHub sends webhooks. */
  readonly webhookUrl: string;
  /** Where GitHub sends the person back to. */
  readonly redirectUrl: string;
}

export function toAppManifest(template: AppTemplate, { webhookUrl, redirectUrl }: Places): object {
  return { ...template, hook_attributes: { url: webhookUrl, active: true }, redirect_url: redirectUrl };
}

/** Where people see what the API at this address is of. */
export function toWebUrl(apiUrl: string): string {
  const { protocol, host, pathname, origin } = new URL(apiUrl);
  // GitHub itself, and organizations that chose where their data is: api.github.com, api.octo.ghe.com.
  if (pathname === "/" && host.startsWith("api.")) return `${protocol}//${host.slice("api.".length)}`;
  return origin;
}

/** The page of GitHub's that takes a manifest. @param organization null: the person's own account */
export function toCreationUrl(webUrl: string, organization: string | null, state: string): string {
  const owner = organization === null ? "" : `/organizations/${encodeURIComponent(organization)}`;
  return `${webUrl}${owner}/settings/apps/new?state=${state}`;
}
