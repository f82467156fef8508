// YAML as plain values that remember where they stood. Bounded in size, in depth and in what aliases unfold to;
// knows nothing of what the values mean.
import { Composer, LineCounter, Parser } from "yaml";
import type { Problem } from "../core/errors.ts";
import { findTooDeep } from "./yaml-depth.ts";
import { type Path, readYamlValues, toSpotKey } from "./yaml-values.ts";

export type { Path } from "./yaml-values.ts";

export interface Place {
  /** Both 1-based, in the file. */
  readonly line: number;
  readonly column: number;
}

export interface YamlTree {
  /** Maps, lists, texts, numbers, booleans and null; null for an empty text. */
  readonly value: unknown;
  has(path: Path): boolean;
  /** Where the value begins; for a path that is not there, where the nearest one around it does. */
  placeOf(path: Path): Place;
  /** Where the key of the value begins. */
  keyPlaceOf(path: Path): Place;
  /** The line of a text's own first line: for `key: |` the one below. */
  textLineOf(path: Path): number;
}

export type ParsedYaml =
  | { readonly ok: true; readonly tree: YamlTree; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const TEXT_LIMIT_CHARACTERS = 256_000;
/** Checked before the library composes: it recurses there, and a text deep enough ends the whole process. */
const DEPTH_LIMIT = 64;
const VALUE_LIMIT = 10_000;
const PROBLEM_LIMIT = 20;

/** @param firstLine the line of the file on which the text begins. */
export function parseYaml(text: string, file: string, firstLine = 1): ParsedYaml {
  const lines = new LineCounter();
  function toPlace(offset: number): Place {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  }
  function toProblem(offset: number, message: string, hint: string | null = null, severity: Problem["severity"] = "error"): Problem {
    return { file, ...toPlace(offset), path: "", message, hint, severity };
  }
  function refuse(problems: readonly Problem[]): ParsedYaml {
    return { ok: false, problems: problems.slice(0, PROBLEM_LIMIT) };
  }

  if (text.length > TEXT_LIMIT_CHARACTERS) return refuse([toProblem(0, `the text is longer than ${TEXT_LIMIT_CHARACTERS} characters`)]);
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = findTooDeep(tokens, DEPTH_LIMIT);
  if (tooDeep !== null) return refuse([toProblem(tooDeep, `is nested more than ${DEPTH_LIMIT} levels deep`)]);
  const [document, second] = new Composer().compose(tokens, true, text.length);
  if (document === undefined) return refuse([toProblem(0, "holds no YAML document")]);
  if (second !== undefined) return refuse([toProblem(second.range[0], "a second document begins here", SECOND_DOCUMENT_HINT)]);
  if (document.errors.length > 0) {
    return refuse(document.errors.map(({ pos, code, message }) => toProblem(pos[0], lowerFirst(message), HINTS[code])));
  }
  const { value, spots, faults } = readYamlValues(document, { depth: DEPTH_LIMIT, values: VALUE_LIMIT });
  if (faults.length > 0) return refuse(faults.map(({ offset, message }) => toProblem(offset, message)));

  function spotOf(path: Path) {
    for (let length = path.length; length > 0; length -= 1) {
      const spot = spots.get(toSpotKey(path.slice(0, length)));
      if (spot) return spot;
    }
    return { key: 0, value: document?.contents?.range[0] ?? 0, block: false };
  }
  const tree: YamlTree = {
    value,
    has: (path) => spots.has(toSpotKey(path)),
    placeOf: (path) => toPlace(spotOf(path).value),
    keyPlaceOf: (path) => toPlace(spotOf(path).key),
    textLineOf: (path) => toPlace(spotOf(path).value).line + (spotOf(path).block ? 1 : 0),
  };
  return { ok: true, tree, warnings: document.warnings.map(({ pos, message }) => toProblem(pos[0], lowerFirst(message), null, "warning")) };
}

const SECOND_DOCUMENT_HINT = "for a prompt below the settings, begin the file with a line of ---";

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: 'put a value that contains ": " in quotes',
  BAD_SCALAR_START: "put the value in quotes",
  DUPLICATE_KEY: "remove one of the two",
};

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1);
}
