// CEL as Yardmaster speaks it: the library's language, our limits, arithmetic that mixes ints and doubles, and what the library forgot.
import { Environment, EvaluationError } from "@marcbachmann/cel-js";
import { toTimestampText } from "./json-values.ts";
import { CEL_LIMITS } from "./limits.ts";

export type CelVariables = readonly string[] | "any";

/** Every variable is of type `dyn`: its value is JSON. Names that CEL itself uses, such as `type`, keep CEL's meaning. */
export function createEnvironment(variables: CelVariables): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: variables === "any",
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: CEL_LIMITS.nodes, maxDepth: CEL_LIMITS.depth },
  });
  addMixedArithmetic(environment);
  addMissingConversions(environment);
  if (variables === "any") return environment;
  for (const name of new Set(variables)) {
    if (canBeVariable(name) && !environment.hasVariable(name)) environment.registerVariable(name, "dyn");
  }
  return environment;
}

/** JSON does not tell 1 from 1.0, so a score of 1 must not break `score * 0.5`. The interpreter of the manifests' origin mixes them too. */
function addMixedArithmetic(environment: Environment): void {
  const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
    "+": (left, right) => left + right,
    "-": (left, right) => left - right,
    "*": (left, right) => left * right,
    "/": (left, right) => left / right,
  };
  for (const [operator, compute] of Object.entries(operators)) {
    for (const [left, right] of [
      ["int", "double"],
      ["double", "int"],
    ]) {
      environment.registerOperator(`${left} ${operator} ${right}: double`, (one: bigint | number, other: bigint | number) =>
        compute(Number(one), Number(other)),
      );
    }
  }
}

/** Standard conversions that the library leaves out. */
function addMissingConversions(environment: Environment): void {
  const [timestamp, duration] = ["google.protobuf.Timestamp", "google.protobuf.Duration"];
  environment
    .registerFunction("int(uint): int", toInt)
    .registerFunction(`int(${timestamp}): int`, (time: Date) => BigInt(Math.floor(time.getTime() / 1000)))
    .registerFunction(`string(${timestamp}): string`, (time: Date) => toTimestampText(time))
    .registerFunction(`string(${duration}): string`, (length: object) => String(length))
    .registerFunction(`timestamp(${timestamp}): ${timestamp}`, (time: Date) => time)
    .registerFunction(`duration(${duration}): ${duration}`, (length: object) => length);
}

/** A name that no expression can spell need not be known. */
function canBeVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name);
}

const RESERVED: ReadonlySet<string> = new Set(
  (
    "__proto__ as break const continue else false for function if import in let loop namespace null package prototype return true " +
    "var void while"
  ).split(" "),
);

function toInt({ value }: { readonly value: bigint }): bigint {
  if (value <= 2n ** 63n - 1n) return value;
  throw new EvaluationError("int() range error: the uint is too large");
}
