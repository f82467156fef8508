// Whether the manifests of the default branch have changed: never those of the working tree, never those of another branch.
import { YardmasterError } from "../core/errors.ts";
import { MANIFEST_PATHS } from "../resources/repository-files/choose-files.ts";
import { type DefaultBranch, findDefaultBranch } from "./default-branch.ts";
import type { GitObjects } from "./git-objects.ts";

export interface RepositoryLook {
  /** Null for a repository without a branch. */
  readonly branch: string | null;
  readonly commit: string | null;
  /** The same as long as the branch and its manifests are. */
  readonly version: string;
}

/** A few short git commands, whatever the repository holds. @throws config.invalid */
export async function lookAtRepository(git: GitObjects): Promise<RepositoryLook> {
  const found = await findDefaultBranch(git);
  return found === null ? { branch: null, commit: null, version: "" } : await lookAtBranch(git, found);
}

/** @throws config.invalid */
export async function lookAtBranch(git: GitObjects, found: DefaultBranch): Promise<RepositoryLook> {
  const trees = await git.ask(["ls-tree", "--full-tree", found.commit, "--", ...MANIFEST_PATHS]);
  if (trees === null) throw unreadable(found.name);
  return { branch: found.name, commit: found.commit, version: `${found.name}\n${trees.toString()}` };
}

export function unreadable(branch: string): YardmasterError {
  return new YardmasterError("config.invalid", `reading the manifests on ${branch}: git cannot read them`, {
    hint: "see what `git fsck` says; in a partial clone, fetch them first",
  });
}
