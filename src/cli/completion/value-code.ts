// What stands in a place, in one word of a completion script's own. The scripts' last lines take it apart.
import type { Value } from "./command-tree.ts";

/** A kind, or, after a sign that begins none, the words to choose from. */
export function toValueCode(value: Value): string {
  return value.kind === "words" ? `=${value.words.join(" ")}` : value.kind;
}
