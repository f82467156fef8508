// Project: a namespace of resources.
import { defineKind } from "./kind-entry.ts";
import { anyText, optional, section } from "./section.ts";

const ProjectSpec = section({ description: optional(anyText(), "What the project is, for people.") }, { unknownKeys: "error" });

export const Project = defineKind({
  kind: "Project",
  summary: "A namespace of resources, one per repository by default.",
  spec: ProjectSpec,
});
