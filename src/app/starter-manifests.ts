// The manifests that `init --manifests` writes: a workspace, an agent and a workflow to begin with, each saying what to change.

export interface StarterManifest {
  /** In the folder of manifests. */
  readonly name: string;
  readonly text: string;
}

/** @param version of the package whose schema an editor is to load */
export function toStarterManifests(version: string): readonly StarterManifest[] {
  const schema = `# yaml-language-server: $schema=https://unpkg.com/yardmaster@${version}/schemas/manifest.schema.json\n`;
  return [
    { name: "workspace.yaml", text: `${schema}${WORKSPACE}` },
    { name: "agent.yaml", text: `${schema}${AGENT}` },
    { name: "workflow.yaml", text: `${schema}${WORKFLOW}` },
  ];
}

const WORKSPACE = `# The directory that work happens in. \`yardmaster explain workspace\` tells every field.
apiVersion: orchestrator.dev/v2
kind: Workspace
metadata:
  name: default
spec:
  root_path: .
  # Documents that steps of scope \`item\` look at, one task item each:
  # qa_targets: [docs/qa]
`;

const AGENT = `# A command that does work, and what it is able to do. \`yardmaster explain agent\` tells every field.
apiVersion: orchestrator.dev/v2
kind: Agent
metadata:
  name: coder
spec:
  # Steps ask for one of these.
  capabilities: [implement, review]
  # Any program that takes a prompt and exits. {prompt} stands for one word, whatever is in it: it needs no quotes.
  command: claude -p {prompt} --permission-mode acceptEdits
`;

const WORKFLOW = `# What is done for a task, step by step. \`yardmaster explain workflow\` tells every field.
apiVersion: orchestrator.dev/v2
kind: StepTemplate
metadata:
  name: implement
spec:
  prompt: |
    You work in {source_tree}.
    Do this, and nothing besides it: {goal}
---
apiVersion: orchestrator.dev/v2
kind: StepTemplate
metadata:
  name: review
spec:
  prompt: |
    You work in {source_tree}.
    Someone did this: {goal}
    Read the change below, and fix what is wrong with it.

    {diff}
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata:
  name: default
spec:
  steps:
    - id: implement
      template: implement
    # The repository's own tests, or whatever says that the work holds:
    # - id: test
    #   command: npm test
    - id: review
      template: review
`;
