// Whose a data directory is: written into it once, by whoever comes first. Neither two repositories nor a repository and the App share one.
import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../core/errors.ts";

/** The file that says whose a data directory is. */
const OWNER = "repository";
/** In place of a repository's path, which begins with a slash or a drive. */
const APP = "the GitHub App";

/** @param root the repository's top; null: the App @throws app.data-directory */
export async function claimDirectory(path: string, root: string | null): Promise<void> {
  const file = join(path, OWNER);
  const owner = root ?? APP;
  try {
    return await writeNew(file, `${owner}\n`);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    if (code !== "EEXIST") {
      throw new YardmasterError("app.data-directory", `writing to the data directory ${path}: ${code}`, {
        cause,
        hint: "it must be writable; choose another with --data-dir or YARDMASTER_DATA_DIR",
      });
    }
  }
  // Where there are no links, its first writer may have died between making the file and writing it.
  if ((await readOwner(file, path, root)) === "") await writeFile(file, `${owner}\n`);
}

/** The same without a claim: one that nobody has is fine. @throws app.data-directory for another's */
export async function checkClaim(path: string, root: string): Promise<void> {
  await readOwner(join(path, OWNER), path, root).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

/** @returns empty where nobody has written it yet @throws app.data-directory for another's */
async function readOwner(file: string, path: string, root: string | null): Promise<string> {
  const known = (await readFile(file, "utf8")).trimEnd();
  if (known !== "" && known !== (root ?? APP)) throw belongsTo(known, path, root);
  return known;
}

/** Whoever reads it sees all of it: two that come at once must not both find it empty. */
async function writeNew(file: string, text: string): Promise<void> {
  const written = `${file}.${randomUUID()}.tmp`;
  await writeFile(written, text, { flag: "wx", mode: 0o600 });
  try {
    await link(written, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
  } finally {
    await unlink(written);
  }
}

function belongsTo(known: string, path: string, root: string | null): YardmasterError {
  const file = join(path, OWNER);
  const message = `the data directory ${path} belongs to ${known === APP ? known : `the repository ${known}`}`;
  if (root === null) return wrong(message, "the App needs one of its own: set YARDMASTER_DATA_DIR to another where it runs");
  if (known === APP) return wrong(message, `use another for ${root}: --data-dir, or YARDMASTER_DATA_DIR`);
  return wrong(message, `use another for ${root}; if the repository has moved, write its new path into ${file}`);
}

function wrong(message: string, hint: string): YardmasterError {
  return new YardmasterError("app.data-directory", message, { hint });
}
