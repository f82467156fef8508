// What of an instance does not hold, in words that do not need the schema beside them.
import type { ErrorObject } from "ajv";
import { didYouMean } from "../../core/did-you-mean.ts";
import { isJsonObject, type SpecPath } from "./definition.ts";
import { parsePointer } from "./json-pointer.ts";

export interface Violation {
  /** `$.prompts[0].name`; `$` is the spec. */
  readonly path: string;
  /** The same as keys and indexes, to find its line. */
  readonly keys: SpecPath;
  readonly message: string;
}

const MOST = 100;

export function toViolations(spec: unknown, errors: readonly ErrorObject[]): readonly Violation[] {
  const violations = errors.slice(0, MOST).map((error) => toViolation(parsePointer(error.instancePath, spec), toMessage(error)));
  const more = errors.length - violations.length;
  return more > 0 ? [...violations, toViolation([], `${more} more`)] : violations;
}

export function toViolation(keys: SpecPath, message: string): Violation {
  return { path: renderPath(keys), keys, message };
}

function renderPath(keys: SpecPath): string {
  const parts = keys.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_$][\w$-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return `$${parts.join("")}`;
}

function toMessage({ keyword, params, message = "does not hold", data, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case "required":
      return `missing required field '${String(params["missingProperty"])}'`;
    case "additionalProperties":
    case "unevaluatedProperties":
      return unknownField(String(params["additionalProperty"] ?? params["unevaluatedProperty"]), parentSchema?.["properties"]);
    case "type":
      return `expected ${[params["type"]].flat().join(" or ")}, got ${nameType(data)}`;
    case "enum":
      return `expected ${listed(params["allowedValues"])}, got ${quoted(data)}`;
    case "const":
      return `expected ${quoted(params["allowedValue"])}, got ${quoted(data)}`;
    default:
      return message.replace("must NOT", "must not");
  }
}

function unknownField(name: string, properties: unknown): string {
  const near = isJsonObject(properties) ? didYouMean(name, Object.keys(properties)) : null;
  return `unknown field '${name}'${near === null ? "" : ` (did you mean '${near}'?)`}`;
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(quoted).join(", ") : quoted(values);
}

/** A value may be a whole document; its beginning is enough to find it. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
