// The master key in a file of the data directory that only its owner can read. Made when it is first needed, whole or not at all;
// never made anew when it is gone.
import { randomBytes, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import { parseSecretKey } from "./parse-secret-key.ts";

const KEY_BYTES = 32;
/** More than any key takes, with room to see that it is none. */
const READ_BYTES = 1024;
const OTHERS = 0o077;

/** @throws secret.master-key */
export async function loadSecretKeyFile(file: string, { mayCreate }: { readonly mayCreate: boolean }): Promise<Buffer> {
  try {
    const found = await readKey(file);
    if (found) return found;
    if (!mayCreate) throw gone(file);
    await createKey(file);
    return (await readKey(file)) ?? (await Promise.reject(gone(file)));
  } catch (cause) {
    if (cause instanceof YardmasterError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new YardmasterError("secret.master-key", `reading or making the master key ${file}: ${code}`, { cause });
  }
}

/** Null when there is no such file. What is checked is what was opened. */
async function readKey(file: string): Promise<Buffer | null> {
  const handle = await openFile(file);
  if (!handle) return null;
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw bad(file, "it is not a file", "move it away");
    if (process.platform !== "win32" && (status.mode & OTHERS) !== 0) {
      const mode = (status.mode & 0o777).toString(8).padStart(4, "0");
      throw bad(
        file,
        `group or others may read or change it (mode ${mode})`,
        `chmod 600 '${file}'; if someone may have read it, change the secrets that it protects`,
      );
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, 0);
    const key = parseSecretKey(buffer.toString("latin1", 0, bytesRead));
    if (!key) throw bad(file, "it holds no key", "restore it from a copy; a key is 32 bytes in base64 or hex");
    return key;
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle | null> {
  try {
    // Without waiting: a pipe of that name would never answer.
    return await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Written beside and then linked: the name appears with its content on disk, and the first one to link wins. */
async function createKey(file: string): Promise<void> {
  const written = `${file}.${randomUUID()}.tmp`;
  const handle = await open(written, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString("base64")}\n`);
    await handle.sync();
    await link(written, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await handle.close();
    await unlink(written);
  }
  await syncDirectory(dirname(file));
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function gone(file: string): YardmasterError {
  return bad(
    file,
    "it is not there, and keys of secrets were wrapped with it",
    "restore it from a copy, or set YARDMASTER_SECRET_KEY if it came from there; docs/secrets.md says what can be done without it",
  );
}

function bad(file: string, words: string, hint: string): YardmasterError {
  return new YardmasterError("secret.master-key", `reading the master key ${file}: ${words}`, { hint });
}
