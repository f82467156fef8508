// Regular expressions of schemas, which anybody may have written: matched in time that grows with the text alone, as RE2 does it,
// and therefore without look-around and back references. A schema takes them through the validator; nothing else here has patterns.
import { RE2JS, RE2JSSyntaxException } from "re2js";

interface Pattern {
  test(text: string): boolean;
  /** The validator tells patterns apart by it. */
  toString(): string;
}

/** Written as in JavaScript with the flag `u`. @throws RE2JSSyntaxException */
function compilePattern(source: string): Pattern {
  const expression = RE2JS.compile(RE2JS.translateRegExp(source));
  return { test: (text: string) => expression.test(text), toString: () => source };
}

/** The validator's engine; `code` names it in validators that are written to files, which ours never are. */
export const patternEngine = Object.assign(compilePattern, { code: "compilePattern" });

/** Why a pattern is none; null: it is one. */
export function patternProblem(source: string): string | null {
  try {
    compilePattern(source);
    return null;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return `the pattern is not valid: ${error.message.replace("error parsing regexp: ", "")}`;
  }
}
