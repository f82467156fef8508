// What a program's log says of single lines of files, so that it can be shown beside them. Knows the three ways in which compilers,
// linters and test runners write it; a line that is written otherwise says nothing here.
import { cutText } from "../triggers/cut-text.ts";

export interface LogAnnotation {
  /** Inside the repository, with slashes. */
  readonly path: string;
  readonly line: number;
  readonly level: "warning" | "failure";
  readonly message: string;
}

const MOST = 50;
const LONGEST_LINE = 1000;
const LONGEST_MESSAGE = 500;

/** `::error file=src/a.ts,line=3::what` (GitHub's workflow commands) */
const COMMAND = /^::(error|warning) ([^:]{1,300})::(.+)$/;
/** `src/a.ts(3,5): error TS2322: what` (TypeScript, MSBuild) */
const PARENTHESES = /^([^\s()][^()]{0,250})\((\d{1,7})(?:,\d{1,7})?\):? (error|warning)\b[ :]*(.+)$/;
/** `src/a.c:3:5: error: what` (compilers, linters) */
const COLONS = /^([^\s:][^:]{0,250}):(\d{1,7})(?::\d{1,7})?:? +(error|warning|fatal error)\b[ :]*(.+)$/;

/**
 * @param root the directory that paths of the log may begin with, without a slash at its end; null: they are relative
 * @returns at most 50, in the order of the log, each once
 */
export function toLogAnnotations(log: string, root: string | null): readonly LogAnnotation[] {
  const found = new Map<string, LogAnnotation>();
  for (const written of log.split("\n")) {
    if (found.size === MOST) break;
    const annotation = written.length > LONGEST_LINE ? null : toAnnotation(written.trim(), root);
    if (annotation) found.set(`${annotation.path}:${annotation.line}:${annotation.message}`, annotation);
  }
  return [...found.values()];
}

function toAnnotation(line: string, root: string | null): LogAnnotation | null {
  const command = COMMAND.exec(line);
  if (command) return fromCommand(command, root);
  const [, file = "", number = "", word = "", message = ""] = PARENTHESES.exec(line) ?? COLONS.exec(line) ?? [];
  return build(file, number, word, message, root);
}

function fromCommand([, word = "", properties = "", message = ""]: RegExpExecArray, root: string | null): LogAnnotation | null {
  const named = new Map(properties.split(",").map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1)]));
  return build(named.get("file") ?? "", named.get("line") ?? "", word, message, root);
}

function build(file: string, number: string, word: string, message: string, root: string | null): LogAnnotation | null {
  const path = toPath(file, root);
  const line = Number(number);
  if (path === null || !Number.isInteger(line) || line < 1 || message.trim() === "") return null;
  return { path, line, level: word === "warning" ? "warning" : "failure", message: cutText(message.trim(), LONGEST_MESSAGE) };
}

/** Null: it is no file of the repository. */
function toPath(file: string, root: string | null): string | null {
  const slashed = file.replaceAll("\\", "/");
  const inside = root !== null && slashed.startsWith(`${root}/`) ? slashed.slice(root.length + 1) : slashed;
  const path = inside.startsWith("./") ? inside.slice(2) : inside;
  if (path === "" || path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.split("/").includes("..") || !/[./]/.test(path)) return null;
  return path;
}
