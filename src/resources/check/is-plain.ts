// Whether a resource holds neither an expression nor a schema, as most do: what compiles these is large, and need not be loaded for it.
import type { Resource } from "../../core/resources/resource.ts";
import { isBuiltinKind, KINDS } from "../kinds/index.ts";

/** Built-in kinds that hold schemas, which take long to compile. */
export const BY_SCHEMA: readonly string[] = ["CustomResourceDefinition", "WorkflowStore"];

/** An instance of a custom kind is judged by the schema of its definition. */
export function isPlain({ kind, spec }: Resource): boolean {
  return isBuiltinKind(kind) && !BY_SCHEMA.includes(kind) && KINDS[kind].expressions(spec).length === 0;
}
