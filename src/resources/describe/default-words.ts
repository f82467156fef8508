// What a spec leaves out and what holds then: the documented defaults of its kind, as comments.
import { stringify } from "yaml";
import type { BuiltinKind } from "../../core/resources/resource.ts";
import { type Field, toFieldTree } from "../kinds/field-tree.ts";

/** Comments for each map of the spec, by the map itself. Defaults that are empty say nothing and are left out. */
export function toDefaultWords(kind: BuiltinKind, spec: object): ReadonlyMap<object, readonly string[]> {
  const words = new Map<object, readonly string[]>();
  function look(value: unknown, field: Field): void {
    if (Array.isArray(value)) for (const item of value) look(item, field);
    else if (typeof value === "object" && value !== null) lookInside(value as Readonly<Record<string, unknown>>, field);
  }
  function lookInside(map: Readonly<Record<string, unknown>>, field: Field): void {
    const fields = [...field.children, ...(field.forms.get(String(map["type"])) ?? [])];
    const left = fields.filter(({ name, default: byDefault }) => !Object.hasOwn(map, name) && byDefault !== null && !isEmpty(byDefault));
    if (left.length > 0) words.set(map, wrap(left.map(({ name, default: byDefault }) => `${name}: ${toFlow(byDefault ?? "null")}`)));
    for (const child of fields) if (Object.hasOwn(map, child.name)) look(map[child.name], child);
  }
  look(spec, toFieldTree(kind));
  return words;
}

function isEmpty(json: string): boolean {
  return json === "[]" || json === "{}" || json === '""';
}

function toFlow(json: string): string {
  return stringify(JSON.parse(json), { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

const WIDTH = 100;

/** As many on one line as are easily read. */
function wrap(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= WIDTH) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`default: ${item}`);
  }
  return lines;
}
