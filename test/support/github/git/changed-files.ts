// Which files differ between two commits, with their patches, as GitHub lists them for a commit, a comparison or a pull request.
import type { BareRepository } from "./bare-repository.ts";

export interface ChangedFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Null for what is not text. */
  readonly patch: string | null;
}

const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const STATUSES: Readonly<Record<string, ChangedFile["status"]>> = { A: "added", D: "removed", M: "modified", R: "renamed", T: "changed" };

/** `from` null: everything is new. */
export function readChangedFiles(git: BareRepository, from: string | null, to: string): readonly ChangedFile[] {
  if (from === null) git.git("hash-object", "-w", "-t", "tree", "--stdin");
  const raw = git
    .git("diff-tree", "-r", "-z", "-M", "--raw", "--numstat", from ?? EMPTY_TREE, to)
    .split("\0")
    .filter(Boolean);
  const patches = readPatches(git.git("diff-tree", "-r", "-M", "-p", from ?? EMPTY_TREE, to));
  const changes: Omit<ChangedFile, "additions" | "deletions" | "patch">[] = [];
  let index = 0;
  for (; raw[index]?.startsWith(":"); ) {
    const [, , before = "", after = "", letter = "M"] = (raw[index] ?? "").split(" ");
    const renamed = letter.startsWith("R");
    const previousPath = renamed ? (raw[index + 1] ?? null) : null;
    const path = raw[index + (renamed ? 2 : 1)] ?? "";
    changes.push({ path, previousPath, status: STATUSES[letter.charAt(0)] ?? "changed", sha: letter === "D" ? before : after });
    index += renamed ? 3 : 2;
  }
  const counts = readCounts(raw.slice(index));
  return changes.map((change, position) => ({
    ...change,
    ...(counts[position] ?? { additions: 0, deletions: 0 }),
    patch: patches[position] ?? null,
  }));
}

/** `1\t0\tpath`, or `1\t0\t`, old path and new path for a rename. */
function readCounts(fields: readonly string[]): readonly { readonly additions: number; readonly deletions: number }[] {
  const lines = fields.filter((field) => /^[\d-]+\t[\d-]+\t/.test(field));
  return lines.map((line) => {
    const [additions, deletions] = line.split("\t");
    return { additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
  });
}

function readPatches(text: string): readonly (string | null)[] {
  const files = text.split(/^diff --git .*$/m).slice(1);
  return files.map((file) => {
    const start = file.indexOf("\n@@ ");
    return start < 0 ? null : file.slice(start + 1).trimEnd();
  });
}
