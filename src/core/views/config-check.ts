// The check on a pull request that changes the configuration: whether it would hold, and what is said beside which line.
import type { Problem } from "../errors.ts";

export interface ConfigCheck {
  /** Why nothing was read; null: it was. */
  readonly unread: string | null;
  readonly errors: number;
  readonly warnings: number;
  /** Errors first. */
  readonly problems: readonly {
    /** File and line. */
    readonly place: string;
    readonly message: string;
    readonly hint: string | null;
    readonly severity: Problem["severity"];
  }[];
  /** How many are not shown. */
  readonly left: number;
}

export interface ConfigAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: "warning" | "failure";
  readonly title: null;
  readonly message: string;
}

const MOST_SHOWN = 50;
const MOST_ANNOTATIONS = 100;

export function toConfigCheck(problems: readonly Problem[]): ConfigCheck {
  const sorted = toSorted(problems);
  const errors = problems.filter(isError).length;
  return {
    unread: null,
    errors,
    warnings: problems.length - errors,
    problems: sorted.slice(0, MOST_SHOWN).map(({ file, line, path, message, hint, severity }) => ({
      place: `${file}:${line}`,
      message: toWhole(path, message),
      hint,
      severity,
    })),
    left: Math.max(0, sorted.length - MOST_SHOWN),
  };
}

export function toUnreadCheck(why: string): ConfigCheck {
  return { unread: why, errors: 0, warnings: 0, problems: [], left: 0 };
}

/** Nobody from outside gets a red cross for what they offer. */
export function toConfigConclusion({ unread, errors }: ConfigCheck, isByOutsider: boolean): "success" | "failure" | "neutral" {
  if (unread !== null) return "neutral";
  if (errors === 0) return "success";
  return isByOutsider ? "neutral" : "failure";
}

/** @param files that there are at the commit: what is said of other places has no line to stand beside */
export function toConfigAnnotations(
  problems: readonly Problem[],
  files: ReadonlySet<string>,
  isByOutsider: boolean,
): readonly ConfigAnnotation[] {
  return toSorted(problems)
    .filter(({ file }) => files.has(file))
    .slice(0, MOST_ANNOTATIONS)
    .map(({ file, line, path, message, hint, severity }) => ({
      path: file,
      line,
      level: severity === "error" && !isByOutsider ? "failure" : "warning",
      title: null,
      message: hint === null ? toWhole(path, message) : `${toWhole(path, message)}\n${hint}`,
    }));
}

/** Most messages say what is wrong with the place that the path names. */
function toWhole(path: string, message: string): string {
  return path === "" ? message : `${path} ${message}`;
}

function toSorted(problems: readonly Problem[]): readonly Problem[] {
  return [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))];
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}
