// What is known of a built-in kind: its words, its fields, its rules, and what it mentions.
import type { z } from "zod";
import type { BuiltinKind, ResourceReference } from "../../core/resources/resource.ts";
import type { Path } from "../yaml-tree.ts";
import { KIND_WORDS, type KindWords } from "./kind-words.ts";

/** A CEL expression in a spec, for a checker to compile. The kind says which variables it has. */
export interface ManifestExpression {
  /** Path in the spec, e.g. `steps[0].prehook.when`. */
  readonly path: string;
  readonly expression: string;
  readonly kind: "prehook" | "finalize" | "convergence" | "command_rule" | "trigger_filter" | "cel_rule";
}

/** A spec of which every part that is there holds, and any part may be missing: what rules see while other problems are told too. */
export type Partly<T> = T extends readonly (infer Item)[]
  ? readonly (Partly<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> | undefined }
    : T;

/** Says what does not hold, at a path in the spec. */
export interface Tell {
  error(path: Path, message: string, hint?: string | null): void;
  warning(path: Path, message: string, hint?: string | null): void;
}

interface KindDefinition<Schema extends z.ZodType> {
  readonly kind: BuiltinKind;
  /** One sentence. */
  readonly summary: string;
  readonly spec: Schema;
  /** Values under `data` must be masked wherever they are shown. */
  readonly hasSecrets?: boolean;
  /** Rules between fields. */
  check?(spec: Partly<z.output<Schema>>, name: string, tell: Tell): void;
  references?(spec: z.output<Schema>): readonly ResourceReference[];
  expressions?(spec: z.output<Schema>): readonly ManifestExpression[];
}

export interface KindEntry extends KindWords {
  readonly kind: BuiltinKind;
  readonly summary: string;
  readonly spec: z.ZodObject;
  readonly hasSecrets: boolean;
  check(spec: unknown, name: string, tell: Tell): void;
  /** Of a spec that holds. */
  references(spec: unknown): readonly ResourceReference[];
  /** Of a spec that holds. */
  expressions(spec: unknown): readonly ManifestExpression[];
}

/** Forgets which spec it is, so that kinds fit into one table. The casts are sound for specs that the kind's own object has parsed. */
export function defineKind<Schema extends z.ZodObject>(definition: KindDefinition<Schema>): KindEntry {
  const { check, references, expressions, hasSecrets = false, ...entry } = definition;
  type Spec = z.output<Schema>;
  return {
    ...entry,
    ...KIND_WORDS[entry.kind],
    hasSecrets,
    check: (spec, name, tell) => check?.(spec as Partly<Spec>, name, tell),
    references: (spec) => references?.(spec as Spec) ?? [],
    expressions: (spec) => expressions?.(spec as Spec) ?? [],
  };
}

/** Zero or one reference: for fields that may be left out. */
export function refer(
  kind: ResourceReference["kind"],
  path: string,
  name: string | undefined,
  key: string | null = null,
): ResourceReference[] {
  return name === undefined ? [] : [{ path, kind, name, key }];
}

export function express(kind: ManifestExpression["kind"], path: string, expression: string | undefined): ManifestExpression[] {
  return expression === undefined ? [] : [{ path, expression, kind }];
}
