// What people set for Yardmaster in their git configuration, and the one setting of git's own that it follows. Asked all at once.
import type { GitAnswer } from "./ask-git.ts";

export interface GitSettings {
  /** `yardmaster.dataDir`, with `~` for the home directory filled in. */
  readonly dataDirectory: string | null;
  /** `yardmaster.defaultBranch`. */
  readonly defaultBranch: string | null;
  /** `init.defaultBranch`: what new repositories call their first one. */
  readonly branchOfNewRepositories: string | null;
}

const DATA_DIRECTORY = "yardmaster.datadir";
const DEFAULT_BRANCH = "yardmaster.defaultbranch";
const OF_NEW_REPOSITORIES = "init.defaultbranch";
const NAMES = [DATA_DIRECTORY, DEFAULT_BRANCH, OF_NEW_REPOSITORIES].join("|").replaceAll(".", "\\.");

export const SETTINGS_QUESTION: readonly string[] = ["config", "--null", "--type=path", "--get-regexp", `^(${NAMES})$`];

/** The last value of each, as git takes them; an empty one counts as not set. */
export function parseGitSettings(output: GitAnswer["output"] | null): GitSettings {
  const entries = (output?.toString() ?? "").split("\0").flatMap((entry) => {
    const [key = "", value = ""] = entry.split("\n", 2);
    return value === "" ? [] : [[key, value] as const];
  });
  const values = new Map(entries);
  return {
    dataDirectory: values.get(DATA_DIRECTORY) ?? null,
    defaultBranch: values.get(DEFAULT_BRANCH) ?? null,
    branchOfNewRepositories: values.get(OF_NEW_REPOSITORIES) ?? null,
  };
}
