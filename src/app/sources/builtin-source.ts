// What comes with Yardmaster. Another release may bring something else.
import { readTemplate } from "../read-template.ts";
import type { Source } from "./source.ts";

/** Counts up when what is built in changes between two releases. */
const REVISION = "2";

export function createBuiltinSource(): Source {
  return {
    origin: "builtin",
    look: async () => ({
      label: "what is built in",
      version: REVISION,
      async read() {
        const [{ BUILTIN_RESOURCES }, { toFixResources }, prompt] = await Promise.all([
          import("../../resources/builtin/builtin-resources.ts"),
          import("../../resources/builtin/fix-workflow.ts"),
          readTemplate("prompts/fix"),
        ]);
        return { resources: [...BUILTIN_RESOURCES, ...toFixResources(prompt)], problems: [] };
      },
    }),
  };
}
