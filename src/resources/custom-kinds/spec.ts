// The shape of a CustomResourceDefinition's spec. What is beyond shape, such as a name that is taken, is for the readers.
import { z } from "zod";
import { SCOPES } from "./definition.ts";

const Rule = z.object({ rule: z.string().min(1), message: z.string().optional() });
const Version = z.object({
  name: z.string().min(1),
  served: z.boolean().default(true),
  storage: z.boolean().default(false),
  schema: z.unknown().optional(),
  cel_rules: z.array(Rule).max(50).default([]),
});
const Plugin = z.object({
  name: z.string().min(1),
  type: z.string(),
  phase: z.string().optional(),
  command: z.string().min(1),
  timeout: z.number().positive().default(5),
  schedule: z.string().optional(),
  timezone: z.string().optional(),
  execution_profile: z.string().optional(),
});
const Hooks = z.object({ on_create: z.string().optional(), on_update: z.string().optional(), on_delete: z.string().optional() });

export const DefinitionSpec = z.object({
  kind: z.string(),
  plural: z.string(),
  short_names: z.array(z.string().min(1)).default([]),
  group: z.string().default(""),
  scope: z.enum(SCOPES).default("cluster"),
  versions: z.array(Version).default([]),
  hooks: Hooks.default({}),
  plugins: z.array(Plugin).default([]),
});
export type DefinitionSpec = z.infer<typeof DefinitionSpec>;

/** The keys that are known where `path` leads; null where any key may stand. */
export function knownKeys(path: readonly (string | number)[]): readonly string[] | null {
  switch (path.map((part) => (typeof part === "number" ? "*" : part)).join(".")) {
    case "":
      return Object.keys(DefinitionSpec.shape);
    case "versions.*":
      return Object.keys(Version.shape);
    case "versions.*.cel_rules.*":
      return Object.keys(Rule.shape);
    case "plugins.*":
      return Object.keys(Plugin.shape);
    case "hooks":
      return Object.keys(Hooks.shape);
    default:
      return null;
  }
}
