// Which files of a repository hold manifests, and which of its entries cannot be read as such. Reads nothing.
import type { Problem } from "../../core/errors.ts";

/** An entry of a git tree, at any depth. */
export interface TreeEntry {
  /** As git writes it: `100644`. */
  readonly mode: string;
  readonly id: string;
  /** In bytes; null for what is no file. */
  readonly size: number | null;
  /** From the top of the repository. */
  readonly path: string;
}

export interface ChosenFiles {
  /** In the order of their paths. */
  readonly files: readonly TreeEntry[];
  readonly problems: readonly Problem[];
}

/** Where manifests are looked for, as paths that git takes. */
export const MANIFEST_PATHS = [".github/yardmaster.yml", ".github/yardmaster.yaml", ".yardmaster"] as const;

export const REPOSITORY_FILE_LIMITS = { files: 500, bytes: 1024 ** 2, bytesInAll: 10 * 1024 ** 2 };

const YAML = /\.ya?ml$/i;
const LINK = "120000";
const SUBMODULE = "160000";

/** Whether a file at this path would be read as manifests. */
export function isManifestPath(path: string): boolean {
  const [config, long, directory] = MANIFEST_PATHS;
  return path === config || path === long || (path.startsWith(`${directory}/`) && YAML.test(path));
}

/** Files that are too many or too large are an error: part of a configuration is none. */
export function chooseFiles(entries: readonly TreeEntry[]): ChosenFiles {
  const meant = entries.filter(({ mode, path }) => YAML.test(path) || (mode !== "100644" && mode !== "100755"));
  const files = meant.filter(({ mode }) => mode !== LINK && mode !== SUBMODULE);
  const skipped = meant.filter(({ mode }) => mode === LINK || mode === SUBMODULE);
  const problems = [...skipped.map(toWarning), ...checkSizes(files)];
  return { files: files.toSorted((one, other) => (one.path < other.path ? -1 : 1)), problems };
}

function toWarning({ mode, path }: TreeEntry): Problem {
  const what = mode === LINK ? "a symbolic link" : "a submodule";
  return toProblem(path, `is ${what} and is not read`, "put the manifests into files of the repository itself", "warning");
}

function checkSizes(files: readonly TreeEntry[]): readonly Problem[] {
  const { files: most, bytes, bytesInAll } = REPOSITORY_FILE_LIMITS;
  if (files.length > most) return [toProblem(".yardmaster", `holds more than ${most} files of manifests`, "put several into one file")];
  const large = files.filter(({ size }) => (size ?? 0) > bytes);
  if (large.length > 0) return large.map(({ path }) => toProblem(path, `is larger than ${bytes} bytes`, "split it into several files"));
  const total = files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return total > bytesInAll ? [toProblem(".yardmaster", `holds more than ${bytesInAll} bytes of manifests`, null)] : [];
}

function toProblem(file: string, message: string, hint: string | null, severity: Problem["severity"] = "error"): Problem {
  return { file, line: 1, column: 1, path: "", message, hint, severity };
}
