// From a composed YAML document to plain values, and back to the place of each. Aliases unfold here, under a limit.
import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type ParsedNode, Scalar, type YAMLMap } from "yaml";

export type Path = readonly (string | number)[];

/** Where a value stands, as offsets into the text. What an alias unfolds to stands where the alias does. */
export interface Spot {
  readonly key: number;
  readonly value: number;
  /** A text in block style: its own first line is the one below. */
  readonly block: boolean;
}

/** A value in the document, from which one goes on to the values inside it. */
export interface YamlCursor extends Spot {
  /** Null where there is none. */
  child(part: string | number): YamlCursor | null;
}

export interface YamlValues {
  readonly value: unknown;
  /** The whole document. Places are looked up, not remembered: problems are few and values are many. */
  readonly root: YamlCursor;
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

export interface ValueLimits {
  readonly depth: number;
  /** Values in all, each counted as often as an alias repeats it. Reading takes from `left`, so that documents can share it. */
  readonly values: { readonly limit: number; left: number };
}

export function readYamlValues(document: Document.Parsed, { depth, values }: ValueLimits): YamlValues {
  const faults: Fault[] = [];
  const anchors = new Map<string, ParsedNode>();
  /** What each alias means: an anchor may be given anew further below. */
  const targets = new Map<Alias, ParsedNode | null>();

  function refuse(offset: number, message: string, hint?: string): null {
    faults.push(hint === undefined ? { offset, message } : { offset, message, hint });
    return null;
  }

  function targetOf(alias: Alias): ParsedNode | null {
    const known = targets.get(alias);
    if (known !== undefined) return known;
    const target = anchors.get(alias.source) ?? null;
    targets.set(alias, target);
    return target;
  }

  /** @param alias the offset of the alias through which this was reached, or null. */
  function read(node: ParsedNode | null, level: number, key: number, alias: number | null): unknown {
    const offset = alias ?? node?.range[0] ?? key;
    values.left -= 1;
    if (values.left < 0) return values.left === -1 ? refuse(offset, `holds more than ${values.limit} values`) : null;
    if (level > depth) return refuse(offset, `is nested more than ${depth} levels deep`);
    if (isAlias(node)) {
      const target = targetOf(node);
      return target === null ? refuse(offset, `there is no anchor "${node.source}"`) : read(target, level, key, offset);
    }
    if (node?.anchor !== undefined && alias === null) anchors.set(node.anchor, node);
    if (isScalar(node)) return isPlain(node.value) ? node.value : refuse(offset, "is no text, number, true, false or null");
    if (isSeq(node)) return node.items.map((item) => read(item, level + 1, alias ?? item.range[0], alias));
    if (!isMap(node)) return null;
    const entries = new Map<string, unknown>();
    for (const pair of node.items) {
      const keyOffset = alias ?? pair.key.range[0];
      if (!isScalar(pair.key)) {
        refuse(keyOffset, "a key must be a plain word");
        continue;
      }
      const name = String(pair.key.value);
      if (entries.has(name)) refuse(keyOffset, "map keys must be unique", "remove one of the two");
      entries.set(name, read(pair.value, level + 1, keyOffset, alias));
    }
    // fromEntries makes own properties, also of one called __proto__.
    return Object.fromEntries(entries);
  }

  function toCursor(written: unknown, key: number, around: number | null): YamlCursor {
    let node = written;
    let alias = around;
    while (isAlias(node)) {
      alias ??= node.range?.[0] ?? null;
      node = targets.get(node) ?? null;
    }
    const target = node;
    return {
      key,
      value: alias ?? startOf(written) ?? key,
      block: isScalar(target) && (target.type === Scalar.BLOCK_LITERAL || target.type === Scalar.BLOCK_FOLDED),
      child(part) {
        if (isSeq<ParsedNode>(target)) {
          const item = typeof part === "number" ? target.items[part] : undefined;
          return item === undefined ? null : toCursor(item, alias ?? startOf(item) ?? key, alias);
        }
        const pair = isMap<ParsedNode, ParsedNode | null>(target) ? findPair(target, String(part)) : undefined;
        return pair === undefined ? null : toCursor(pair.value, alias ?? startOf(pair.key) ?? key, alias);
      },
    };
  }

  return {
    value: read(document.contents, 0, 0, null),
    root: toCursor(document.contents, startOf(document.contents) ?? document.range[0], null),
    faults,
  };
}

type ParsedMap = YAMLMap<ParsedNode, ParsedNode | null>;
type ParsedPair = ParsedMap["items"][number];

/** Keys of the maps that are too large to be gone through for each of their values. */
const indexes = new WeakMap<ParsedMap, ReadonlyMap<string, ParsedPair>>();
const LARGE_MAP = 16;

function findPair(map: ParsedMap, key: string): ParsedPair | undefined {
  if (map.items.length <= LARGE_MAP) return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  const known = indexes.get(map);
  if (known !== undefined) return known.get(key);
  const index = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])));
  indexes.set(map, index);
  return index.get(key);
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** Not a date, not bytes, not infinity: JSON has none of them, and what is read here is stored as JSON. */
function isPlain(value: unknown): boolean {
  return value === null || typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
