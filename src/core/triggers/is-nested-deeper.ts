// Whether JSON is nested deeper than so many levels. Asked before anything walks it: a body of a megabyte can be half a million lists deep.

/** Payloads are. */
export const DEEPEST_PAYLOAD = 100;

export function isNestedDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return false;
}
