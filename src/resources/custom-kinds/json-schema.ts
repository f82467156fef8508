// JSON Schema for custom kinds: one validator per draft, made when first needed, and the keywords that each of them knows.
// It compiles and never loads: a schema is one document.
import { Ajv as AjvDraft7, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonObject } from "./definition.ts";
import { patternEngine } from "./pattern.ts";

export type Ajv = AjvDraft7 | Ajv2019 | Ajv2020;

const DRAFTS: Readonly<Record<string, (options: Options) => Ajv>> = {
  "https://json-schema.org/draft/2020-12/schema": (options) => new Ajv2020(options),
  "https://json-schema.org/draft/2019-09/schema": (options) => new Ajv2019(options),
  "http://json-schema.org/draft-07/schema": (options) => new AjvDraft7(options),
};
const DEFAULT_DRAFT = "https://json-schema.org/draft/2020-12/schema";
export const DRAFT_NAMES = Object.keys(DRAFTS);

const OPTIONS: Options = {
  allErrors: true,
  code: { regExp: patternEngine },
  inlineRefs: false,
  logger: false,
  strictSchema: true,
  strictTuples: false,
  strictTypes: false,
  // Done before compiling, so that every error of the schema is told and not only the first.
  validateSchema: false,
  // A violation shows the value and names the fields that there are.
  verbose: true,
};

let validators = new Map<string, Ajv>();

/** Null for a draft that we do not speak. */
export function validatorFor(schema: JsonObject): Ajv | null {
  const draft = schema["$schema"] === undefined ? DEFAULT_DRAFT : String(schema["$schema"]).replace(/#$/, "");
  const create = Object.hasOwn(DRAFTS, draft) ? DRAFTS[draft] : undefined;
  if (create === undefined) return null;
  const known = validators.get(draft);
  if (known !== undefined) return known;
  const ajv = create(OPTIONS);
  addFormats.default(ajv);
  validators.set(draft, ajv);
  return ajv;
}

/** To be called when a compilation was stopped in its middle: nobody knows what state it left. */
export function forgetValidators(): void {
  validators = new Map();
}

/** `$id` would move what `$ref` means, `$async` make promises of answers, `$vocabulary` change the language; `id` is draft 4. */
const REFUSED_KEYWORDS: ReadonlySet<string> = new Set(["$async", "$id", "$vocabulary", "id"]);

export function knownKeywords(ajv: Ajv): readonly string[] {
  return Object.keys(ajv.RULES.keywords).filter((keyword) => !REFUSED_KEYWORDS.has(keyword));
}

export function isRefusedKeyword(keyword: string): boolean {
  return REFUSED_KEYWORDS.has(keyword);
}

export function isKnownFormat(ajv: Ajv, format: string): boolean {
  return Object.hasOwn(ajv.formats, format);
}
