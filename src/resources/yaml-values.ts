// From a composed YAML document to plain values, with the place of each. Aliases unfold here, under a limit.
import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, Scalar } from "yaml";

export type Path = readonly (string | number)[];

/** Where a value stands, as offsets into the text. What an alias unfolds to stands where the alias does. */
export interface Spot {
  readonly key: number;
  readonly value: number;
  /** A text in block style: its own first line is the one below. */
  readonly block: boolean;
}

export interface YamlValues {
  readonly value: unknown;
  /** By `toSpotKey` of the path. */
  readonly spots: ReadonlyMap<string, Spot>;
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export interface ValueLimits {
  readonly depth: number;
  /** Values in all, each counted as often as an alias repeats it. */
  readonly values: number;
}

export function toSpotKey(path: Path): string {
  return path.join("\0");
}

export function readYamlValues(document: Document.Parsed, limits: ValueLimits): YamlValues {
  const spots = new Map<string, Spot>();
  const faults: Fault[] = [];
  let values = 0;

  function refuse(offset: number, message: string): null {
    faults.push({ offset, message });
    return null;
  }

  /** @param alias the offset of the alias through which this was reached, or null. */
  function read(node: ParsedNode | null, path: Path, key: number, alias: number | null): unknown {
    const offset = alias ?? node?.range[0] ?? key;
    const block = isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
    spots.set(toSpotKey(path), { key, value: offset, block });
    values += 1;
    if (values > limits.values) return values === limits.values + 1 ? refuse(offset, `holds more than ${limits.values} values`) : null;
    if (path.length > limits.depth) return refuse(offset, `is nested more than ${limits.depth} levels deep`);
    if (isScalar(node)) return node.value;
    if (isAlias(node)) {
      const target = node.resolve(document);
      return target === undefined ? refuse(offset, `there is no anchor "${node.source}"`) : read(target as ParsedNode, path, key, offset);
    }
    if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index], alias ?? item.range[0], alias));
    if (!isMap(node)) return null;
    const entries = node.items.map((pair) => {
      const keyOffset = alias ?? pair.key.range[0];
      if (!isScalar(pair.key)) return ["", refuse(keyOffset, "a key must be a plain word")];
      const name = String(pair.key.value);
      return [name, read(pair.value, [...path, name], keyOffset, alias)];
    });
    // fromEntries makes own properties, also of one called __proto__.
    return Object.fromEntries(entries);
  }

  return { value: read(document.contents, [], 0, null), spots, faults };
}
