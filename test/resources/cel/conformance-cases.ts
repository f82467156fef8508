// The public conformance cases of CEL, cut down to what Yardmaster speaks, and compared as JSON: that is all that goes in and comes out.
import { isDeepStrictEqual } from "node:util";
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { compileExpression } from "../../../src/resources/cel/compile-expression.ts";

export interface ConformanceCase {
  /** `suite/section/case`. */
  readonly name: string;
  readonly expression: string;
  readonly variables: readonly string[];
  readonly scope: Readonly<Record<string, unknown>>;
  /** As JSON; absent when the case must end with an error. */
  readonly expected?: unknown;
}

/** Suites we run; for the strings extension only the sections whose functions an expression may call. */
const SUITES: Readonly<Record<string, readonly string[] | "all">> = {
  basic: "all",
  bindings_ext: "all",
  comparisons: "all",
  conversions: "all",
  fields: "all",
  fp_math: "all",
  integer_math: "all",
  lists: "all",
  logic: "all",
  macros: "all",
  optionals: "all",
  parse: "all",
  plumbing: "all",
  string: "all",
  string_ext: ["ascii_casing", "index_of", "last_index_of", "split", "substring", "trim"],
  timestamps: "all",
};
export const SUITE_NAMES = Object.keys(SUITES);

/** Protobuf messages, enums and containers: our values are JSON. */
const PROTOBUF = /TestAllTypes|NestedTestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|GlobalEnum|cel\.expr/;

interface Value {
  readonly [kind: string]: unknown;
}
interface Original {
  readonly name: string;
  readonly expr: string;
  readonly container?: string;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly { readonly name: string }[];
  readonly bindings?: Readonly<Record<string, { readonly value?: Value }>>;
  readonly value?: Value;
  readonly typedResult?: { readonly result?: Value };
  readonly evalError?: unknown;
}
interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly { readonly original: unknown }[];
}

export function conformanceCases(): readonly ConformanceCase[] {
  return ((tests as Suite).suites ?? []).flatMap((suite) =>
    (suite.suites ?? []).flatMap((section) => {
      const wanted = SUITES[suite.name];
      if (wanted === undefined || (wanted !== "all" && !wanted.includes(section.name))) return [];
      return (section.tests ?? []).flatMap(({ original }) => toCase(`${suite.name}/${section.name}`, original as Original));
    }),
  );
}

/** Whether the case holds here; otherwise what came instead. */
export function tryCase({ expression, variables, scope, ...wanted }: ConformanceCase): { readonly holds: boolean; readonly got: string } {
  const compiled = compileExpression(expression, { variables });
  if (!compiled.ok) return { holds: !("expected" in wanted), got: `${compiled.offset}: ${compiled.message}` };
  const outcome = compiled.expression.evaluate(scope);
  if (!outcome.ok) return { holds: !("expected" in wanted), got: outcome.message };
  const got = JSON.stringify(outcome.value);
  return { holds: "expected" in wanted && isDeepStrictEqual(JSON.parse(got), JSON.parse(JSON.stringify(wanted.expected))), got };
}

function toCase(section: string, original: Original): readonly ConformanceCase[] {
  const { name, expr: expression, container, checkOnly, typeEnv = [], bindings = {}, evalError } = original;
  if (checkOnly === true || container !== undefined || PROTOBUF.test(JSON.stringify(original))) return [];
  const entries = Object.entries(bindings).map(([variable, { value = {} }]) => [variable, value] as const);
  if (entries.some(([, value]) => !isJson(value))) return [];
  const base = {
    name: `${section}/${name}`,
    expression,
    variables: [...new Set([...typeEnv.map((declared) => declared.name), ...Object.keys(bindings)])],
    scope: Object.fromEntries(entries.map(([variable, value]) => [variable, toJson(value)])),
  };
  if (evalError !== undefined) return [base];
  const value = original.value ?? original.typedResult?.result;
  return [{ ...base, expected: value === undefined ? true : toJson(value) }];
}

/** Whether JSON can carry the value into an expression. */
function isJson(value: Value): boolean {
  const text = JSON.stringify(value);
  return !/uint64Value|bytesValue|objectValue|enumValue|typeValue/.test(text) && !/"int64Value":"-?\d{16,}"/.test(text);
}

function toJson(value: Value): unknown {
  const [[kind, inner] = ["nullValue", null]] = Object.entries(value);
  switch (kind) {
    case "int64Value":
    case "uint64Value":
      return Number.isSafeInteger(Number(inner)) ? Number(inner) : inner;
    case "listValue":
      return ((inner as { values?: readonly Value[] }).values ?? []).map(toJson);
    case "mapValue":
      return Object.fromEntries(
        ((inner as { entries?: readonly { key: Value; value: Value }[] }).entries ?? []).map((entry) => [
          String(toJson(entry.key)),
          toJson(entry.value),
        ]),
      );
    case "objectValue":
      return (inner as { value?: unknown }).value;
    case "typeValue":
      return inner === "null_type" ? "null" : inner;
    default:
      return inner;
  }
}
