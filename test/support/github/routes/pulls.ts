// Pull requests: listing, opening, changing, merging.
import { closeItem, reopenItem } from "../acts/issues.ts";
import { editPull, mergePull, openPull, updateBranch } from "../acts/pulls.ts";
import { canDo } from "../http/authorize.ts";
import { flag, type RepositoryCall, text, textOrNull, toActor } from "../http/call.ts";
import { created, invalid, noContent, notFound, ok, page, Refused, type Reply } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { toCommitJson, toFileJson } from "../render/commit.ts";
import { isPull, type PullIssue, toPullCommits, toPullFiles, toPullJson, toPullSummary, toPullUrl } from "../render/pull.ts";
import type { Repository } from "../state/repository.ts";
import { pullOf } from "./find-issue.ts";

const READ = { permission: "pull_requests:read" };
const WRITE = { permission: "pull_requests:write", role: "read" } as const;

/** `branch`, or `owner:branch` for one in a fork. */
function headOf({ world, repository, body }: RepositoryCall): { repository: Repository; ref: string } {
  const head = text(body, "head") ?? "";
  if (!head.includes(":")) return { repository, ref: head };
  const [owner = "", ref = ""] = head.split(":");
  const related = [...world.repositories.values()].filter((other) => other === repository || other.parent === repository);
  const named = text(body, "head_repo");
  const source = related.find(
    (other) => other.owner.login.toLowerCase() === owner.toLowerCase() && (named === undefined || other.name === named),
  );
  if (source === undefined) throw invalid("PullRequest", "head", "invalid");
  return { repository: source, ref };
}

function matches({ query }: RepositoryCall, { state, pull, repository }: PullIssue): boolean {
  const wanted = query.get("state") ?? "open";
  const head = query.get("head");
  const base = query.get("base");
  const label = `${pull.head.repository.owner.login}:${pull.head.ref}`;
  const headMatches = head === null || head === label || (!head.includes(":") && pull.head.repository === repository);
  return (wanted === "all" || state === wanted) && headMatches && (base === null || base === pull.base);
}

function list(call: RepositoryCall): Reply {
  const shown = [...call.repository.issues.values()].filter(isPull).filter((issue) => matches(call, issue));
  const by = call.query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const descending = (call.query.get("direction") ?? (call.query.has("sort") ? "asc" : "desc")) === "desc";
  const sorted = shown.toSorted((a, b) => (Date.parse(a[by]) - Date.parse(b[by]) || a.number - b.number) * (descending ? -1 : 1));
  return page(call, sorted, (issue) => toPullSummary(call.world, issue));
}

function create(call: RepositoryCall): Reply {
  const { world, repository, body } = call;
  const head = headOf(call);
  if (!canDo(call.viewer, head.repository, { permission: "contents:read", role: "read" }))
    throw new Refused(403, "Resource not accessible by integration");
  const base = text(body, "base") ?? "";
  const draft = flag(body, "draft") ?? false;
  const title = text(body, "title");
  if (title === undefined) throw invalid("PullRequest", "title", "missing_field");
  const pull = openPull(world, repository, toActor(call), { title, body: text(body, "body") ?? null, head, base, draft });
  return created(toPullJson(world, pull));
}

function change(call: RepositoryCall): Reply {
  const { world, body } = call;
  const issue = pullOf(call);
  const actor = toActor(call);
  if (issue.author !== actor.account && !canDo(call.viewer, call.repository, { permission: "pull_requests:write", role: "write" }))
    throw notFound();
  editPull(world, issue, actor, { title: text(body, "title"), body: textOrNull(body, "body"), base: text(body, "base") });
  const state = text(body, "state");
  if (state === "closed") closeItem(world, issue, actor);
  if (state === "open") reopenItem(world, issue, actor);
  return ok(toPullJson(world, issue));
}

function merge(call: RepositoryCall): Reply {
  const method = text(call.body, "merge_method") ?? "merge";
  if (method === "rebase") throw new Refused(405, "Rebase merges are not allowed on this repository.");
  const options = { title: text(call.body, "commit_title"), message: text(call.body, "commit_message"), sha: text(call.body, "sha") };
  const sha = mergePull(call.world, pullOf(call), toActor(call), { ...options, method: method === "squash" ? "squash" : "merge" });
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
}

export const PULL_ROUTES: readonly Route[] = [
  repositoryRoute("GET /pulls", READ, list),
  repositoryRoute("POST /pulls", WRITE, create),
  repositoryRoute("GET /pulls/{pull_number}", READ, (call) => {
    const issue = pullOf(call);
    const { pull, repository } = issue;
    const body = toPullJson(call.world, issue);
    const start = repository.git.mergeBase(pull.baseSha, pull.headSha) ?? pull.baseSha;
    if (call.accept.includes("diff")) return { status: 200, body, text: `${repository.git.git("diff", start, pull.headSha)}\n` };
    if (call.accept.includes("patch"))
      return { status: 200, body, text: `${repository.git.git("format-patch", "--stdout", `${start}..${pull.headSha}`)}\n` };
    return { status: 200, body };
  }),
  repositoryRoute("PATCH /pulls/{pull_number}", WRITE, change),
  repositoryRoute("GET /pulls/{pull_number}/files", READ, (call) => {
    const issue = pullOf(call);
    return page(call, toPullFiles(issue), (file) => toFileJson(call.world, call.repository, issue.pull.headSha, file));
  }),
  repositoryRoute("GET /pulls/{pull_number}/commits", READ, (call) =>
    page(call, toPullCommits(pullOf(call)), (commit) => toCommitJson(call.world, call.repository, commit)),
  ),
  repositoryRoute("GET /pulls/{pull_number}/merge", READ, (call) => {
    if (pullOf(call).pull.mergedAt === null) throw notFound();
    return noContent();
  }),
  repositoryRoute("PUT /pulls/{pull_number}/update-branch", WRITE, (call) => {
    const issue = pullOf(call);
    const expected = text(call.body, "expected_head_sha");
    if (expected !== undefined && expected !== issue.pull.headSha)
      throw new Refused(422, `expected head sha didn't match current head ref.`);
    updateBranch(call.world, issue, toActor(call));
    return { status: 202, body: { message: "Updating pull request branch.", url: toPullUrl(call.world, issue) } };
  }),
  repositoryRoute("PUT /pulls/{pull_number}/merge", { permission: "contents:write", role: "write" }, merge),
];
