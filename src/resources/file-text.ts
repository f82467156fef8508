// What a file of configuration holds as text, and what is wrong with a file that cannot be read.
import { open } from "node:fs/promises";
import { type Problem, YardmasterError } from "../core/errors.ts";

/** As much as is ever read of one file. A device has no end, and its size says nothing. */
const MOST_BYTES = 32 * 1024 ** 2;

/**
 * @param shown what messages call it
 * @throws config.not-found; config.invalid for a file that cannot be read, is too long or is no text.
 */
export async function readFileText(path: string, shown = path): Promise<string> {
  const bytes = await readBytes(path).catch((cause: unknown) => {
    throw toReadError(shown, cause);
  });
  if (bytes === null) throw invalid(shown, `is longer than ${MOST_BYTES} bytes`, null);
  return decodeText(shown, bytes);
}

/** Null for more than we read. */
async function readBytes(path: string): Promise<Buffer | null> {
  const file = await open(path);
  try {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of file.createReadStream({ autoClose: false, end: MOST_BYTES })) {
      pieces.push(piece as Buffer);
      length += (piece as Buffer).length;
    }
    return length > MOST_BYTES ? null : Buffer.concat(pieces);
  } finally {
    await file.close();
  }
}

/** @throws config.invalid */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid(path, "is not a text in UTF-8", cause);
  }
}

export function toReadError(path: string, cause: unknown): YardmasterError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  if (code === "ENOENT" || code === "ENOTDIR")
    return new YardmasterError("config.not-found", `reading ${path}: there is no such file`, { cause });
  return invalid(path, `cannot be read: ${code}`, cause);
}

function invalid(path: string, message: string, cause: unknown): YardmasterError {
  const problem: Problem = { file: path, line: 1, column: 1, path: "", message, hint: null, severity: "error" };
  return new YardmasterError("config.invalid", `reading ${path}: ${message}`, { cause, problems: [problem] });
}
