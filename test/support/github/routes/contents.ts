// Files by their path: reading, and the commits that writing a single file makes.

import { toSignature } from "../acts/pulls.ts";
import { setRef } from "../acts/refs.ts";
import type { TreeEntry } from "../git/bare-repository.ts";
import { fieldsOf, param, type RepositoryCall, text, toActor } from "../http/call.ts";
import { found, invalid, ok, Refused, type Reply } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import { type Json, WEB } from "../render/account.ts";
import { toGitCommitJson } from "../render/commit.ts";
import { toRepositoryUrl } from "../render/repository.ts";
import { toFullName } from "../state/repository.ts";

/** Bigger files have no content here and are fetched as blobs: https://docs.github.com/en/rest/repos/contents#get-repository-content */
const LARGEST_INLINE = 1024 ** 2;

function toEntryJson(call: RepositoryCall, entry: TreeEntry, path: string, ref: string): Json {
  const { world, repository } = call;
  const base = toRepositoryUrl(world, repository);
  const url = `${base}/contents/${encodeURI(path)}?ref=${ref}`;
  const type = entry.type === "tree" ? "dir" : "file";
  const kind = entry.type === "tree" ? "trees" : "blobs";
  const git = `${base}/git/${kind}/${entry.sha}`;
  const html = `${WEB}/${toFullName(repository)}/${entry.type === "tree" ? "tree" : "blob"}/${ref}/${encodeURI(path)}`;
  return {
    type,
    size: entry.size ?? 0,
    name: path.split("/").at(-1) ?? path,
    path,
    sha: entry.sha,
    url,
    git_url: git,
    html_url: html,
    download_url: type === "dir" ? null : html,
    _links: { self: url, git, html },
  };
}

function readContents(call: RepositoryCall): Reply {
  const path = param(call, "path").replace(/^\/+|\/+$/g, "");
  const ref = call.query.get("ref") ?? call.repository.defaultBranch;
  const { git } = call.repository;
  const commit = git.resolve(`${ref}^{commit}`);
  if (commit === null) throw new Refused(404, `No commit found for the ref ${ref}`);
  const sha = found(git.resolve(path === "" ? `${commit}^{tree}` : `${commit}:${path}`));
  if (git.typeOf(sha) === "tree") return ok(git.tree(sha).map((entry) => toEntryJson(call, entry, join(path, entry.path), ref)));
  const content = git.blob(sha);
  const entry = { mode: "100644", type: "blob", sha, size: content.length, path };
  const large = content.length > LARGEST_INLINE;
  const inline = { content: large ? "" : wrap(content.toString("base64")), encoding: large ? "none" : "base64" };
  const body = { ...toEntryJson(call, entry, path, ref), ...inline };
  return call.accept.includes("raw") ? { status: 200, body, text: content.toString() } : ok(body);
}

function join(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}

/** GitHub breaks base64 after 60 characters. */
export function wrap(base64: string): string {
  return base64.replace(/.{1,60}/g, "$&\n");
}

function writeContents(call: RepositoryCall, content: Buffer | null): Reply {
  const { world, repository } = call;
  const { git } = repository;
  const actor = toActor(call);
  const path = param(call, "path");
  const branch = (text(call.body, "branch") ?? repository.defaultBranch).replace(/^refs\/heads\//, "");
  const tip = git.refs().get(`refs/heads/${branch}`) ?? null;
  if (tip === null && git.refs().size > 0) throw new Refused(404, `Branch ${branch} not found`);
  const before = tip === null ? null : git.resolve(`${tip}:${path}`);
  const known = text(call.body, "sha") ?? null;
  if (content === null && before === null) throw new Refused(404, "Not Found");
  if (before !== null && known === null) throw invalid("Content", "sha", "missing_field", `Invalid request.\n\n"sha" wasn't supplied.`);
  if (known !== null && known !== before) throw new Refused(409, `${path} does not match ${known}`);
  const blob = content === null ? null : git.writeBlob(content);
  const mode = before === null || tip === null ? "100644" : (git.tree(tip, true).find((entry) => entry.path === path)?.mode ?? "100644");
  const tree = git.writeTree(tip, [{ mode, path, sha: blob }]);
  const who = toSignature(world, actor.account);
  const author = { ...who, ...fieldsOf(call.body["author"]) };
  const committer = { ...who, ...fieldsOf(call.body["committer"]) };
  const commit = git.writeCommit({
    tree,
    parents: tip === null ? [] : [tip],
    message: text(call.body, "message") ?? "",
    author,
    committer,
  });
  setRef(world, repository, actor, `refs/heads/${branch}`, commit);
  const entry = { mode, type: "blob", sha: blob ?? "", size: content?.length ?? 0, path };
  const shown = content === null ? null : toEntryJson(call, entry, path, branch);
  const status = before === null ? 201 : 200;
  return { status, body: { content: shown, commit: toGitCommitJson(world, repository, git.commit(commit)) } };
}

export const CONTENT_ROUTES: readonly Route[] = [
  repositoryRoute("GET /contents/{path}", { permission: "contents:read" }, readContents),
  repositoryRoute("PUT /contents/{path}", { permission: "contents:write" }, (call) =>
    writeContents(call, Buffer.from(text(call.body, "content") ?? "", "base64")),
  ),
  repositoryRoute("DELETE /contents/{path}", { permission: "contents:write" }, (call) => writeContents(call, null)),
];
