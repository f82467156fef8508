// Workspace: the directory that work happens in. Whether its paths exist is not asked here.
import type { z } from "zod";
import { flag } from "../words.ts";
import { HealthPolicy } from "./health-policy.ts";
import { defineKind } from "./kind-entry.ts";
import { anyText, filled, list, optional, required, section } from "./section.ts";

const WorkspaceSpec = section({
  root_path: required(
    filled("workspace.spec.root_path cannot be empty"),
    "The directory, inside the repository; a relative path begins at its top.",
  ),
  qa_targets: optional(
    list(filled("qa_targets cannot hold an empty path")),
    "Files and directories, relative to the root, in which item-scoped steps look for documents.",
    [],
  ),
  ticket_dir: optional(anyText(), "The directory of ticket files, relative to the root; may be empty when no step scans tickets.", ""),
  self_referential: optional(
    flag(),
    "Whether the workspace holds Yardmaster's own source, which switches on the safety policy for it.",
    false,
  ),
  health_policy: optional(HealthPolicy, "When agents that have no policy of their own count as ill."),
  artifacts_dir: optional(anyText(), "The directory of long step outputs, relative to the root.", ".orchestrator/artifacts"),
});
export type WorkspaceSpec = z.output<typeof WorkspaceSpec>;

export const Workspace = defineKind({
  kind: "Workspace",
  summary: "The directory that work happens in.",
  spec: WorkspaceSpec,
});
