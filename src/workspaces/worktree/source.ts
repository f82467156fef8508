// The user's repository as seen from outside: where it is, what it is called, and what its branches point at.
// Only lists; fetching is the mirror's, pushing is publish's.
import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { toOwnText } from "../../std/own-text.ts";
import { type Git, type GitAnswer, gitError } from "./git.ts";

export interface Source {
  /** Absolute path or URL, as git takes it. */
  readonly address: string;
  /** The same without a password, for messages. */
  readonly label: string;
  readonly isLocal: boolean;
  /** File name for what is kept about it; one per address. */
  readonly slug: string;
  /** What a git that speaks with the source needs besides; asked anew for each command. @param wasRefused what was answered last */
  loadEnvironment(wasRefused: boolean): Promise<Readonly<Record<string, string>>>;
}

export interface SourceAccess {
  /** Answers the `Authorization` header of each git command that speaks with the source. @defaultValue none is asked for */
  readonly authorize?: ((wasRefused: boolean) => Promise<string | null>) | undefined;
  /** Instead of a name made from the address, for a source that may move. */
  readonly slug?: string | undefined;
}

export interface SourceRefs {
  /** Commit that HEAD names, null while there is none. */
  readonly head: string | null;
  /** The branch that HEAD names now; null when it names a commit, or the source does not say. */
  readonly defaultBranch: string | null;
  /** The refs that the mirror keeps, by their names in the mirror. */
  readonly mirrored: ReadonlyMap<string, string>;
}

/** The source's branches in the mirror. Ours are under `refs/heads/`, so the two never collide. */
export const THEIR_BRANCHES = "refs/remotes/origin/";
export const TAGS = "refs/tags/";
export const SOURCE_HEAD = "refs/yardmaster/source-head";

/**
 * Takes `scheme://…`, `host:path` or a path relative to the working directory.
 *
 * @param access for a source that asks who we are
 */
export function toSource(text: string, access: SourceAccess = {}): Source {
  const isLocal = !/^[a-z][a-z0-9+.-]*:\/\/|^[^/]+:/i.test(text);
  const address = isLocal ? resolve(text) : text;
  const name = basename(address.replace(/[/:]+$/, "").replace(/:/g, "/"), ".git").replace(/[^A-Za-z0-9._-]/g, "_");
  const hash = createHash("sha256").update(address).digest("hex").slice(0, 12);
  const slug = access.slug ?? `${name.slice(0, 60)}-${hash}`;
  return { address, label: address.replace(/\/\/[^/@]*@/, "//"), isLocal, slug, loadEnvironment };

  async function loadEnvironment(wasRefused: boolean): Promise<Readonly<Record<string, string>>> {
    const header = (await access.authorize?.(wasRefused)) ?? null;
    // In the environment, for the arguments of a process are everyone's to read; for this address alone, in case it sends us elsewhere.
    return header === null
      ? {}
      : { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: `http.${address}.extraHeader`, GIT_CONFIG_VALUE_0: `Authorization: ${header}` };
  }
}

/** @throws workspace.no-repository, workspace.object-format, workspace.unreachable, workspace.git */
export async function listSource(git: Git, source: Source, signal?: AbortSignal): Promise<SourceRefs> {
  const answer = await askSource(
    git,
    source,
    ["ls-remote", "--quiet", "--symref", "--", source.address, "HEAD", "refs/heads/*", "refs/tags/*"],
    signal,
  );
  if (answer.exitCode !== 0)
    throw explain(source, answer.stderr) ?? toSourceError(source, `listing the branches of ${source.label}`, answer);
  let head: string | null = null;
  let defaultBranch: string | null = null;
  const mirrored = new Map<string, string>();
  for (const line of answer.stdout.split("\n")) {
    const [commit = "", name = ""] = line.split("\t");
    if (commit.startsWith(NAMES)) {
      if (name === "HEAD") defaultBranch = toOwnText(commit.slice(NAMES.length));
      continue;
    }
    if (commit.length === SHA256_DIGITS) throw otherObjects(source);
    if (name === "HEAD") {
      head = toOwnText(commit);
      mirrored.set(SOURCE_HEAD, head);
    } else if (name.startsWith("refs/heads/")) {
      mirrored.set(THEIR_BRANCHES + name.slice("refs/heads/".length), commit);
    } else if (name.startsWith(TAGS) && !name.endsWith("^{}")) {
      mirrored.set(name, commit);
    }
  }
  return { head, defaultBranch, mirrored };
}

/** How a list says that a ref only names another one. */
const NAMES = "ref: refs/heads/";

/** What git says when a server does not take what we show it. */
const REFUSED = /could not read Username|Authentication failed|returned error: 401/i;

/** http and ssh notice by themselves that nothing comes any more; on a disk that hangs git would wait for ever. */
const LOCAL_LIMIT_MS = 30 * 60_000;

/** A git command that speaks with the source; when we are not known there any more, once again with a new authorization. */
export async function askSource(git: Git, source: Source, args: readonly string[], signal?: AbortSignal): Promise<GitAnswer> {
  const call = { signal, limitMs: source.isLocal ? LOCAL_LIMIT_MS : undefined };
  const env = await source.loadEnvironment(false);
  const answer = await git.ask(args, { ...call, env });
  const isRefused = answer.exitCode !== 0 && Object.keys(env).length > 0 && REFUSED.test(answer.stderr);
  return isRefused ? await git.ask(args, { ...call, env: await source.loadEnvironment(true) }) : answer;
}

/** What git says when a server is down or slow, or a token has ended. */
const PASSING =
  /returned error: (?:401|408|429|5\d\d)|could not (?:read Username|resolve host)|failed to connect|connection (?:refused|reset|timed out)|operation too slow|recv failure|empty reply|early EOF|RPC failed|unexpected disconnect|hung up unexpectedly/i;

/** @returns workspace.unreachable for what may pass by itself, else workspace.git */
export function toSourceError({ isLocal }: Source, doing: string, answer: GitAnswer, hint?: string): YardmasterError {
  const error = gitError(doing, answer, hint);
  return !isLocal && PASSING.test(answer.stderr) ? new YardmasterError("workspace.unreachable", error.message, { cause: error }) : error;
}

const SHA256_DIGITS = 64;

/** The mirror and what is pushed from it have SHA-1; git does not translate between the two. */
function otherObjects({ label }: Source): YardmasterError {
  return new YardmasterError("workspace.object-format", `listing the branches of ${label}: its objects are named with SHA-256`, {
    hint: "only repositories with SHA-1 are supported, git's default: git fast-export --all there, git fast-import in a new one",
  });
}

function explain(source: Source, stderr: string): YardmasterError | null {
  if (/mismatched algorithms|unknown object format|object format .*sha256/i.test(stderr)) return otherObjects(source);
  if (/does not appear to be a git repository|repository .*not found|does not exist/i.test(stderr)) {
    return new YardmasterError("workspace.no-repository", `listing the branches of ${source.label}: there is no git repository`, {
      hint: "name the top directory of a git repository, or an address that `git fetch` takes",
    });
  }
  if (/detected dubious ownership/.test(stderr)) {
    return new YardmasterError("workspace.git", `listing the branches of ${source.label}: it belongs to another user`, {
      hint: "run Yardmaster as the user who owns the repository",
    });
  }
  return null;
}
