// What a resource mentions of others, by its kind. Instances of custom kinds mention nothing that we could know.
import type { Resource, ResourceReference } from "../../core/resources/resource.ts";
import { isBuiltinKind, KINDS } from "../kinds/index.ts";

export function referencesOf({ kind, spec }: Resource): readonly ResourceReference[] {
  return isBuiltinKind(kind) ? KINDS[kind].references(spec) : [];
}
