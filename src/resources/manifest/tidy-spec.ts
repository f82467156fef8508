// Brings a written spec to the shape that a kind's object parses: one spelling for each field, unknown keys told and removed.
// Which values hold is not asked here.
import { z } from "zod";
import { toDidYouMean } from "../issue-hint.ts";
import { type Alias, rulesOf, type SectionRules, wordAliasesOf } from "../kinds/section.ts";
import type { Report } from "../report.ts";
import { mustBe } from "../words.ts";
import type { Path } from "../yaml-tree.ts";

type YamlMap = Readonly<Record<string, unknown>>;

interface Tidying {
  readonly report: Report;
  /** A kind's own words for a key that one of its maps does not have; null for the usual ones. */
  toUnknownKeyMessage(map: YamlMap, key: string, path: Path): string | null;
}

export function tidySpec(schema: z.core.$ZodType, written: unknown, path: Path, tidying: Tidying): unknown {
  const shape = unwrap(schema);
  if (typeof written === "string") return ownEntry(wordAliasesOf(shape), written) ?? written;
  if (Array.isArray(written)) {
    return shape instanceof z.ZodArray ? written.map((item, index) => tidySpec(shape.element, item, [...path, index], tidying)) : written;
  }
  if (!isMap(written)) return written;
  if (shape instanceof z.ZodObject) return tidyMap(shape, written, path, tidying);
  if (shape instanceof z.ZodDiscriminatedUnion) {
    const option = optionFor(shape, written);
    return option === null ? written : tidyMap(option, written, path, tidying);
  }
  // The library passes over this key without a word.
  if (Object.hasOwn(written, "__proto__")) tidying.report.error([...path, "__proto__"], "is a name that cannot be used");
  return written;
}

/** A key of the map with the field that it stands for; null for an unknown one. */
interface Entry {
  readonly keys: readonly string[];
  readonly field: string | null;
  readonly value: unknown;
}

function tidyMap(object: z.ZodObject, written: YamlMap, path: Path, tidying: Tidying): YamlMap {
  const { report } = tidying;
  const rules = rulesOf(object);
  const tidied = new Map<string, unknown>();
  const spellings = new Map<string, string>();
  const entries = toEntries(object, rules, written, (key, value) => report.error([...path, key], mustBe("a map")({ input: value })));
  // A field's own name goes first, so that a second spelling of it is the one that is told.
  for (const { keys, field, value } of entries.toSorted((one, other) => rank(one) - rank(other))) {
    const schema = field === null ? undefined : object.shape[field];
    if (field === null || schema === undefined) {
      tellUnknown({ keys, object, rules, written, path }, tidying);
      continue;
    }
    const spelling = keys.join(".");
    const before = spellings.get(field);
    if (before !== undefined) {
      report.error([...path, ...keys], `is the same field as ${before}`, "keep one of the two", "key");
      continue;
    }
    spellings.set(field, spelling);
    if (spelling !== field) report.rename([...path, field], ...keys);
    if (rules.inert?.includes(field)) report.warning([...path, field], "is accepted and changes nothing");
    tidied.set(field, tidySpec(schema, value, [...path, field], tidying));
  }
  return Object.fromEntries(tidied);
}

function rank({ keys, field }: Entry): number {
  return keys.join(".") === field ? 0 : 1;
}

function toEntries(object: z.ZodObject, rules: SectionRules, written: YamlMap, tellNoMap: (key: string, value: unknown) => void): Entry[] {
  return Object.entries(written).flatMap(([key, value]): Entry[] => {
    const alias = ownEntry(rules.aliases ?? {}, key);
    const isField = Object.hasOwn(object.shape, key);
    const isGroup = Object.keys(rules.aliases ?? {}).some((other) => other.startsWith(`${key}.`));
    // A key without a value is as good as left out.
    if (value === null && (isField || alias !== undefined || isGroup)) return [];
    if (isField) return [{ keys: [key], field: key, value }];
    if (!isGroup) return [toAliasEntry([key], alias, value)];
    if (isMap(value)) {
      return Object.entries(value).map(([inner, part]) =>
        toAliasEntry([key, inner], ownEntry(rules.aliases ?? {}, `${key}.${inner}`), part),
      );
    }
    tellNoMap(key, value);
    return [];
  });
}

function toAliasEntry(keys: readonly string[], alias: Alias | undefined, value: unknown): Entry {
  const scaled = alias?.times !== undefined && typeof value === "number" ? value * alias.times : value;
  return { keys, field: alias?.of ?? null, value: scaled };
}

interface UnknownKey {
  readonly keys: readonly string[];
  readonly object: z.ZodObject;
  readonly rules: SectionRules;
  readonly written: YamlMap;
  readonly path: Path;
}

function tellUnknown({ keys, object, rules, written, path }: UnknownKey, { report, toUnknownKeyMessage }: Tidying): void {
  const name = keys.join(".");
  const fields = Object.keys(object.shape);
  const message = toUnknownKeyMessage(written, name, path);
  const hint = toDidYouMean(name, [...fields, ...Object.keys(rules.aliases ?? {})]);
  const here = [...path, ...keys];
  if (rules.unknownKeys === "error") report.error(here, message ?? `unknown field '${name}'`, hint ?? `known: ${fields.join(", ")}`, "key");
  else report.warning(here, message ?? `unknown field '${name}' is ignored`, message?.includes("did you mean") ? null : hint);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

/** The option that the discriminator of the written map names. */
function optionFor(union: z.ZodDiscriminatedUnion, written: YamlMap): z.ZodObject | null {
  const { discriminator } = union.def;
  for (const option of union.options) {
    const literal = option instanceof z.ZodObject ? option.shape[discriminator] : null;
    const names = literal instanceof z.ZodLiteral && [...literal.values].some((value) => value === written[discriminator]);
    if (names && option instanceof z.ZodObject) return option;
  }
  return null;
}

function ownEntry<Value>(entries: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

function isMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
