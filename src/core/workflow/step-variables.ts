// The environment variables that each process of a step carries: what it may know, and the cookie by which it is found again.

/** Names the data directory, the worker and the performance; a stray that still carries it can be ended. */
export const COOKIE_VARIABLE = "YARDMASTER_COOKIE";

/** The fact `step` is the variable `YARDMASTER_STEP`. */
export function toStepVariables(facts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [`YARDMASTER_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`, value]),
  );
}
