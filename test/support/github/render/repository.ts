// A repository as the REST API and webhooks show it, with the many addresses that hang on it.

import { type Repository, toFullName } from "../state/repository.ts";
import { isAtLeast, type Role } from "../state/role.ts";
import type { World } from "../state/world.ts";
import { type Json, toAccountJson, WEB } from "./account.ts";

/** Name of the field, and what follows the repository's own address. */
const ADDRESSES = {
  forks_url: "/forks",
  keys_url: "/keys{/key_id}",
  collaborators_url: "/collaborators{/collaborator}",
  teams_url: "/teams",
  hooks_url: "/hooks",
  issue_events_url: "/issues/events{/number}",
  events_url: "/events",
  assignees_url: "/assignees{/user}",
  branches_url: "/branches{/branch}",
  tags_url: "/tags",
  blobs_url: "/git/blobs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  git_refs_url: "/git/refs{/sha}",
  trees_url: "/git/trees{/sha}",
  statuses_url: "/statuses/{sha}",
  languages_url: "/languages",
  stargazers_url: "/stargazers",
  contributors_url: "/contributors",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  commits_url: "/commits{/sha}",
  git_commits_url: "/git/commits{/sha}",
  comments_url: "/comments{/number}",
  issue_comment_url: "/issues/comments{/number}",
  contents_url: "/contents/{+path}",
  compare_url: "/compare/{base}...{head}",
  merges_url: "/merges",
  archive_url: "/{archive_format}{/ref}",
  downloads_url: "/downloads",
  issues_url: "/issues{/number}",
  pulls_url: "/pulls{/number}",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  labels_url: "/labels{/name}",
  releases_url: "/releases{/id}",
  deployments_url: "/deployments",
} as const;

export function toRepositoryUrl(world: World, repository: Repository): string {
  return `${world.url}/repos/${toFullName(repository)}`;
}

export function toRepositoryJson(world: World, repository: Repository): Json {
  const name = toFullName(repository);
  const url = toRepositoryUrl(world, repository);
  const open = [...repository.issues.values()].filter(({ state }) => state === "open").length;
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: toAccountJson(world, repository.owner),
    html_url: `${WEB}/${name}`,
    description: null,
    fork: repository.parent !== null,
    url,
    ...Object.fromEntries(Object.entries(ADDRESSES).map(([field, rest]) => [field, `${url}${rest}`])),
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    git_url: `git://github.com/${name}.git`,
    ssh_url: `git@github.com:${name}.git`,
    clone_url: `${world.url}/${name}.git`,
    svn_url: `${WEB}/${name}`,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** Only in `push`: two names for the default branch, two for the owner, and times as numbers. */
export function toPushedRepositoryJson(world: World, repository: Repository): Json {
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
  const { login } = repository.owner;
  return {
    ...toRepositoryJson(world, repository),
    owner: { name: login, email: null, ...toAccountJson(world, repository.owner) },
    created_at: seconds(repository.createdAt),
    pushed_at: seconds(repository.pushedAt),
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}

/** `GET /repos/{owner}/{repo}`; `permissions` are those of the one who asks. */
export function toFullRepositoryJson(world: World, repository: Repository, role: Role | null): Json {
  const { parent } = repository;
  const family = parent === null ? {} : { parent: toRepositoryJson(world, parent), source: toRepositoryJson(world, parent) };
  return {
    ...toRepositoryJson(world, repository),
    ...family,
    ...(role === null ? {} : { permissions: toRights(role) }),
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: false,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    network_count: 0,
    subscribers_count: 0,
  };
}

export function toRights(role: Role): Json {
  const [pull, triage, push, maintain, admin] = (["read", "triage", "write", "maintain", "admin"] as const).map((wanted) =>
    isAtLeast(role, wanted),
  );
  return { admin, maintain, push, triage, pull };
}
