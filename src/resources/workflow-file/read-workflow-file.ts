// Workflow files from the disk. The synchronous twin is there for the published `loadWorkflowConfig`, which answers at once.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { parseWorkflowFile, type WorkflowFileOptions } from "./parse-workflow-file.ts";
import type { WorkflowFile } from "./workflow-file.ts";

export interface LoadedWorkflowFile extends WorkflowFile {
  readonly warnings: readonly Problem[];
}

/** @throws config.not-found; config.invalid with every problem attached. */
export async function readWorkflowFile(path: string, options?: WorkflowFileOptions): Promise<LoadedWorkflowFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw toReadError(path, cause);
  });
  return load(path, bytes, options);
}

/** @throws as `readWorkflowFile`. */
export function loadWorkflowFileSync(path: string, options?: WorkflowFileOptions): LoadedWorkflowFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw toReadError(path, cause);
  }
  return load(path, bytes, options);
}

function load(path: string, bytes: Buffer, options: WorkflowFileOptions | undefined): LoadedWorkflowFile {
  const parsed = parseWorkflowFile(decode(path, bytes), path, options);
  if (parsed.ok) return { ...parsed.value, warnings: parsed.warnings };
  const errors = parsed.problems.filter(({ severity }) => severity === "error").length;
  throw new YardmasterError("config.invalid", `reading ${path}: ${errors} ${errors === 1 ? "problem" : "problems"}`, {
    problems: parsed.problems,
  });
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid(path, "is not a text in UTF-8", cause);
  }
}

function toReadError(path: string, cause: unknown): YardmasterError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  if (code === "ENOENT" || code === "ENOTDIR")
    return new YardmasterError("config.not-found", `reading ${path}: there is no such file`, { cause });
  return invalid(path, `cannot be read: ${code}`, cause);
}

function invalid(path: string, message: string, cause: unknown): YardmasterError {
  const problem: Problem = { file: path, line: 1, column: 1, path: "", message, hint: null, severity: "error" };
  return new YardmasterError("config.invalid", `reading ${path}: ${message}`, { cause, problems: [problem] });
}
