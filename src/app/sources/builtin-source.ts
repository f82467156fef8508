// What comes with Yardmaster. Another release may bring something else.
import { BUILTIN_RESOURCES } from "../../resources/builtin/builtin-resources.ts";
import type { Source } from "./source.ts";

export function createBuiltinSource(): Source {
  return {
    origin: "builtin",
    look: async () => ({
      label: "what is built in",
      version: "",
      read: async () => ({ resources: BUILTIN_RESOURCES, problems: [] }),
    }),
  };
}
