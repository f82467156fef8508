// `-f`: files, folders and standard input, as every verb that reads manifests takes them.
import { resolve } from "node:path";
import type { Command } from "commander";
import { addRequiredOption } from "./required-option.ts";

export function addManifestFileOption(command: Command): void {
  addRequiredOption(command, "-f, --file <path>", "a file, a folder, or - for standard input; may be repeated", collect);
}

/** Relative to the directory that `-C` names. */
export function toPaths(files: readonly string[], directory: string | null): readonly string[] {
  return files.map((path) => (path === "-" || directory === null ? path : resolve(directory, path)));
}

function collect(path: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, path];
}
