// A repository itself, its branches, commits and comparisons.
import { readChangedFiles } from "../git/changed-files.ts";
import { param, type RepositoryCall } from "../http/call.ts";
import { found, ok, page, Refused } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { type Json, WEB } from "../render/account.ts";
import { toCommitJson, toFileJson } from "../render/commit.ts";
import { isPull, toPullSummary } from "../render/pull.ts";
import { toFullRepositoryJson, toRepositoryUrl } from "../render/repository.ts";
import { toFullName } from "../state/repository.ts";
import { toRole } from "../state/rights.ts";

/** @throws 422 as GitHub does for a name without a commit */
export function resolveCommit({ repository }: Pick<RepositoryCall, "repository">, name: string): string {
  const sha = repository.git.resolve(`${name}^{commit}`);
  if (sha === null) throw new Refused(422, `No commit found for SHA: ${name}`);
  return sha;
}

function toBranchJson(call: RepositoryCall, name: string, sha: string): Json {
  const url = `${toRepositoryUrl(call.world, call.repository)}/commits/${sha}`;
  return { name, commit: { sha, url }, protected: false };
}

function readComparison(call: RepositoryCall): Json {
  const { world, repository } = call;
  const { git } = repository;
  const [base = "", head = ""] = param(call, "basehead").split("...");
  const from = found(git.resolve(`${base}^{commit}`));
  const to = found(git.resolve(`${head}^{commit}`));
  const start = found(git.mergeBase(from, to));
  const ahead = git.log([`${from}..${to}`], 10_000);
  const behind = git.log([`${to}..${from}`], 10_000);
  const url = `${toRepositoryUrl(world, repository)}/compare/${base}...${head}`;
  const web = `${WEB}/${toFullName(repository)}/compare/${base}...${head}`;
  const diverged = ahead.length > 0 && behind.length > 0;
  const status = diverged ? "diverged" : ahead.length > 0 ? "ahead" : behind.length > 0 ? "behind" : "identical";
  return {
    url,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: toCommitJson(world, repository, git.commit(from)),
    merge_base_commit: toCommitJson(world, repository, git.commit(start)),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead
      .slice(0, 250)
      .toReversed()
      .map((commit) => toCommitJson(world, repository, commit)),
    files: readChangedFiles(git, start, to).map((file) => toFileJson(world, repository, to, file)),
  };
}

const CONTENTS = { permission: "contents:read" };

export const REPOSITORY_ROUTES: readonly Route[] = [
  repositoryRoute("GET /", { permission: "metadata:read", open: false }, (call) => {
    const { viewer } = call;
    const role = viewer.kind === "user" ? toRole(call.repository, viewer.account.login) : null;
    return ok(toFullRepositoryJson(call.world, call.repository, role));
  }),
  repositoryRoute("GET /branches", CONTENTS, (call) => {
    const branches = [...call.repository.git.refs()].map(([ref, sha]) => ({ name: ref.replace("refs/heads/", ""), sha }));
    return page(call, branches, ({ name, sha }) => toBranchJson(call, name, sha));
  }),
  repositoryRoute("GET /branches/{branch}", CONTENTS, (call) => {
    const name = param(call, "branch");
    const sha = call.repository.git.refs().get(`refs/heads/${name}`);
    if (sha === undefined) throw new Refused(404, "Branch not found");
    const url = `${toRepositoryUrl(call.world, call.repository)}/branches/${name}`;
    const commit = toCommitJson(call.world, call.repository, call.repository.git.commit(sha));
    const web = `${WEB}/${toFullName(call.repository)}/tree/${name}`;
    const checks = { enforcement_level: "off", contexts: [], checks: [] };
    return ok({
      name,
      commit,
      _links: { html: web, self: url },
      protected: false,
      protection: { enabled: false, required_status_checks: checks },
      protection_url: `${url}/protection`,
    });
  }),
  repositoryRoute("GET /commits", CONTENTS, (call) => {
    const start = call.query.get("sha") ?? call.repository.defaultBranch;
    const path = call.query.get("path");
    const sha = call.repository.git.resolve(`${start}^{commit}`);
    if (sha === null) throw call.query.has("sha") ? new Refused(404, "Not Found") : new Refused(409, "Git Repository is empty.");
    const all = call.repository.git.log([sha], 10_000);
    const touching = path === null ? null : new Set(call.repository.git.git("log", "--format=%H", sha, "--", path).split("\n"));
    const shown = all.filter((commit) => touching === null || touching.has(commit.sha));
    return page(call, shown, (commit) => toCommitJson(call.world, call.repository, commit));
  }),
  repositoryRoute("GET /commits/{ref}", CONTENTS, (call) => {
    const sha = resolveCommit(call, param(call, "ref"));
    const { git } = call.repository;
    const commit = git.commit(sha);
    const files = readChangedFiles(git, commit.parents[0] ?? null, sha);
    const additions = files.reduce((sum, file) => sum + file.additions, 0);
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
    return ok({
      ...toCommitJson(call.world, call.repository, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: files.map((file) => toFileJson(call.world, call.repository, sha, file)),
    });
  }),
  repositoryRoute("GET /commits/{commit_sha}/pulls", { permission: ["pull_requests:read", "contents:read"] }, (call) => {
    const sha = resolveCommit(call, param(call, "commit_sha"));
    const { git, issues } = call.repository;
    const pulls = [...issues.values()].filter(isPull).filter(({ pull }) => {
      const inside = git.isAncestor(sha, pull.headSha) && !git.isAncestor(sha, pull.baseSha);
      return inside || pull.mergeCommitSha === sha || pull.headSha === sha;
    });
    return page(call, pulls, (issue) => toPullSummary(call.world, issue));
  }),
  repositoryRoute("GET /compare/{basehead}", CONTENTS, (call) => ok(readComparison(call))),
];
