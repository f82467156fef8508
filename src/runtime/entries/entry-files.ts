// Files of one shelf on disk: where they are, how one is read and replaced as a whole. Follows no symbolic link on the way.
// Knows nothing of retention and takes no lock.
import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, rename, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { fromFileName, toFileName } from "../../std/file-name.ts";
import type { EntryShelf } from "../../store/store.ts";

export interface EntryFile {
  readonly name: string;
  /** When its entry was put; milliseconds since the epoch. */
  readonly at: number;
}

export interface EntryRecord {
  readonly key: string;
  readonly value: string;
  readonly updated_at: string;
  readonly task_id: string | null;
}

const SUFFIX = ".json";
const DRAFT = ".draft";
/** Above it a name keeps its beginning and ends in a digest: file systems allow 255 bytes. */
const LONGEST = 200;
const KEPT = 120;
/** No encoded name holds it. */
const CUT = "~";

export function toEntryFileName(key: string): string {
  return `${toShortName(key)}${SUFFIX}`;
}

/** Null for a name that was cut: the file itself says. */
export function toEntryKey(name: string): string | null {
  return name.includes(CUT) ? null : fromFileName(name.slice(0, -SUFFIX.length));
}

/** The directory of a shelf, made with what is missing above it. @throws when something else stands there */
export async function makeShelf(root: string, { store, project }: EntryShelf): Promise<string> {
  let path = root;
  for (const name of [null, toShortName(store), toShortName(project)]) {
    if (name !== null) path = join(path, name);
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    await assertDirectory(path);
  }
  return path;
}

/** The directory of a shelf; null when nothing was ever put there. */
export async function findShelf(root: string, { store, project }: EntryShelf): Promise<string | null> {
  let path = root;
  for (const name of [null, toShortName(store), toShortName(project)]) {
    if (name !== null) path = join(path, name);
    if ((await orMissing(assertDirectory(path))) === null) return null;
  }
  return path;
}

export async function listEntryFiles(directory: string): Promise<readonly EntryFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(SUFFIX));
  const files = await Promise.all(names.map((name) => findEntryFile(directory, name)));
  return files.filter((file) => file !== null);
}

export async function findEntryFile(directory: string, name: string): Promise<EntryFile | null> {
  const found = await orMissing(lstat(join(directory, name)));
  return found?.isFile() ? { name, at: Math.round(found.mtimeMs) } : null;
}

/** Null when it has gone meanwhile. @throws when it is a link, or not an entry */
export async function readEntryFile(directory: string, name: string): Promise<EntryRecord | null> {
  const handle = await orMissing(open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW));
  if (handle === null) return null;
  try {
    return parseRecord(await handle.readFile("utf8"), name);
  } finally {
    await handle.close();
  }
}

/** A reader sees the file before or after, never in between; so does one after a crash. */
export async function writeEntryFile(directory: string, { name, at }: EntryFile, record: EntryRecord): Promise<void> {
  const draft = join(directory, `${randomUUID()}${DRAFT}`);
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(record, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await utimes(draft, at / 1000, at / 1000);
    await rename(draft, join(directory, name));
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error;
  }
}

export async function removeEntryFile(directory: string, name: string): Promise<void> {
  await orMissing(unlink(join(directory, name)));
}

/** What crashes left half written. */
export async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) if (name.endsWith(DRAFT)) await removeEntryFile(directory, name);
}

function toShortName(text: string): string {
  const name = toFileName(text);
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, KEPT)}${CUT}${createHash("sha256").update(text).digest("hex")}`;
}

async function assertDirectory(path: string): Promise<true> {
  if ((await lstat(path)).isDirectory()) return true;
  throw new Error(`${path} is not a directory`);
}

function parseRecord(text: string, name: string): EntryRecord {
  const record = JSON.parse(text) as Partial<EntryRecord> | null;
  if (typeof record?.key === "string" && typeof record.value === "string") {
    return { updated_at: "", task_id: null, ...record, key: record.key, value: record.value };
  }
  throw new Error(`${name} is not an entry`);
}

async function orMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
