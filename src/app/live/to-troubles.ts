// What went wrong, in words for people: each problem of a file with its place, else the error's own message.
import { type Problem, YardmasterError } from "../../core/errors.ts";

export function toTroubles(error: unknown): readonly string[] {
  if (!(error instanceof YardmasterError)) return [error instanceof Error ? error.message : String(error)];
  const errors = error.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(toTrouble);
  return [withHint(error.message, error.hint)];
}

export function toTrouble({ file, line, path, message, hint }: Problem): string {
  return withHint(`${file}:${line}: ${path === "" ? "" : `${path} `}${message}`, hint);
}

function withHint(words: string, hint: string | null): string {
  return hint === null ? words : `${words}; ${hint}`;
}
