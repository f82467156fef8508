// Commits, files and trees as the REST API and webhooks show them.
import type { CommitFacts, Signature } from "../git/bare-repository.ts";
import type { ChangedFile } from "../git/changed-files.ts";
import type { Account } from "../state/account.ts";
import { type Repository, toFullName } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { type Json, WEB } from "./account.ts";
import { toAccountJsonOrNull } from "./issue.ts";
import { toRepositoryUrl } from "./repository.ts";

/** GitHub knows people by the addresses of their commits; here every account has the address that GitHub would hand out. */
export function toEmail({ id, login }: Account): string {
  return `${id}+${login}@users.noreply.github.com`;
}

function findByEmail(world: World, { email }: Signature): Account | undefined {
  return [...world.accounts.values()].find((account) => toEmail(account) === email);
}

const UNVERIFIED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

/** `GET /git/commits/{sha}`. */
export function toGitCommitJson(world: World, repository: Repository, commit: CommitFacts): Json {
  const url = `${toRepositoryUrl(world, repository)}/git`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${url}/commits/${commit.sha}`,
    html_url: `${WEB}/${toFullName(repository)}/commit/${commit.sha}`,
    author: toSignatureJson(commit.author),
    committer: toSignatureJson(commit.committer),
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => toParentJson(repository, sha, `${url}/commits/${sha}`)),
    verification: UNVERIFIED,
  };
}

/** As lists of commits have it. */
export function toCommitJson(world: World, repository: Repository, commit: CommitFacts): Json {
  const base = toRepositoryUrl(world, repository);
  const url = `${base}/commits/${commit.sha}`;
  const tree = { sha: commit.tree, url: `${base}/git/trees/${commit.tree}` };
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    commit: {
      author: toSignatureJson(commit.author),
      committer: toSignatureJson(commit.committer),
      message: commit.message,
      tree,
      url: `${base}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url,
    html_url: `${WEB}/${toFullName(repository)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: toAccountJsonOrNull(world, findByEmail(world, commit.author)),
    committer: toAccountJsonOrNull(world, findByEmail(world, commit.committer)),
    parents: commit.parents.map((sha) => toParentJson(repository, sha, `${base}/commits/${sha}`)),
  };
}

function toParentJson(repository: Repository, sha: string, url: string): Json {
  return { sha, url, html_url: `${WEB}/${toFullName(repository)}/commit/${sha}` };
}

/** GitHub writes moments in UTC, whatever the commit's own zone. */
function toSignatureJson({ name, email, date }: Signature): Json {
  return { name, email, date: `${new Date(date).toISOString().slice(0, 19)}Z` };
}

export function toFileJson(world: World, repository: Repository, sha: string, file: ChangedFile): Json {
  const path = encodeURI(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${WEB}/${toFullName(repository)}/blob/${sha}/${path}`,
    raw_url: `${WEB}/${toFullName(repository)}/raw/${sha}/${path}`,
    contents_url: `${toRepositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}

/** As `push` webhooks list commits. */
export function toPushedCommitJson(world: World, repository: Repository, commit: CommitFacts, files: readonly ChangedFile[]): Json {
  const paths = (...statuses: readonly string[]) => files.filter(({ status }) => statuses.includes(status)).map(({ path }) => path);
  const person = (signature: Signature) => {
    const account = findByEmail(world, signature);
    return {
      name: signature.name,
      email: signature.email,
      date: signature.date,
      ...(account === undefined ? {} : { username: account.login }),
    };
  };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${WEB}/${toFullName(repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths("added"),
    removed: paths("removed"),
    modified: paths("modified", "renamed"),
  };
}
