// The maps that manifests are made of: their fields with one sentence each, other spellings, and what becomes of unknown keys.
// Shape only; how a written map is brought to it is for manifest/tidy-spec.ts.
import { z } from "zod";
import { mustBe } from "../words.ts";

export interface SectionRules {
  /** @defaultValue warning */
  readonly unknownKeys?: "error" | "warning";
  /** Other spellings. `check.command` is the key `command` in a map called `check`. */
  readonly aliases?: Readonly<Record<string, Alias>>;
  /** Fields that are accepted and change nothing; using one is a warning. */
  readonly inert?: readonly string[];
  /** Something else in its place may be a secret: no message quotes it. */
  readonly secret?: boolean;
}

export interface Alias {
  /** The field's own name. */
  readonly of: string;
  /** Where the unit differs: what a number is multiplied by. */
  readonly times?: number;
}

const RULES = z.registry<SectionRules>();
const WORD_ALIASES = z.registry<{ readonly stored: Readonly<Record<string, string>> }>();

export function section<Shape extends z.ZodRawShape>(shape: Shape, rules: SectionRules = {}): z.ZodObject<Shape, z.core.$strip> {
  return z.object(shape, { error: rules.secret ? "must be a map" : mustBe("a map") }).register(RULES, rules);
}

export function rulesOf(schema: z.core.$ZodType): SectionRules {
  return RULES.get(schema) ?? {};
}

/** One of some words; `aliases` leads from other spellings to the word that is stored. */
export function word<const Words extends readonly [string, ...string[]]>(
  words: Words,
  aliases: Readonly<Record<string, Words[number]>> = {},
) {
  const schema = z.enum(words, { error: mustBe(`one of ${[...words, ...Object.keys(aliases)].join(", ")}`) });
  return schema.register(WORD_ALIASES, { stored: aliases });
}

/** From each other spelling to the word that is stored. */
export function wordAliasesOf(schema: z.core.$ZodType): Readonly<Record<string, string>> {
  return WORD_ALIASES.get(schema)?.stored ?? {};
}

/** A field that must be there. */
export function required<Schema extends z.ZodType>(schema: Schema, description: string): Schema {
  return schema.meta({ description });
}

/** A field that may be left out. Its default is documented here and filled in by those who read it, never stored. */
export function optional<Schema extends z.ZodType>(schema: Schema, description: string, byDefault?: unknown): z.ZodOptional<Schema> {
  return schema.optional().meta(byDefault === undefined ? { description } : { description, default: byDefault });
}

/** A text that is not empty, with the words for when it is. */
export function filled(message: string) {
  return z.string({ error: mustBe("a text") }).refine((value) => value.trim() !== "", { error: message });
}

export function anyText() {
  return z.string({ error: mustBe("a text") });
}

export function list<Schema extends z.ZodType>(items: Schema) {
  return z.array(items, { error: mustBe("a list") });
}

/** Anyone's keys, texts as values. */
export function textMap() {
  return z.record(z.string(), anyText(), { error: mustBe("a map from names to texts") });
}

/** As `textMap`, where no message may quote a value. */
export function secretMap() {
  return z.record(z.string(), z.string({ error: "must be a text" }), { error: "must be a map from names to texts" });
}

export function fraction() {
  const error = mustBe("a number from 0 to 1");
  return z.number({ error }).min(0, { error }).max(1, { error });
}

export function anyNumber() {
  return z.number({ error: mustBe("a number") });
}
