// What the author of a workflow file is told, as one text.
import { renderProblems } from "../../../src/resources/problems.ts";
import { parseWorkflowFile, type WorkflowFileOptions } from "../../../src/resources/workflow-file/parse-workflow-file.ts";

/** A file that holds with warnings says so. */
export function told(text: string, file = "WORKFLOW.md", options?: WorkflowFileOptions): string {
  const parsed = parseWorkflowFile(text, file, options);
  return parsed.ok ? `accepted\n${renderProblems(parsed.warnings)}` : renderProblems(parsed.problems);
}

export function toldYaml(text: string, options?: WorkflowFileOptions): string {
  return told(text, "workflow.yaml", options);
}
