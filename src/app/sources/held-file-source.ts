// The workflow file that a server works by, as the resources that it is short for. What the file says now may not hold.
import { toCanonicalJson } from "../../core/resources/canonical.ts";
import type { LoadedWorkflowFile } from "../../resources/workflow-file/read-workflow-file.ts";
import { toResources } from "../../resources/workflow-resources/to-resources.ts";
import { toShown } from "../to-shown.ts";
import type { Source } from "./source.ts";

/** @param held answers null while there is no file */
export function createHeldFileSource(root: string, held: () => LoadedWorkflowFile | null): Source {
  return {
    origin: "workflow-file",
    async look() {
      const configuration = held();
      const shown = configuration === null ? "no workflow file" : toShown(root, configuration.file);
      const resources = configuration === null ? [] : toResources(configuration, shown);
      return { label: shown, version: toCanonicalJson(resources), read: async () => ({ resources, problems: [] }) };
    },
  };
}
