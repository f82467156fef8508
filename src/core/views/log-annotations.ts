// What steps say of single lines of files, so that it can be shown beside them: findings that an agent or a script writes down as such,
// and what compilers, linters and test runners print. A line that is written otherwise says nothing here.
import { cutText } from "../triggers/cut-text.ts";
import { hideTokens } from "./hide-tokens.ts";

export interface LogAnnotation {
  /** Inside the repository, with slashes. */
  readonly path: string;
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string | null;
  readonly message: string;
}

/** The end of what a step printed. */
export interface StepLog {
  readonly text: string;
  /** What a program calls an error in a step that went through is a warning here. */
  readonly hasFailed: boolean;
}

/** The forge is sent them fifty at a time. */
const MOST_ANNOTATIONS = 300;
const LONGEST_LINE = 1000;
const LONGEST_MESSAGE = 500;
const LONGEST_TITLE = 100;

/** `::warning file=src/a.ts,line=3,title=Why::what`: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
const COMMAND = /^::(error|warning|notice) (.*)$/;
const PROPERTIES: ReadonlySet<string> = new Set(["file", "line", "endLine", "col", "endColumn", "title"]);
/** `src/a.ts(3,5): error TS2322: what` (TypeScript, MSBuild) */
const PARENTHESES = /^([^\s()][^()]{0,250})\((\d{1,7})(?:,\d{1,7})?\):? (error|warning)\b[ :]*(.+)$/;
/** `src/a.c:3:5: error: what` (compilers, linters) */
const COLONS = /^([^\s:][^:]{0,250}):(\d{1,7})(?::\d{1,7})?:? +(error|warning|fatal error)\b[ :]*(.+)$/;

/**
 * @param root the directory that paths of the logs may begin with, without a slash at its end; null: they are relative
 * @returns at most 300, in the order of the logs, each once
 */
export function toLogAnnotations(logs: readonly StepLog[], root: string | null): readonly LogAnnotation[] {
  const found = new Map<string, LogAnnotation>();
  for (const { text, hasFailed } of logs) {
    for (const written of text.split("\n")) {
      if (found.size === MOST_ANNOTATIONS) return [...found.values()];
      const annotation = written.length > LONGEST_LINE ? null : toAnnotation(written.trim(), root, hasFailed);
      const key = annotation === null ? "" : `${annotation.path}:${annotation.line}:${annotation.message}`;
      if (annotation !== null && !found.has(key)) found.set(key, annotation);
    }
  }
  return [...found.values()];
}

function toAnnotation(written: string, root: string | null, hasFailed: boolean): LogAnnotation | null {
  const [, word, rest = ""] = COMMAND.exec(written) ?? [];
  if (word !== undefined) return fromCommand(word, rest, root);
  const [, file = "", number = "", kind = "", message = ""] = PARENTHESES.exec(written) ?? COLONS.exec(written) ?? [];
  // A name without a dot or a slash is a time, or the beginning of a sentence.
  if (!/[./]/.test(file)) return null;
  return build({ file, line: number, level: kind === "warning" || !hasFailed ? "warning" : "failure", title: null, message }, root);
}

function fromCommand(word: string, rest: string, root: string | null): LogAnnotation | null {
  const end = rest.indexOf("::");
  if (end < 0) return null;
  const properties = toProperties(rest.slice(0, end));
  const level = word === "error" ? "failure" : word === "warning" ? "warning" : "notice";
  const title = properties.get("title") ?? null;
  const message = unescapeText(rest.slice(end + 2));
  return build({ file: properties.get("file") ?? "", line: properties.get("line") ?? "1", level, title, message }, root);
}

/** A part that names no property is the rest of the value before it: people write commas as they are. */
function toProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  let last: string | null = null;
  for (const part of text.split(",")) {
    const sign = part.indexOf("=");
    const name = sign < 0 ? "" : part.slice(0, sign).trim();
    if (PROPERTIES.has(name)) {
      properties.set(name, unescapeText(part.slice(sign + 1)));
      last = name;
    } else if (last !== null) properties.set(last, `${properties.get(last)},${unescapeText(part)}`);
  }
  return properties;
}

const ESCAPES: Readonly<Record<string, string>> = { "%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": "," };

function unescapeText(text: string): string {
  return text.replace(/%(?:25|0D|0A|3A|2C)/gi, (written) => ESCAPES[written.toUpperCase()] ?? written);
}

interface Said extends Pick<LogAnnotation, "level" | "title" | "message"> {
  readonly file: string;
  readonly line: string;
}

function build({ file, line: number, level, title, message }: Said, root: string | null): LogAnnotation | null {
  const path = toPath(file.trim(), root);
  const line = Number(number);
  if (path === null || !/^\d{1,7}$/.test(number) || line < 1 || message.trim() === "") return null;
  const heading = title === null || title.trim() === "" ? null : toShown(title, LONGEST_TITLE);
  return { path, line, level, title: heading, message: toShown(message, LONGEST_MESSAGE) };
}

function toShown(text: string, longest: number): string {
  return cutText(hideTokens(text.trim()), longest);
}

/** Null: it is no file of the repository. */
function toPath(file: string, root: string | null): string | null {
  const slashed = file.replaceAll("\\", "/");
  const inside = root !== null && slashed.startsWith(`${root}/`) ? slashed.slice(root.length + 1) : slashed;
  const path = inside.startsWith("./") ? inside.slice(2) : inside;
  if (path === "" || path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.split("/").includes("..")) return null;
  return path;
}
