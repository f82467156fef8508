// A workflow file as the resources that it is short for. What `$NAME` stands for is not in them: they show the name.
import type { Resource } from "../../core/resources/resource.ts";
import type { LoadedWorkflowFile } from "../workflow-file/read-workflow-file.ts";
import { toAgentSpec } from "./agent-spec.ts";
import { createDraft, type Declared } from "./draft.ts";
import { createNotes } from "./notes.ts";
import { toPolicySpec } from "./policy-spec.ts";
import { toResourceName } from "./resource-name.ts";
import { toTemplates } from "./step-templates.ts";
import { toWorkflowSpec } from "./workflow-spec.ts";

/** Settings that no kind has a field for are kept as annotations, so that `describe` shows them too. @param shown the file, as descriptions name it */
export function toResources(loaded: LoadedWorkflowFile, shown: string): readonly Resource[] {
  const draft = createDraft(loaded.written, shown);
  const name = toResourceName(loaded.workflow.name);
  const none = {};
  const policy = toPolicySpec(loaded, draft);
  const agent = { kind: "Agent", name: "default", spec: toAgentSpec(loaded, draft) } as const;
  const templates = toTemplates(loaded, name, draft);
  const workflow = { kind: "Workflow", name, spec: toWorkflowSpec(loaded, name, draft) } as const;
  const notes = createNotes(loaded.written, draft);
  const ofWorkspace = notes.of("workspace", "hooks");
  const declared: readonly Declared[] = [
    ...(policy === null ? [] : [{ kind: "RuntimePolicy", name: "runtime", spec: policy, annotations: none } as const]),
    ...(Object.keys(ofWorkspace).length === 0
      ? []
      : [{ kind: "Workspace", name: "default", spec: { root_path: "." }, annotations: ofWorkspace } as const]),
    { ...agent, annotations: notes.of("agent") },
    ...templates,
    { ...workflow, annotations: notes.of("tracker", "polling", "server", "steps") },
  ];
  return declared.map(draft.toResource);
}
