// YAML as plain values that remember where they stood. Bounded in size, in depth and in what aliases unfold to;
// knows nothing of what the values mean. One document; several are read by yaml-documents.ts.
import { Composer, type Document, LineCounter, Parser } from "yaml";
import type { Problem } from "../core/errors.ts";
import { findTooDeep } from "./yaml-depth.ts";
import { type Path, readYamlValues, type ValueLimits, type YamlCursor } from "./yaml-values.ts";

export type { Path, YamlCursor } from "./yaml-values.ts";

export interface Place {
  /** Both 1-based, in the file. */
  readonly line: number;
  readonly column: number;
}

export interface YamlTree {
  /** Maps, lists, texts, numbers, booleans and null; null for an empty text. */
  readonly value: unknown;
  /** From here one goes down to the parts, for many places at once. */
  readonly root: YamlCursor;
  toPlace(offset: number): Place;
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

/** A text that is being read: turns offsets into places and problems. */
export interface YamlSource {
  readonly lines: LineCounter;
  toPlace(offset: number): Place;
  toProblem(offset: number, message: string, hint?: string | null, severity?: Problem["severity"]): Problem;
}

/** Checked before the library composes: it recurses there, and a text deep enough ends the whole process. */
export const YAML_DEPTH_LIMIT = 64;
const TEXT_LIMIT_CHARACTERS = 256_000;
const VALUE_LIMIT = 10_000;
const PROBLEM_LIMIT = 20;

/** The library compares each key with every other, which takes minutes for a large map; duplicates are found while reading. */
export const COMPOSER_OPTIONS = { uniqueKeys: false };

/** @param firstLine the line of the file on which the text begins. */
export function createYamlSource(file: string, firstLine = 1): YamlSource {
  const lines = new LineCounter();
  function toPlace(offset: number): Place {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  }
  return {
    lines,
    toPlace,
    toProblem: (offset, message, hint = null, severity = "error") => ({ file, ...toPlace(offset), path: "", message, hint, severity }),
  };
}

/** @param firstLine the line of the file on which the text begins. */
export function parseYaml(text: string, file: string, firstLine = 1): ParsedYaml {
  const source = createYamlSource(file, firstLine);
  const refuse = (offset: number, message: string, hint?: string): ParsedYaml => ({
    ok: false,
    problems: [source.toProblem(offset, message, hint)],
  });
  if (text.length > TEXT_LIMIT_CHARACTERS) return refuse(0, `the text is longer than ${TEXT_LIMIT_CHARACTERS} characters`);
  const tokens = [...new Parser(source.lines.addNewLine).parse(text)];
  const tooDeep = findTooDeep(tokens, YAML_DEPTH_LIMIT);
  if (tooDeep !== null) return refuse(tooDeep, `is nested more than ${YAML_DEPTH_LIMIT} levels deep`);
  const [document, second] = new Composer(COMPOSER_OPTIONS).compose(tokens, true, text.length);
  if (document === undefined) return refuse(0, "holds no YAML document");
  if (second !== undefined) return refuse(second.range[0], "a second document begins here", SECOND_DOCUMENT_HINT);
  return toTree(document, source, { depth: YAML_DEPTH_LIMIT, values: { limit: VALUE_LIMIT, left: VALUE_LIMIT } });
}

export function toTree(document: Document.Parsed, source: YamlSource, limits: ValueLimits): ParsedYaml {
  const { toPlace, toProblem } = source;
  function refuse(problems: readonly Problem[]): ParsedYaml {
    return { ok: false, problems: problems.slice(0, PROBLEM_LIMIT) };
  }
  if (document.errors.length > 0) {
    // After the first, tokens in wrong places are echoes of it.
    const errors = document.errors.filter(({ code }, index) => index === 0 || code !== "UNEXPECTED_TOKEN");
    return refuse(errors.slice(0, PROBLEM_LIMIT).map(({ pos, code, message }) => toProblem(pos[0], toFaultMessage(message), HINTS[code])));
  }
  if (document.schema.name !== "core") {
    return refuse([
      toProblem(document.range[0], "is declared as YAML 1.1, where no and on are not texts", "remove the line that begins with %YAML"),
    ]);
  }
  const { value, root, faults } = readYamlValues(document, limits);
  if (faults.length > 0) return refuse(faults.map(({ offset, message, hint }) => toProblem(offset, message, hint)));

  function nearest(path: Path): YamlCursor {
    let cursor = root;
    for (const part of path) {
      const next = cursor.child(part);
      if (next === null) break;
      cursor = next;
    }
    return cursor;
  }
  const tree: YamlTree = {
    value,
    root,
    has: (path) => path.reduce<YamlCursor | null>((cursor, part) => cursor?.child(part) ?? null, root) !== null,
    toPlace,
    placeOf: (path) => toPlace(nearest(path).value),
    keyPlaceOf: (path) => toPlace(nearest(path).key),
    textLineOf: (path) => toPlace(nearest(path).value).line + (nearest(path).block ? 1 : 0),
  };
  return { ok: true, tree, warnings: document.warnings.map(({ pos, message }) => toProblem(pos[0], lowerFirst(message), null, "warning")) };
}

const SECOND_DOCUMENT_HINT = "for a prompt below the settings, begin the file with a line of ---";

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: 'put a value that contains ": " in quotes',
  BAD_SCALAR_START: "put the value in quotes",
  UNEXPECTED_TOKEN: "put a value that contains {, }, [ or ] in quotes",
};

/** The library quotes what it stumbled over, which may be a secret; the place shows it well enough. */
function toFaultMessage(message: string): string {
  return lowerFirst(message.replace(/ in YAML stream: .*$/s, ""));
}

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1);
}
