// The user's repository as seen from outside: where it is, what it is called, and what its branches point at.
// Only lists; fetching is the mirror's, pushing is publish's.
import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { type Git, gitError } from "./git.ts";

export interface Source {
  /** Absolute path or URL, as git takes it. */
  readonly address: string;
  /** The same without a password, for messages. */
  readonly label: string;
  readonly isLocal: boolean;
  /** File name for what is kept about it; one per address. */
  readonly slug: string;
}

export interface SourceRefs {
  /** Commit that HEAD names, null while there is none. */
  readonly head: string | null;
  /** The refs that the mirror keeps, by their names in the mirror. */
  readonly mirrored: ReadonlyMap<string, string>;
}

/** The source's branches in the mirror. Ours are under `refs/heads/`, so the two never collide. */
export const THEIR_BRANCHES = "refs/remotes/origin/";
export const TAGS = "refs/tags/";
export const SOURCE_HEAD = "refs/yardmaster/source-head";

/** Takes `scheme://…`, `host:path` or a path relative to the working directory. */
export function toSource(text: string): Source {
  const isLocal = !/^[a-z][a-z0-9+.-]*:\/\/|^[^/]+:/i.test(text);
  const address = isLocal ? resolve(text) : text;
  const name = basename(address.replace(/[/:]+$/, "").replace(/:/g, "/"), ".git").replace(/[^A-Za-z0-9._-]/g, "_");
  const hash = createHash("sha256").update(address).digest("hex").slice(0, 12);
  return { address, label: address.replace(/\/\/[^/@]*@/, "//"), isLocal, slug: `${name.slice(0, 60)}-${hash}` };
}

/** @throws workspace.no-repository, workspace.git */
export async function listSource(git: Git, source: Source): Promise<SourceRefs> {
  const answer = await git.ask(["ls-remote", "--quiet", "--", source.address, "HEAD", "refs/heads/*", "refs/tags/*"]);
  if (answer.exitCode !== 0) throw explain(source, answer.stderr) ?? gitError(`listing the branches of ${source.label}`, answer);
  let head: string | null = null;
  const mirrored = new Map<string, string>();
  for (const line of answer.stdout.split("\n")) {
    const [commit = "", name = ""] = line.split("\t");
    if (name === "HEAD") {
      head = commit;
      mirrored.set(SOURCE_HEAD, commit);
    } else if (name.startsWith("refs/heads/")) {
      mirrored.set(THEIR_BRANCHES + name.slice("refs/heads/".length), commit);
    } else if (name.startsWith(TAGS) && !name.endsWith("^{}")) {
      mirrored.set(name, commit);
    }
  }
  return { head, mirrored };
}

function explain(source: Source, stderr: string): YardmasterError | null {
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
