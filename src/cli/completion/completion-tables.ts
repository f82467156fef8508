// A tree of verbs as the three tables that a completion script asks: where a word leads, what an option is followed by, and what a
// place offers. A place is its verbs joined by blanks; the top is the empty text.
import type { CommandNode, OptionNode, Value } from "./command-tree.ts";

export interface CompletionTables {
  readonly steps: readonly { readonly from: string; readonly words: readonly string[]; readonly to: string }[];
  /** `at` null: wherever the option stands. */
  readonly values: readonly OptionValue[];
  readonly places: readonly Place[];
}

export interface OptionValue {
  readonly at: string | null;
  readonly flags: readonly string[];
  readonly value: Value;
}

export interface Place {
  readonly at: string;
  readonly verbs: readonly CommandNode[];
  readonly options: readonly OptionNode[];
  readonly operands: readonly Value[];
  readonly variadic: boolean;
}

export function toCompletionTables(root: CommandNode): CompletionTables {
  const places = toPlaces(root, "");
  return {
    steps: places.flatMap(({ at, verbs }) => verbs.map(({ names }) => ({ from: at, words: names, to: join(at, names[0] ?? "") }))),
    values: toValues(places),
    places,
  };
}

function toPlaces({ verbs, options, operands, variadic }: CommandNode, at: string): Place[] {
  return [{ at, verbs, options, operands, variadic }, ...verbs.flatMap((verb) => toPlaces(verb, join(at, verb.names[0] ?? "")))];
}

/** What an option of some name means alike wherever there is one is said once. */
function toValues(places: readonly Place[]): readonly OptionValue[] {
  const all = places.flatMap(({ at, options }) => options.map(({ flags, value }) => ({ at, flags, value })));
  const differs = (a: (typeof all)[number]) =>
    all.some(
      (b) => a.flags.some((flag) => b.flags.includes(flag)) && JSON.stringify([a.flags, a.value]) !== JSON.stringify([b.flags, b.value]),
    );
  const values = all.flatMap((each) => (each.value === null ? [] : [{ ...each, value: each.value, at: differs(each) ? each.at : null }]));
  return [...new Map(values.map((each) => [JSON.stringify(each), each])).values()];
}

function join(at: string, word: string): string {
  return at === "" ? word : `${at} ${word}`;
}
