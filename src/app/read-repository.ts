// The manifests of the default branch, as its commit has them.
import { chooseFiles, MANIFEST_PATHS, type TreeEntry } from "../resources/repository-files/choose-files.ts";
import { type ReadRepositoryFiles, type RepositoryFile, readRepositoryFiles } from "../resources/repository-files/read-repository-files.ts";
import type { GitObjects } from "./git-objects.ts";
import { type RepositoryLook, unreadable } from "./look-at-repository.ts";

export async function readRepository(git: GitObjects, look: RepositoryLook): Promise<Pick<ReadRepositoryFiles, "resources" | "problems">> {
  const { files, problems } = await readManifestFiles(git, look);
  if (files === null) return { resources: null, problems };
  const read = readRepositoryFiles(files);
  return { ...read, problems: [...problems, ...read.problems] };
}

export interface ManifestFiles {
  /** Null: they are too many or too large. */
  readonly files: readonly RepositoryFile[] | null;
  readonly problems: ReadRepositoryFiles["problems"];
}

export async function readManifestFiles(git: GitObjects, { branch, commit }: RepositoryLook): Promise<ManifestFiles> {
  if (branch === null || commit === null) return { files: [], problems: [] };
  const listed = await git.ask(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", ...MANIFEST_PATHS]);
  if (listed === null) throw unreadable(branch);
  const { files, problems } = chooseFiles(listed.toString().split("\0").filter(Boolean).map(toTreeEntry));
  if (problems.some(({ severity }) => severity === "error")) return { files: null, problems };
  return { files: await readContents(git, branch, files), problems };
}

/** `100644 blob 3b18e5… 1024\t.yardmaster/agents.yaml` */
export function toTreeEntry(line: string): TreeEntry {
  const tab = line.indexOf("\t");
  const [mode = "", , id = "", size = ""] = line.slice(0, tab).split(/ +/);
  return { mode, id, size: /^\d+$/.test(size) ? Number(size) : null, path: line.slice(tab + 1) };
}

/** All in one go. Each comes as `<id> blob <size>`, a line end, its bytes, and a line end. */
async function readContents(git: GitObjects, branch: string, files: readonly TreeEntry[]): Promise<readonly RepositoryFile[]> {
  if (files.length === 0) return [];
  const bytes = await git.ask(["cat-file", "--batch"], files.map(({ id }) => `${id}\n`).join(""));
  let at = 0;
  return files.map(({ id, path }) => {
    const end = bytes?.indexOf("\n", at) ?? -1;
    const [, , size] = new RegExp(`^(${id}) blob (\\d+)$`).exec(bytes?.toString("utf8", at, end) ?? "") ?? [];
    if (bytes === null || size === undefined) throw unreadable(branch);
    at = end + 1 + Number(size) + 1;
    return { path, bytes: bytes.subarray(end + 1, end + 1 + Number(size)) };
  });
}
