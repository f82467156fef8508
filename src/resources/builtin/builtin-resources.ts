// What holds before anyone has declared anything. The lowest of all declarations.
import { BUILTIN_API_VERSION, type BuiltinKind, DEFAULT_PROJECT, type Resource } from "../../core/resources/resource.ts";

/** `sh` is everywhere; the rest are the kind's own defaults. */
export const BUILTIN_POLICY = { runner: { shell: "/bin/sh" }, resume: { auto: true } };

export const BUILTIN_RESOURCES: readonly Resource[] = [
  declare("Project", DEFAULT_PROJECT, { description: "What no other project is named for." }),
  declare("RuntimePolicy", "runtime", BUILTIN_POLICY),
  declare("Workspace", "default", { root_path: "." }),
];

export function declare(
  kind: BuiltinKind,
  name: string,
  spec: Resource["spec"],
  annotations: Resource["metadata"]["annotations"] = {},
): Resource {
  const metadata = { name, project: DEFAULT_PROJECT, labels: {}, annotations };
  return {
    apiVersion: BUILTIN_API_VERSION,
    kind,
    metadata,
    spec,
    source: { origin: "builtin", file: "builtin:yardmaster", line: 1 },
  };
}
