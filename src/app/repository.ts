// The repository that a command stands in: the person's own, opened by their own git with their own settings.
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { simpleGit } from "simple-git";
import { YardmasterError } from "../core/errors.ts";
import { isDirectory } from "./is-directory.ts";

export interface Repository {
  /** Top of the working tree, symbolic links resolved. */
  readonly root: string;
  /** Names it in directories and streams: readable, and unique by its path. */
  readonly key: string;
  /** `yardmaster.dataDir` in its git configuration, when someone set it. */
  readonly configuredDataDirectory: string | null;
}

/** @throws app.no-repository */
export async function findRepository(directory: string): Promise<Repository> {
  const found = findRoot(directory);
  // Asked at the same time: what is wrong with the directory is told first all the same.
  const questions = Promise.all([
    ask(directory, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]),
    ask(directory, ["config", "--type=path", "--default", "", "--get", "yardmaster.dataDir"]),
  ]);
  const root = await realpath(await found);
  const [head, configured] = await questions;
  if (head === "") throw noRepository(`${root} has no commit to start from`, "make one: git add -A && git commit --allow-empty -m start");
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 10);
  return { root, key: `${basename(root).replace(/[^A-Za-z0-9._-]/g, "_")}-${hash}`, configuredDataDirectory: configured || null };
}

async function findRoot(directory: string): Promise<string> {
  if (!(await isDirectory(directory))) {
    throw noRepository(`looking for the repository of ${directory}: there is no such directory`, "check the path");
  }
  try {
    return (await simpleGit(directory).raw(["rev-parse", "--show-toplevel"])).trimEnd();
  } catch (cause) {
    if (!(await simpleGit().version()).installed) {
      throw noRepository(`looking for the repository of ${directory}: git is not on PATH`, "install git", cause);
    }
    const words = /^fatal: (.*)$/m.exec(cause instanceof Error ? cause.message : "")?.[1] ?? "";
    if (words.startsWith("detected dubious ownership")) {
      const hint = `it belongs to another user; if you trust it: git config --global --add safe.directory '${resolve(directory)}'`;
      throw noRepository(`opening the repository of ${directory}: git says: ${words}`, hint, cause);
    }
    const hint = "go to a repository, or make one: git init && git add -A && git commit --allow-empty -m start";
    throw noRepository(`${directory} is not inside a git repository with a working tree`, hint, cause);
  }
}

function noRepository(message: string, hint: string, cause?: unknown): YardmasterError {
  return new YardmasterError("app.no-repository", message, { hint, cause });
}

/** What git answers; nothing when it has no answer. */
async function ask(directory: string, question: readonly string[]): Promise<string> {
  if (!(await isDirectory(directory))) return "";
  return (
    await simpleGit(directory)
      .raw([...question])
      .catch(() => "")
  ).trim();
}
