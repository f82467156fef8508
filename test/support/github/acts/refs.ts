// Branches and tags move: by a push, over the API, or by a merge. What follows from it follows here:
// push, create and delete webhooks, check suites, and pull requests whose head or base it was.

import { NO_COMMIT } from "../git/bare-repository.ts";
import { readChangedFiles } from "../git/changed-files.ts";
import type { Actor } from "../http/call.ts";
import { WEB } from "../render/account.ts";
import { toEmail, toPushedCommitJson } from "../render/commit.ts";
import { isPull, type PullIssue } from "../render/pull.ts";
import { toPushedRepositoryJson } from "../render/repository.ts";
import { type Repository, toFullName } from "../state/repository.ts";
import { isInstalledOn, type World } from "../state/world.ts";
import { createSuite } from "./checks.ts";
import { emit } from "./emit.ts";
import { closeItem, emitItem, touch } from "./issues.ts";

export function setRef(world: World, repository: Repository, actor: Actor, ref: string, sha: string | null): void {
  const before = repository.git.refs("refs/");
  repository.git.setRef(ref, sha);
  movedRefs(world, repository, actor, before);
}

/** Compares with how it was, and tells everybody. */
export function movedRefs(world: World, repository: Repository, actor: Actor, before: ReadonlyMap<string, string>): void {
  const after = repository.git.refs("refs/");
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((ref) => /^refs\/(?:heads|tags)\//.test(ref));
  for (const ref of names) {
    const from = before.get(ref) ?? null;
    const to = after.get(ref) ?? null;
    if (from !== to) movedRef(world, repository, actor, { ref, from, to });
  }
}

interface Move {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Commits beyond this many are left out of a push: https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const MOST_COMMITS = 2048;

function movedRef(world: World, repository: Repository, actor: Actor, move: Move): void {
  const { ref, from, to } = move;
  repository.pushedAt = world.clock.iso();
  const type = ref.startsWith("refs/tags/") ? "tag" : "branch";
  const name = ref.replace(/^refs\/(?:heads|tags)\//, "");
  const short = { ref: name, ref_type: type, pusher_type: "user" };
  const { account } = actor;
  emit(world, repository, { event: "push", sender: account, about: () => toPushJson(world, repository, actor, move) });
  if (from === null) {
    const about = () => ({ ...short, master_branch: repository.defaultBranch, description: null });
    emit(world, repository, { event: "create", sender: account, about });
  }
  if (to === null) emit(world, repository, { event: "delete", sender: account, about: () => short });
  if (type === "tag") return;
  for (const issue of findOpenPulls(world)) {
    const { pull } = issue;
    if (pull.head.repository === repository && pull.head.ref === name) followHead(world, issue, actor, to);
    else if (issue.repository === repository && pull.base === name && to !== null) followBase(world, issue, actor, to);
  }
  if (to !== null) openSuites(world, repository, { sha: to, branch: name });
}

function findOpenPulls(world: World): readonly PullIssue[] {
  const issues = [...world.repositories.values()].flatMap((repository) => [...repository.issues.values()]);
  return issues.filter(isPull).filter(({ state }) => state === "open");
}

function followHead(world: World, issue: PullIssue, actor: Actor, to: string | null): void {
  const { pull } = issue;
  if (to === null) {
    closeItem(world, issue, actor);
    return;
  }
  const before = pull.headSha;
  pull.headSha = to;
  keepHead(issue);
  touch(world, issue);
  emitItem(world, issue, actor, "synchronize", { before, after: to });
}

/** Commits that reached the base by another way count as merged. */
function followBase(world: World, issue: PullIssue, actor: Actor, to: string): void {
  const { pull, repository } = issue;
  const contained = repository.git.isAncestor(pull.headSha, to) && !repository.git.isAncestor(pull.headSha, pull.baseSha);
  pull.baseSha = to;
  if (contained) markMerged(world, issue, actor, pull.headSha);
}

export function markMerged(world: World, issue: PullIssue, actor: Actor, commit: string): void {
  Object.assign(issue.pull, { mergedAt: world.clock.iso(), mergedBy: actor.account, mergeCommitSha: commit });
  closeItem(world, issue, actor);
}

/** A pull request's commits stay reachable as `refs/pull/<number>/head`, and arrive there from a fork. */
export function keepHead({ pull, repository, number }: PullIssue): void {
  const { git } = repository;
  if (pull.head.repository !== repository)
    git.git("fetch", "--quiet", "--no-write-fetch-head", pull.head.repository.git.path, pull.headSha);
  git.setRef(`refs/pull/${number}/head`, pull.headSha);
}

function openSuites(world: World, repository: Repository, { sha, branch }: { readonly sha: string; readonly branch: string }): void {
  for (const installation of world.installations.values()) {
    if (!isInstalledOn(installation, repository) || installation.suspendedAt !== null) continue;
    if (installation.permissions["checks"] === "write") createSuite(world, repository, { app: installation.app, sha, branch });
  }
}

function toPushJson(world: World, repository: Repository, { account }: Actor, { ref, from, to }: Move): Readonly<Record<string, unknown>> {
  const { git } = repository;
  const range = to === null ? [] : [to, ...(from === null ? [...others(repository, ref)] : [`^${from}`])];
  const commits = to === null ? [] : git.log(range, MOST_COMMITS).toReversed();
  const shown = commits.map((commit) =>
    toPushedCommitJson(world, repository, commit, readChangedFiles(git, commit.parents[0] ?? null, commit.sha)),
  );
  const tip = to === null ? null : git.commit(git.resolve(`${to}^{commit}`) ?? to);
  const head = tip === null ? null : toPushedCommitJson(world, repository, tip, readChangedFiles(git, tip.parents[0] ?? null, tip.sha));
  const web = `${WEB}/${toFullName(repository)}`;
  return {
    ref,
    before: from ?? NO_COMMIT,
    after: to ?? NO_COMMIT,
    created: from === null,
    deleted: to === null,
    forced: from !== null && to !== null && !git.isAncestor(from, to),
    base_ref: null,
    compare:
      from === null || to === null
        ? `${web}/compare/${ref.replace(/^refs\/(?:heads|tags)\//, "")}`
        : `${web}/compare/${from.slice(0, 12)}...${to.slice(0, 12)}`,
    commits: shown,
    head_commit: head,
    repository: toPushedRepositoryJson(world, repository),
    pusher: { name: account.login, email: toEmail(account) },
  };
}

/** What is on another branch already is no news of this one. */
function others({ git }: Repository, ref: string): readonly string[] {
  return [...git.refs()].filter(([name]) => name !== ref).map(([, sha]) => `^${sha}`);
}
