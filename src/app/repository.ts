// The repository that a command stands in: the person's own, opened by their own git with their own settings.
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import { type SimpleGit, simpleGit } from "simple-git";
import { YardmasterError } from "../core/errors.ts";

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
  const root = await realpath(await findRoot(directory));
  const git = simpleGit(root);
  await requireCommit(git, root);
  const configured = await git.raw(["config", "--type=path", "--default", "", "--get", "yardmaster.dataDir"]).catch(() => "");
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 10);
  return { root, key: `${basename(root).replace(/[^A-Za-z0-9._-]/g, "_")}-${hash}`, configuredDataDirectory: configured.trim() || null };
}

async function findRoot(directory: string): Promise<string> {
  try {
    return (await simpleGit(directory).raw(["rev-parse", "--show-toplevel"])).trimEnd();
  } catch (cause) {
    if (cause instanceof Error && /ENOENT|not found/.test(cause.message) && !/not a git repository/.test(cause.message)) {
      throw new YardmasterError("app.no-repository", `looking for the repository of ${directory}: git cannot be run there`, {
        cause,
        hint: "check that git is installed and that the directory exists",
      });
    }
    throw new YardmasterError("app.no-repository", `${directory} is not inside a git repository`, {
      cause,
      hint: "go to a repository, or make one: git init && git add -A && git commit -m start",
    });
  }
}

async function requireCommit(git: SimpleGit, root: string): Promise<void> {
  const head = await git.raw(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).catch(() => "");
  if (head.trim() !== "") return;
  throw new YardmasterError("app.no-repository", `${root} has no commit to start from`, {
    hint: "make one: git add -A && git commit -m start",
  });
}
