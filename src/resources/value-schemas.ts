// JSON Schemas of single values, such as those of a WorkflowStore's entries: what of a schema, and of a value against it, does not hold.
// The same validator as for custom kinds, but a value may be of any type.
import { YardmasterError } from "../core/errors.ts";
import { callWithin } from "../std/call-within.ts";
import { compileSchema } from "./custom-kinds/compile-schema.ts";
import type { JsonObject, SpecPath } from "./custom-kinds/definition.ts";

export interface ValueSchemas {
  /** What of a schema itself does not hold, each at its place in it. */
  problemsOf(schema: JsonObject): readonly { readonly path: SpecPath; readonly message: string }[];
  /** What of a value does not hold, each as `$.path: message`. Takes at most a second. @throws config.invalid for a schema that does not hold */
  validate(schema: JsonObject, value: unknown): readonly string[];
}

const MILLISECONDS = 1000;
const ANY_ROOT = { root: "any" } as const;

export function createValueSchemas(): ValueSchemas {
  return {
    problemsOf: (schema) => compileSchema(schema, ANY_ROOT).problems,
    validate(schema, value) {
      const { check, problems } = compileSchema(schema, ANY_ROOT);
      const [problem] = problems;
      if (problem) {
        const place = problem.path.length === 0 ? "" : ` at ${problem.path.join(".")}`;
        throw new YardmasterError("config.invalid", `compiling a store's schema: it is not valid${place}: ${problem.message}`);
      }
      try {
        const outcome = callWithin(MILLISECONDS, () => check(value));
        if (outcome.ended) return outcome.value.map(({ path, message }) => `${path}: ${message}`);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return ["$: the value nests too deeply, or the schema refers to itself without end"];
      }
      return [`$: validation takes longer than ${MILLISECONDS} ms`];
    },
  };
}
