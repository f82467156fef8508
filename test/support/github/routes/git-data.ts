// Git's own objects and references over the API.

import { toSignature } from "../acts/pulls.ts";
import { setRef } from "../acts/refs.ts";
import type { Signature } from "../git/bare-repository.ts";
import { fieldsOf, flag, listOf, param, type RepositoryCall, text, texts, toActor } from "../http/call.ts";
import { created, found, noContent, ok, Refused, type Reply } from "../http/reply.ts";
import { type Route, repositoryRoute } from "../http/route.ts";
import type { Json } from "../render/account.ts";
import { toGitCommitJson } from "../render/commit.ts";
import { toRepositoryUrl } from "../render/repository.ts";
import { wrap } from "./contents.ts";

const READ = { permission: "contents:read" };
const WRITE = { permission: "contents:write" };

function toRefJson({ world, repository }: RepositoryCall, ref: string, sha: string): Json {
  const url = `${toRepositoryUrl(world, repository)}/git`;
  const type = repository.git.typeOf(sha) ?? "commit";
  return {
    ref,
    node_id: `REF_${Buffer.from(ref).toString("base64url")}`,
    url: `${url}/${ref}`,
    object: { type, sha, url: `${url}/${type}s/${sha}` },
  };
}

/** Names, as git allows them: https://git-scm.com/docs/git-check-ref-format */
const REF = /^refs\/(?:heads|tags)\/(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[^\s~^:?*[\\]+(?<![./])$/;

function createRef(call: RepositoryCall): Reply {
  const ref = text(call.body, "ref") ?? "";
  const sha = text(call.body, "sha") ?? "";
  const { git } = call.repository;
  if (!REF.test(ref)) throw new Refused(422, "Reference name must start with 'refs' and be well formed.");
  if (git.typeOf(sha) === null) throw new Refused(422, "Object does not exist");
  const known = git.refs("refs/");
  if (known.has(ref)) throw new Refused(422, "Reference already exists");
  const clash = [...known.keys()].some((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`));
  if (clash) throw new Refused(422, "Reference update failed");
  setRef(call.world, call.repository, toActor(call), ref, sha);
  return created(toRefJson(call, ref, sha));
}

function updateRef(call: RepositoryCall): Reply {
  const { git } = call.repository;
  const ref = `refs/${param(call, "ref")}`;
  const sha = text(call.body, "sha") ?? "";
  const before = git.refs("refs/").get(ref);
  if (before === undefined) throw new Refused(422, "Reference does not exist");
  if (git.typeOf(sha) === null) throw new Refused(422, "Object does not exist");
  if (flag(call.body, "force") !== true && !git.isAncestor(before, sha)) throw new Refused(422, "Update is not a fast forward");
  setRef(call.world, call.repository, toActor(call), ref, sha);
  return ok(toRefJson(call, ref, sha));
}

function createTree(call: RepositoryCall): Reply {
  const { git } = call.repository;
  const entries = listOf(call.body["tree"]).map((entry) => {
    const content = text(entry, "content");
    const sha = content === undefined ? (text(entry, "sha") ?? null) : git.writeBlob(Buffer.from(content));
    if (sha !== null && git.typeOf(sha) === null) throw new Refused(422, `tree.sha ${sha} is not a valid blob`);
    return { mode: text(entry, "mode") ?? "100644", path: text(entry, "path") ?? "", sha };
  });
  const base = text(call.body, "base_tree") ?? null;
  if (base !== null && git.typeOf(base) === null) throw new Refused(404, "Not Found");
  return created(toTreeJson(call, git.writeTree(base, entries), false));
}

function toTreeJson({ world, repository }: RepositoryCall, sha: string, recursive: boolean): Json {
  const url = `${toRepositoryUrl(world, repository)}/git`;
  const tree = repository.git.tree(sha, recursive).map((entry) => ({
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size === null ? {} : { size: entry.size }),
    url: `${url}/${entry.type}s/${entry.sha}`,
  }));
  return { sha, url: `${url}/trees/${sha}`, tree, truncated: false };
}

function createCommit(call: RepositoryCall): Reply {
  const { world, repository, body } = call;
  const { git } = repository;
  const tree = text(body, "tree") ?? "";
  const parents = texts(body, "parents") ?? [];
  if (git.typeOf(tree) !== "tree") throw new Refused(422, "Tree SHA does not exist");
  if (parents.some((parent) => git.typeOf(parent) !== "commit"))
    throw new Refused(422, "Parent SHA does not exist or is not a commit object");
  const who = toSignature(world, toActor(call).account);
  const author: Signature = { ...who, ...fieldsOf(body["author"]) };
  const committer: Signature = { ...author, ...fieldsOf(body["committer"]) };
  const sha = git.writeCommit({ tree, parents, message: text(body, "message") ?? "", author, committer });
  return created(toGitCommitJson(world, repository, git.commit(sha)));
}

export const GIT_ROUTES: readonly Route[] = [
  repositoryRoute("GET /git/ref/{ref}", READ, (call) => {
    const ref = `refs/${param(call, "ref")}`;
    return ok(toRefJson(call, ref, found(call.repository.git.refs("refs/").get(ref))));
  }),
  repositoryRoute("GET /git/matching-refs/{ref}", READ, (call) => {
    const start = `refs/${param(call, "ref")}`;
    const matching = [...call.repository.git.refs("refs/")].filter(([ref]) => ref.startsWith(start));
    return ok(matching.map(([ref, sha]) => toRefJson(call, ref, sha)));
  }),
  repositoryRoute("POST /git/refs", WRITE, createRef),
  repositoryRoute("PATCH /git/refs/{ref}", WRITE, updateRef),
  repositoryRoute("DELETE /git/refs/{ref}", WRITE, (call) => {
    const ref = `refs/${param(call, "ref")}`;
    if (!call.repository.git.refs("refs/").has(ref)) throw new Refused(422, "Reference does not exist");
    setRef(call.world, call.repository, toActor(call), ref, null);
    return noContent();
  }),
  repositoryRoute("POST /git/blobs", WRITE, (call) => {
    const encoding = text(call.body, "encoding") === "base64" ? "base64" : "utf8";
    const sha = call.repository.git.writeBlob(Buffer.from(text(call.body, "content") ?? "", encoding));
    return created({ sha, url: `${toRepositoryUrl(call.world, call.repository)}/git/blobs/${sha}` });
  }),
  repositoryRoute("GET /git/blobs/{file_sha}", READ, (call) => {
    const sha = param(call, "file_sha");
    if (call.repository.git.typeOf(sha) !== "blob") throw new Refused(404, "Not Found");
    const content = call.repository.git.blob(sha);
    const url = `${toRepositoryUrl(call.world, call.repository)}/git/blobs/${sha}`;
    return ok({ sha, node_id: `B_${sha}`, size: content.length, url, content: wrap(content.toString("base64")), encoding: "base64" });
  }),
  repositoryRoute("POST /git/trees", WRITE, createTree),
  repositoryRoute("GET /git/trees/{tree_sha}", READ, (call) => {
    const sha = found(call.repository.git.resolve(`${param(call, "tree_sha")}^{tree}`));
    return ok(toTreeJson(call, sha, call.query.has("recursive")));
  }),
  repositoryRoute("POST /git/commits", WRITE, createCommit),
  repositoryRoute("GET /git/commits/{commit_sha}", READ, (call) => {
    const sha = found(call.repository.git.resolve(`${param(call, "commit_sha")}^{commit}`));
    return ok(toGitCommitJson(call.world, call.repository, call.repository.git.commit(sha)));
  }),
];
