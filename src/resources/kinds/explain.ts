// What a field of a manifest means, looked up as `workflow.steps.prehook`. Pure; how it is printed is for a door.
import { BUILTIN_KINDS } from "../../core/resources/resource.ts";
import { toDidYouMean } from "../issue-hint.ts";
import { type Field, toFieldTree } from "./field-tree.ts";
import { findBuiltinKind } from "./kind-words.ts";

export interface ExplainedField {
  /** As its documentation spells it. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** As JSON; null when there is none. */
  readonly default: string | null;
  readonly description: string;
  readonly children: readonly ExplainedChild[];
}

export interface ExplainedChild {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: string | null;
  readonly description: string;
}

export type Explanation =
  | { readonly ok: true; readonly field: ExplainedField }
  /** The hint names the nearest known word, or all of them. */
  | { readonly ok: false; readonly message: string; readonly hint: string };

/**
 * A kind by any of its names, then fields. Lists need no index; `spec` may be left out.
 * Where a map has several forms, the word that tells them apart may stand between: `workflow.steps.behavior.post_actions.store_put.key`.
 */
export function explainField(path: string): Explanation {
  const [word = "", ...parts] = path.replaceAll(/\[\d*\]/g, "").split(".");
  const kind = findBuiltinKind(word);
  if (kind === null)
    return refuse(
      `'${word}' is not a kind`,
      word,
      BUILTIN_KINDS.map((known) => known.toLowerCase()),
    );
  const wanted = parts[0] === "spec" ? parts.slice(1) : parts;
  let field = toFieldTree(kind);
  let known = field.name;
  for (const part of wanted) {
    const inside = childrenOf(field);
    const next = inside.find(({ name }) => name === part) ?? formOf(field, part);
    if (next === null) return refuse(`${known} has no field '${part}'`, part, [...inside.map(({ name }) => name), ...field.forms.keys()]);
    field = next;
    known = `${known}.${part}`;
  }
  const { type, required, default: byDefault, description } = field;
  return { ok: true, field: { path: known, type, required, default: byDefault, description, children: childrenOf(field).map(toChild) } };
}

/** Of a map of several forms, the fields of all. */
function childrenOf({ children, forms }: Field): readonly Field[] {
  const fields = new Map([...children, ...[...forms.values()].flat()].map((field) => [field.name, field]));
  const type = fields.get("type");
  if (type !== undefined && forms.size > 0)
    fields.set("type", { ...type, type: [...forms.keys()].join(" | "), description: "Which form it is." });
  return [...fields.values()];
}

function formOf({ forms, ...field }: Field, word: string): Field | null {
  const children = forms.get(word);
  if (children === undefined) return null;
  const description = children.find(({ name }) => name === "type")?.description ?? "";
  return { ...field, name: word, type: "map", default: null, description, children, forms: new Map() };
}

function toChild({ name, type, required, default: byDefault, description }: Field): ExplainedChild {
  return { name, type, required, default: byDefault, description };
}

function refuse(message: string, word: string, known: readonly string[]): Explanation {
  return {
    ok: false,
    message,
    hint: toDidYouMean(word, known) ?? (known.length === 0 ? "it has no fields" : `known: ${known.join(", ")}`),
  };
}
