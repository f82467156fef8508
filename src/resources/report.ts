// Collects what is wrong with a file, each thing at its place and under the spelling that its author used.
import type { Problem } from "../core/errors.ts";
import type { Path, Place, YamlCursor, YamlTree } from "./yaml-tree.ts";

export interface Report {
  /** Says that the part known to us as `path` is called `keys` in the file; several when it stands in a map of its own there. */
  rename(path: Path, ...keys: readonly string[]): void;
  /** @param at what the place shows. @defaultValue value */
  error(path: Path, message: string, hint?: string | null, at?: "key" | "value"): void;
  warning(path: Path, message: string, hint?: string | null): void;
  /** The problem that `error` or `warning` would collect. */
  toProblem(severity: Problem["severity"], path: Path, message: string, hint?: string | null): Problem;
  placeOf(path: Path): Place;
  /** The part, to go down from under the names that are known to us; null when the file does not have it. */
  fieldAt(path: Path): WrittenField | null;
  /** How the last part of the path is spelled in the file. */
  spellingOf(path: Path): string;
  /** The line on which the text at `path` begins. */
  textLine(path: Path): number;
  /** In the order in which they were found. */
  readonly problems: readonly Problem[];
}

/** A part of the file that was read, and the way to the parts inside it. */
export interface WrittenField {
  /** 1-based line on which the value begins. */
  readonly line: number;
  child(part: string | number): WrittenField | null;
}

export interface ReportOptions {
  /** The part of the file that paths begin in. @defaultValue the whole */
  readonly base?: Path;
  /** How a key that the file does not have is written. @defaultValue as it is */
  readonly spell?: (key: string) => string;
  /** Problems beyond so many are not collected. @defaultValue no limit */
  readonly limit?: number;
}

export function createReport(file: string, tree: YamlTree, { base = [], spell = (key) => key, limit }: ReportOptions = {}): Report {
  const names = new Map<string, readonly string[]>();
  const problems: Problem[] = [];

  function toWritten(path: Path): Path {
    const written: (string | number)[] = [];
    for (const [index, part] of path.entries()) {
      const renamed = names.get(toName(path.slice(0, index + 1)));
      if (renamed) written.push(...renamed);
      else written.push(typeof part === "number" || tree.has([...base, ...written, part]) ? part : spell(part));
    }
    return written;
  }

  function toProblem(
    severity: Problem["severity"],
    path: Path,
    message: string,
    hint: string | null = null,
    at = severity === "warning" ? "key" : "value",
  ): Problem {
    const written = toWritten(path);
    const there = [...base, ...written];
    const place = at === "key" ? tree.keyPlaceOf(there) : tree.placeOf(there);
    return { file, ...place, path: renderPath(written), message, hint, severity };
  }

  function add(...problem: Parameters<typeof toProblem>): void {
    if (limit === undefined || problems.length < limit) problems.push(toProblem(...problem));
  }

  function toField(name: string, cursor: YamlCursor): WrittenField {
    return {
      get line() {
        return tree.toPlace(cursor.value).line;
      },
      child(part) {
        const inner = name === "" ? String(part) : `${name}\0${part}`;
        const next = descend(cursor, names.get(inner) ?? [part]);
        return next === null ? null : toField(inner, next);
      },
    };
  }

  function fieldAt(path: Path): WrittenField | null {
    const top = descend(tree.root, base);
    let field = top === null ? null : toField("", top);
    for (const part of path) field = field?.child(part) ?? null;
    return field;
  }

  return {
    rename: (path, ...keys) => void names.set(toName(path), keys),
    error: (path, message, hint, at) => add("error", path, message, hint, at),
    warning: (path, message, hint) => add("warning", path, message, hint),
    toProblem: (severity, path, message, hint) => toProblem(severity, path, message, hint),
    fieldAt,
    spellingOf: (path) => String(toWritten(path).at(-1) ?? ""),
    placeOf: (path) => tree.placeOf([...base, ...toWritten(path)]),
    textLine: (path) => tree.textLineOf([...base, ...toWritten(path)]),
    problems,
  };
}

export function toSnakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `steps[2].template` */
export function renderPath(path: Path): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${part}`)).join("");
}

function descend(from: YamlCursor, path: Path): YamlCursor | null {
  let cursor: YamlCursor | null = from;
  for (const part of path) cursor = cursor?.child(part) ?? null;
  return cursor;
}

function toName(path: Path): string {
  return path.join("\0");
}
