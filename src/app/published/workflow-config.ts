// `loadWorkflowConfig('./workflow.yaml')`, as published: synchronous, and everything that is wrong with the file at once.
import { type LoadedWorkflowFile, loadWorkflowFileSync } from "../../resources/workflow-file/read-workflow-file.ts";

/** What a workflow file says, with every default applied. */
export type WorkflowConfig = LoadedWorkflowFile;

/**
 * Reads `workflow.yaml` or `WORKFLOW.md`.
 *
 * @throws config.not-found; config.invalid with every problem, its line and a hint
 */
export function loadWorkflowConfig(path: string): WorkflowConfig {
  return loadWorkflowFileSync(path, { env: process.env });
}
