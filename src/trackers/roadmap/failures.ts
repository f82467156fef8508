// What the file system says, in the words and codes of our room.
import { YardmasterError } from "../../core/errors.ts";

const EXAMPLE = `create it, for example:

## Backlog

### Feature: Add a login page

- **Status:** planned
- **Summary:** What should be there when it is done.`;

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a directory",
  ELOOP: "its symbolic links form a circle",
  ENOENT: "it does not exist",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is not a directory",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

export function toReadError(file: string, cause: unknown): YardmasterError {
  if (cause instanceof YardmasterError) return cause;
  const missing = codeOf(cause) === "ENOENT";
  return new YardmasterError(missing ? "tracker.not-found" : "tracker.unavailable", `reading the roadmap ${file}: ${wordsOf(cause)}`, {
    cause,
    ...(missing ? { hint: EXAMPLE } : {}),
  });
}

/** Always worth another try: a file that is missing for a moment (git checks out another branch) must not swallow a report. */
export function toWriteError(file: string, cause: unknown): YardmasterError {
  if (cause instanceof YardmasterError) return cause;
  return new YardmasterError("tracker.unavailable", `reporting to the roadmap ${file}: ${wordsOf(cause)}`, { cause });
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null;
}

function wordsOf(cause: unknown): string {
  return WORDS[codeOf(cause) ?? ""] ?? (cause instanceof Error ? cause.message : String(cause));
}
