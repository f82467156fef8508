// What a workflow file is called, at the top of a repository. Of several the first one holds.

export const WORKFLOW_FILE_NAMES: readonly string[] = ["workflow.yaml", "workflow.yml", "WORKFLOW.md"];
