// Appends text to one file, in order, without making the writer wait.
// A disk that fails loses lines and nothing else: no error leaves this file.
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { LogWriter } from "../log-store.ts";

export function openLogWriter(file: string): LogWriter {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    // Opening the file fails next, and says so to nobody.
  }
  const stream = createWriteStream(file, { flags: "a" });
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
