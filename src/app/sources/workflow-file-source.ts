// The workflow file, as the resources that it is short for.
import { readFileText } from "../../resources/file-text.ts";
import { findWorkflowFiles } from "../find-workflow-files.ts";
import { toShown } from "../to-shown.ts";
import type { Source } from "./source.ts";

export interface WorkflowFileSourceOptions {
  readonly root: string;
  /** Instead of the usual ones. */
  readonly named: string | null;
  /** What `$NAME` refers to: a file whose paths name what is not set does not hold. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export function createWorkflowFileSource({ root, named, variables }: WorkflowFileSourceOptions): Source {
  return {
    origin: "workflow-file",
    async look() {
      const [file] = await findWorkflowFiles(root, named);
      if (file === undefined) return { label: "no workflow file", version: "", read: async () => ({ resources: [], problems: [] }) };
      const shown = toShown(root, file);
      const text = await readFileText(file, shown);
      return {
        label: shown,
        version: `${shown}\n${text}`,
        async read() {
          const [{ parseWorkflowFile }, { toResources }] = await Promise.all([
            import("../../resources/workflow-file/parse-workflow-file.ts"),
            import("../../resources/workflow-resources/to-resources.ts"),
          ]);
          const parsed = parseWorkflowFile(text, file, { env: variables });
          if (!parsed.ok) return { resources: null, problems: parsed.problems.map((problem) => ({ ...problem, file: shown })) };
          return { resources: toResources({ ...parsed.value, written: parsed.written, warnings: [] }, shown), problems: [] };
        },
      };
    },
  };
}
