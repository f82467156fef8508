// The repository that a command stands in: the person's own, opened by their own git with their own settings.
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename, isAbsolute, resolve } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import { askGit } from "./ask-git.ts";
import { parseGitSettings, SETTINGS_QUESTION } from "./git-settings.ts";
import { isDirectory } from "./is-directory.ts";

export interface Repository {
  /** Top of the working tree, symbolic links resolved. */
  readonly root: string;
  /** Names it in directories and streams: readable, and unique by its path. */
  readonly key: string;
  /** `yardmaster.dataDir` in its git configuration, when someone set it. */
  readonly configuredDataDirectory: string | null;
  /** Where it is fetched from and pushed to. Null: it is the person's own, at `root`. */
  readonly remote: RemoteRepository | null;
}

export interface RemoteRepository {
  /** As git takes it, without credentials. */
  readonly address: string;
  /** Answers the `Authorization` header of a git command; null: none is asked for. */
  authorize(wasRefused: boolean): Promise<string | null>;
  /** Of the server's own variables those that it may name for its steps, besides what every process is given. */
  readonly variables: readonly string[];
}

/** @throws app.no-repository */
export async function findRepository(directory: string): Promise<Repository> {
  if (!(await isDirectory(directory))) {
    throw noRepository(`looking for the repository of ${directory}: there is no such directory`, "check the path");
  }
  // The first line of the one answer is told even when the second question has none.
  const [found, settings] = await Promise.all([
    askGit(directory, ["rev-parse", "--show-toplevel", "HEAD^{commit}"]),
    askGit(directory, SETTINGS_QUESTION),
  ]).catch((cause) => {
    throw noRepository(`looking for the repository of ${directory}: git is not on PATH`, "install git", cause);
  });
  const [top = ""] = found.output.toString().split("\n");
  if (!isAbsolute(top)) throw toNoRepository(directory, found.complaint);
  const root = await realpath(top);
  if (!found.ok)
    throw noRepository(
      `the repository ${root} has no commit yet, and work begins from one`,
      "make one: git add -A && git commit --allow-empty -m start",
    );
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 10);
  return {
    root,
    key: `${basename(root).replace(/[^A-Za-z0-9._-]/g, "_")}-${hash}`,
    configuredDataDirectory: parseGitSettings(settings.output).dataDirectory,
    remote: null,
  };
}

function toNoRepository(directory: string, complaint: string): YardmasterError {
  const words = /^fatal: (.*)$/m.exec(complaint)?.[1] ?? "";
  if (words.startsWith("detected dubious ownership")) {
    const hint = `it belongs to another user; if you trust it: git config --global --add safe.directory '${resolve(directory)}'`;
    return noRepository(`opening the repository of ${directory}: git says: ${words}`, hint);
  }
  const hint = "go to a repository, or make one: git init && git add -A && git commit --allow-empty -m start";
  return noRepository(`${directory} is not inside a git repository with a working tree`, hint);
}

function noRepository(message: string, hint: string, cause?: unknown): YardmasterError {
  return new YardmasterError("app.no-repository", message, { hint, cause });
}
