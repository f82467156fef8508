// The workflow file of a commit, as git keeps it: which one holds, and what it says. Never a checkout; what it means is for others.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { decodeText } from "../../resources/file-text.ts";
import type { TreeEntry } from "../../resources/repository-files/choose-files.ts";
import { WORKFLOW_FILE_NAMES } from "../../resources/workflow-file/file-names.ts";
import type { GitObjects } from "../git-objects.ts";
import { toTreeEntry } from "../read-repository.ts";

export interface CommittedFile {
  /** From the top of the repository. */
  readonly path: string;
  readonly text: string;
  /** Others beside it, which do not hold. */
  readonly unread: readonly string[];
}

export interface CommittedLook {
  /** The same as long as the file is, and those beside it. */
  readonly version: string;
  /** Null: there is none. @throws config.invalid */
  read(): Promise<CommittedFile | null>;
}

const MOST_BYTES = 1024 ** 2;

/** @param commit null: the repository is empty @throws config.invalid */
export async function lookAtCommittedFile(git: GitObjects, commit: string | null): Promise<CommittedLook> {
  if (commit === null) return { version: "", read: async () => null };
  const listed = await git.ask(["ls-tree", "-l", "-z", "--full-tree", commit, "--", ...WORKFLOW_FILE_NAMES]);
  if (listed === null) throw new YardmasterError("config.invalid", "reading the workflow file: git cannot read the commit");
  const entries = listed.toString().split("\0").filter(Boolean).map(toTreeEntry);
  const [entry, ...others] = WORKFLOW_FILE_NAMES.flatMap((name) => entries.filter(({ path }) => path === name));
  return {
    version: listed.toString(),
    read: async () => (entry === undefined ? null : { ...(await readEntry(git, entry)), unread: others.map(({ path }) => path) }),
  };
}

async function readEntry(git: GitObjects, { mode, id, size, path }: TreeEntry): Promise<Pick<CommittedFile, "path" | "text">> {
  if (mode !== "100644" && mode !== "100755") throw invalid(path, "is no file of the repository itself");
  if ((size ?? 0) > MOST_BYTES) throw invalid(path, `is larger than ${MOST_BYTES} bytes`);
  const bytes = await git.ask(["cat-file", "blob", id]);
  if (bytes === null) throw invalid(path, "cannot be read by git");
  return { path, text: decodeText(path, bytes) };
}

function invalid(file: string, message: string): YardmasterError {
  const problem: Problem = { file, line: 1, column: 1, path: "", message, hint: null, severity: "error" };
  return new YardmasterError("config.invalid", `reading ${file}: ${message}`, { problems: [problem] });
}
