// Which workflow files a repository has. What they say is for others to read.
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { WORKFLOW_FILE_NAMES } from "../resources/workflow-file/file-names.ts";

/** The one that holds, before those beside it that are not read; none at all means the built-in configuration. */
export async function findWorkflowFiles(root: string, named: string | null): Promise<readonly string[]> {
  if (named !== null) return [resolve(named)];
  const files = WORKFLOW_FILE_NAMES.map((name) => join(root, name));
  const present = await Promise.all(files.map(exists));
  return files.filter((_, index) => present[index]);
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
