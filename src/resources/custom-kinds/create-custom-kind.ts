// A custom kind at work: it says what of an instance does not hold. It keeps no instances and runs no hooks.
import { YardmasterError } from "../../core/errors.ts";
import { callWithin } from "../../std/call-within.ts";
import type { CustomKindDefinition } from "./definition.ts";
import { compileVersion } from "./version.ts";
import { toViolation, type Violation } from "./violations.ts";

export interface CustomKind {
  readonly definition: CustomKindDefinition;
  /** `group/version` of every version that instances may name, in the order of the definition. */
  readonly apiVersions: readonly string[];
  /** The version that instances are kept in. */
  readonly storedVersion: string;
  /** Everything that does not hold, in one go; empty when the instance is valid. Takes at most a second, whatever schema and spec are. */
  validateInstance(instance: { readonly apiVersion: string; readonly spec: unknown }): readonly Violation[];
}

const MILLISECONDS = 1000;

/** @throws `config.invalid` when the definition is not one that `readDefinition` found to hold. */
export function createCustomKind(definition: CustomKindDefinition): CustomKind {
  const { kind, group, versions } = definition;
  const served = versions.filter((version) => version.served);
  const stored = versions.find((version) => version.stored);
  if (stored === undefined || served.length === 0) throw invalid(kind, "CRD must have at least one served version");
  const compiled = new Map(
    served.map((version) => {
      const result = compileVersion(version);
      const [problem] = result.problems;
      if (problem !== undefined) throw invalid(kind, `version ${version.name}: ${problem.message}`);
      return [version.name, result];
    }),
  );

  return {
    definition,
    apiVersions: served.map(({ name }) => `${group}/${name}`),
    storedVersion: stored.name,
    validateInstance: ({ apiVersion, spec }) => {
      const slash = apiVersion.lastIndexOf("/");
      const version = apiVersion.slice(slash + 1);
      if (apiVersion.slice(0, Math.max(slash, 0)) !== group) {
        return [toViolation([], `apiVersion '${apiVersion}' does not match CRD group '${group}'`)];
      }
      const rules = compiled.get(version);
      if (rules === undefined) return [toViolation([], `version '${version}' not found or not served`)];
      return checkWithin(spec, rules.check);
    },
  };
}

/** What is slow only for some values, such as a rule that loops over lists, is stopped by the clock. What was found until then is kept. */
function checkWithin(spec: unknown, check: (spec: unknown, found: (violation: Violation) => void) => void): readonly Violation[] {
  const violations: Violation[] = [];
  try {
    const outcome = callWithin(MILLISECONDS, () => check(spec, (violation) => violations.push(violation)));
    if (!outcome.ended) violations.push(toViolation([], `validation takes longer than ${MILLISECONDS} ms`));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    violations.push(toViolation([], "the spec nests too deeply, or its schema refers to itself without end"));
  }
  return violations;
}

function invalid(kind: string, message: string): YardmasterError {
  return new YardmasterError("config.invalid", `compiling the custom kind ${kind}: ${message}`);
}
