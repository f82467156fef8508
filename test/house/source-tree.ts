// The house as text, for the tests about it: files by path, and what each one imports.
// A scanner of lines, not a parser, and on purpose: TypeScript 7 has no compiler interface, and a second guard should not trust the first one's.
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Text by path; paths are relative to the root and use `/`. */
export type SourceTree = ReadonlyMap<string, string>;

export interface ImportSite {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Null: the import's target is computed and cannot be read. */
  readonly specifier: string | null;
}

export function readText(path: string): string {
  return readFileSync(`${ROOT}${path}`, "utf8");
}

/** Every file below these folders whose name ends so; a folder that does not exist is empty. */
export function readTree(folders: readonly string[], ending = ".ts"): SourceTree {
  const tree = new Map<string, string>();
  for (const folder of folders) {
    for (const path of listFiles(folder)) {
      if (path.endsWith(ending) && !path.startsWith("test/fixtures/")) tree.set(path, readText(path));
    }
  }
  return tree;
}

function listFiles(folder: string): readonly string[] {
  try {
    const entries = readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(entry.parentPath.slice(ROOT.length), entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

// Static imports stand at the start of a line (the formatter sees to it); the others may stand anywhere outside comments.
const STATIC_IMPORT = /^(?:import|export)\s+(?:[\w$*{},\s]*?\bfrom\s*)?["']([^"']+)["']/gm;
const OTHER_IMPORT = /(?<![\w.$])(?:import|require)\s*\(\s*(?:(["'`])([^"'`$]+)\1\s*[,)])?|\bnew URL\(\s*(["'])([^"']+\.[cm]?[jt]s)\3/g;

/** Static, dynamic and type imports, re-exports, `require`, and module files named by URL. */
export function importsOf(file: string, text: string): readonly ImportSite[] {
  const lineAt = (index: number): number => text.slice(0, index).split("\n").length;
  const statics = [...text.matchAll(STATIC_IMPORT)].map((match) => ({ file, line: lineAt(match.index), specifier: match[1] ?? null }));
  const others = [...blankComments(text).matchAll(OTHER_IMPORT)].map((match) => ({
    file,
    line: lineAt(match.index),
    specifier: match[2] ?? match[4] ?? null,
  }));
  return [...statics, ...others].sort((a, b) => a.line - b.line);
}

/** The file that a relative import names, or null for a package. */
export function resolveImport(from: string, specifier: string): string | null {
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : null;
}

const STRING_OR_COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const blank = (text: string): string => text.replace(/[^\n]/g, " ");

/** The same text with spaces where comments were; lines and columns stay. */
export function blankComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (match, string?: string) => string ?? blank(match));
}

/** The same text with spaces where comments and strings were; what stands in a template's `${}` goes too. */
export function blankCommentsAndStrings(text: string): string {
  return text.replace(STRING_OR_COMMENT, blank);
}
