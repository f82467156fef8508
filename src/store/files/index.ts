// Logs as plain files, `<directory>/<run>/<step>.<attempt>.log`, that people can also read without us.
// Keeps no index and limits no size.
import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { type RunId, toStepId } from "../../core/ids.ts";
import type { LogKey, LogStore } from "../log-store.ts";
import { fromFileName, toFileName } from "./file-name.ts";
import { openLogWriter } from "./log-writer.ts";
import { completeLength } from "./utf8.ts";

/** The most that one read answers. */
const READ_BYTES = 256 * 1024;

/** @throws store.unavailable when a log that exists cannot be read, listed or removed. */
export function createFileLogStore({ directory }: { readonly directory: string }): LogStore {
  const runDirectory = (run: RunId) => join(directory, toFileName(run));
  const fileOf = ({ run, step, attempt }: LogKey) => join(runDirectory(run), `${toFileName(step)}.${attempt}.log`);

  return {
    open: (key) => openLogWriter(fileOf(key)),

    async read(key, offset) {
      const bytes = await unlessMissing("reading the log", fileOf(key), (file) => readBytes(file, offset));
      if (bytes === null) return { text: "", next: offset };
      const whole = bytes.subarray(0, completeLength(bytes));
      return { text: whole.toString(), next: offset + whole.length };
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

async function readBytes(file: string, offset: number): Promise<Buffer> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, "r");
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, offset);
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
