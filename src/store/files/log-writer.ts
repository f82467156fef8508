// Writes text to one file, in order, without making the writer wait.
// A disk that fails loses lines and nothing else: no error leaves this file.
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { LogWriter } from "../log-store.ts";

/** @param flags of the file system: `a` goes on at the end, `w` begins anew */
export function openLogWriter(file: string, flags: "a" | "w" = "a"): LogWriter {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    // Opening the file fails next, and says so to nobody.
  }
  const stream = createWriteStream(file, { flags });
  stream.on("error", () => {});
  const closed = new Promise<void>((resolve) => stream.once("close", resolve));

  return {
    write(text) {
      if (stream.writable) stream.write(text);
    },
    close() {
      stream.end();
      return closed;
    },
  };
}
