// People, organizations, bots and apps as the REST API and webhooks show them.
import type { Account } from "../state/account.ts";
import type { App, Installation } from "../state/app.ts";
import { toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Where people look, as opposed to programs. */
export const WEB = "https://github.com";

export function toAccountJson(world: World, { id, nodeId, login, type }: Account): Json {
  const url = `${world.url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: "",
    url,
    html_url: type === "Bot" ? `${WEB}/apps/${login.replace(/\[bot\]$/, "")}` : `${WEB}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** `GET /users/{username}`: more than what is shown beside an issue. */
export function toProfileJson(world: World, account: Account): Json {
  const nothing = { name: null, company: null, blog: "", location: null, email: null, hireable: null, bio: null, twitter_username: null };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  return { ...toAccountJson(world, account), ...nothing, ...counts, created_at: account.createdAt, updated_at: account.createdAt };
}

export function toAppJson(world: World, app: App): Json {
  return {
    id: app.id,
    slug: app.slug,
    node_id: app.nodeId,
    client_id: app.clientId,
    owner: toAccountJson(world, app.owner),
    name: app.name,
    description: "",
    external_url: "https://example.com",
    html_url: `${WEB}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events.filter((event) => event !== "*"),
  };
}

export function toInstallationJson(world: World, installation: Installation): Json {
  const { id, app, account, permissions, repositories, createdAt, updatedAt, suspendedAt, suspendedBy } = installation;
  const organization = account.type === "Organization";
  return {
    id,
    client_id: app.clientId,
    account: toAccountJson(world, account),
    repository_selection: repositories === "all" ? "all" : "selected",
    access_tokens_url: `${world.url}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: organization ? `${WEB}/organizations/${account.login}/settings/installations/${id}` : `${WEB}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: "read", ...permissions },
    events: app.events.filter((event) => event !== "*"),
    created_at: createdAt,
    updated_at: updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedBy === null ? null : toAccountJson(world, suspendedBy),
    suspended_at: suspendedAt,
  };
}

/** As `installation` webhooks list repositories. */
export function toRepositoryMention(repository: Parameters<typeof toFullName>[0]): Json {
  const { id, nodeId, name } = repository;
  return { id, node_id: nodeId, name, full_name: toFullName(repository), private: repository.private };
}
