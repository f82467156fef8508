// Something happened: each app that asked for such events, and is installed where it happened, gets a webhook about it.
import { toAccountJson } from "../render/account.ts";
import { toRepositoryJson } from "../render/repository.ts";
import type { Account } from "../state/account.ts";
import type { App, Installation } from "../state/app.ts";
import type { Repository } from "../state/repository.ts";
import { isInstalledOn, type World } from "../state/world.ts";

export interface Happening {
  readonly event: string;
  readonly action?: string;
  readonly sender: Account;
  /** What the event has beside the action, the repository and the sender; asked for when somebody listens, because git has to be asked. */
  readonly about: () => Readonly<Record<string, unknown>>;
  /** Only this app hears of it, as with a click on a button of its check. */
  readonly to?: App;
}

export function emit(world: World, repository: Repository, { event, action, sender, about, to }: Happening): void {
  for (const installation of world.installations.values()) {
    const { app } = installation;
    if (app.webhookUrl === null || (to !== undefined && to !== app)) continue;
    const isItsOwn = to === app && app.permissions["checks"] === "write";
    if (!hears(installation, event, isItsOwn) || !isInstalledOn(installation, repository)) continue;
    const { owner } = repository;
    const organization = owner.type === "Organization" ? { organization: toOrganizationJson(world, owner) } : {};
    const payload = {
      ...(action === undefined ? {} : { action }),
      repository: toRepositoryJson(world, repository),
      ...about(),
      ...organization,
      sender: toAccountJson(world, sender),
      installation: { id: installation.id, node_id: installation.nodeId },
    };
    send(world, installation, { event, action, payload, repositoryId: repository.id });
  }
}

/** What happens to the installation itself; every app hears of it unasked. */
export function emitToApp(world: World, installation: Installation, happening: Omit<Happening, "to">): void {
  const { event, action, sender, about } = happening;
  const payload = { action, ...about(), sender: toAccountJson(world, sender) };
  send(world, installation, { event, action, payload, repositoryId: null });
}

/**
 * What is asked of an app's own checks is sent unasked to whoever may write checks.
 * https://docs.github.com/en/rest/guides/using-the-rest-api-to-interact-with-checks
 */
function hears({ app, suspendedAt }: Installation, event: string, isItsOwn: boolean): boolean {
  return suspendedAt === null && (isItsOwn || app.events.includes("*") || app.events.includes(event));
}

interface Message {
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly repositoryId: number | null;
}

/** An app without an address for webhooks gets none, and misses none. */
function send(world: World, { app, id }: Installation, { event, action, payload, repositoryId }: Message): void {
  if (app.webhookUrl === null) return;
  world.webhooks.send({ app, event, action: action ?? null, installationId: id, repositoryId, body: JSON.stringify(payload) });
}

function toOrganizationJson(world: World, { login, id, nodeId }: Account): Readonly<Record<string, unknown>> {
  const url = `${world.url}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    description: "",
  };
}
