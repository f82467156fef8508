// Logs as plain files, `<directory>/<run>/<step>.<attempt>.log`, that people can also read without us; beside each, in a file that
// ends in `.out`, what the step wrote to standard output.
// Keeps no index and limits no size.
import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { type RunId, toStepId } from "../../core/ids.ts";
import { fromFileName, toFileName } from "../../std/file-name.ts";
import type { LogKey, LogStore } from "../log-store.ts";
import { openLogWriter } from "./log-writer.ts";
import { completeLength } from "./utf8.ts";

/** The most that one read answers. */
const READ_BYTES = 256 * 1024;

/** @throws store.unavailable when a log that exists cannot be read, listed or removed. */
export function createFileLogStore({ directory }: { readonly directory: string }): LogStore {
  const runDirectory = (run: RunId) => join(directory, toFileName(run));
  const fileOf = ({ run, step, attempt }: LogKey, ending = "log") => join(runDirectory(run), `${toFileName(step)}.${attempt}.${ending}`);

  return {
    open: (key) => openLogWriter(fileOf(key)),

    async read(key, offset) {
      const bytes = await unlessMissing("reading the log", fileOf(key), (file) => readBytes(file, offset, READ_BYTES));
      if (bytes === null) return { text: "", next: offset };
      const whole = bytes.subarray(0, completeLength(bytes));
      return { text: whole.toString(), next: offset + whole.length };
    },

    openOutput: (key) => openLogWriter(fileOf(key, "out"), "w"),

    async readOutput(key, limitBytes) {
      const path = fileOf(key, "out");
      const bytes = await unlessMissing("reading the output", path, (file) => readBytes(file, 0, limitBytes + 1));
      const cut = (bytes?.length ?? 0) > limitBytes;
      const kept = (bytes ?? Buffer.alloc(0)).subarray(0, limitBytes);
      return { text: kept.subarray(0, completeLength(kept)).toString(), cut, path };
    },

    async list(run) {
      const names = await unlessMissing("listing the logs in", runDirectory(run), (path) => readdir(path));
      return (names ?? [])
        .flatMap((name) => toKey(run, name) ?? [])
        .sort((a, b) => (a.step === b.step ? a.attempt - b.attempt : a.step < b.step ? -1 : 1));
    },

    async remove(run) {
      await unlessMissing("removing the logs in", runDirectory(run), (path) => rm(path, { recursive: true, force: true }));
    },
  };
}

async function readBytes(file: string, offset: number, limit: number): Promise<Buffer> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, "r");
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(limit), 0, limit, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle?.close();
  }
}

function toKey(run: RunId, fileName: string): LogKey | null {
  const [, step, attempt] = /^(.+)\.(\d+)\.log$/.exec(fileName) ?? [];
  return step === undefined ? null : { run, step: toStepId(fromFileName(step)), attempt: Number(attempt) };
}

async function unlessMissing<T>(doing: string, path: string, action: (path: string) => Promise<T>): Promise<T | null> {
  try {
    return await action(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new YardmasterError("store.unavailable", `${doing} ${path}: ${message}`, { cause: error });
  }
}
