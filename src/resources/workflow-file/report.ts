// Collects what is wrong with a file, each thing at its place and under the spelling that its author used.
import type { Problem } from "../../core/errors.ts";
import type { Path, YamlTree } from "../yaml-tree.ts";

export interface Report {
  /** Says that the part known to us as `path` is called `key` in the file. */
  rename(path: Path, key: string): void;
  error(path: Path, message: string, hint?: string | null): void;
  warning(path: Path, message: string, hint?: string | null): void;
  /** The line on which the text at `path` begins. */
  textLine(path: Path): number;
  /** In the order in which they were found. */
  readonly problems: readonly Problem[];
}

export function createReport(file: string, tree: YamlTree): Report {
  const names = new Map<string, string>();
  const problems: Problem[] = [];

  function toWritten(path: Path): Path {
    const written: (string | number)[] = [];
    for (const [index, part] of path.entries()) {
      const renamed = names.get(path.slice(0, index + 1).join("\0"));
      // A part that is not in the file is called as our documentation calls it.
      written.push(renamed ?? (tree.has([...written, part]) || typeof part === "number" ? part : toSnakeCase(part)));
    }
    return written;
  }

  function add(severity: Problem["severity"], path: Path, message: string, hint: string | null): void {
    const written = toWritten(path);
    const place = severity === "warning" ? tree.keyPlaceOf(written) : tree.placeOf(written);
    problems.push({ file, ...place, path: renderPath(written), message, hint, severity });
  }

  return {
    rename: (path, key) => void names.set(path.join("\0"), key),
    error: (path, message, hint = null) => add("error", path, message, hint),
    warning: (path, message, hint = null) => add("warning", path, message, hint),
    textLine: (path) => tree.textLineOf(toWritten(path)),
    problems,
  };
}

export function toSnakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function renderPath(path: Path): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${part}`)).join("");
}
