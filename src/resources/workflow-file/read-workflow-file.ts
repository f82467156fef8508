// Workflow files from the disk. The synchronous twin is there for the published `loadWorkflowConfig`, which answers at once.
import { readFileSync, statSync } from "node:fs";
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { decodeText, readFileText, toReadError } from "../file-text.ts";
import { parseWorkflowFile, type WorkflowFileOptions } from "./parse-workflow-file.ts";
import type { WorkflowFile, WrittenSettings } from "./workflow-file.ts";

export interface LoadedWorkflowFile extends WorkflowFile {
  readonly written: WrittenSettings;
  readonly warnings: readonly Problem[];
}

/** @throws config.not-found; config.invalid with every problem attached. */
export async function readWorkflowFile(path: string, options?: WorkflowFileOptions): Promise<LoadedWorkflowFile> {
  return load(path, await readFileText(path), options);
}

/** @throws as `readWorkflowFile`. */
export function loadWorkflowFileSync(path: string, options?: WorkflowFileOptions): LoadedWorkflowFile {
  let bytes: Buffer;
  try {
    const file = statSync(path);
    if (file.isCharacterDevice() || file.isFIFO()) throw new Error("it may have no end");
    bytes = readFileSync(path);
  } catch (cause) {
    throw toReadError(path, cause);
  }
  return load(path, decodeText(path, bytes), options);
}

function load(path: string, text: string, options: WorkflowFileOptions | undefined): LoadedWorkflowFile {
  const parsed = parseWorkflowFile(text, path, options);
  if (parsed.ok) return { ...parsed.value, written: parsed.written, warnings: parsed.warnings };
  const errors = parsed.problems.filter(({ severity }) => severity === "error").length;
  throw new YardmasterError("config.invalid", `reading ${path}: ${errors} ${errors === 1 ? "problem" : "problems"}`, {
    problems: parsed.problems,
  });
}
