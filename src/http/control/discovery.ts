// How a command finds the server of its data directory: `control.json`, readable by its owner alone, written when the door opens and
// removed when it closes. One that a crash left behind is passed over.
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { isAlive, type ProcessIdentity, processIdentity } from "../../std/process-identity.ts";
import { type ControlAddress, isServing } from "./client.ts";

export interface FoundControl extends ControlAddress {
  readonly server: ProcessIdentity;
}

const FILE = "control.json";
const PROBE_MS = 2_000;
const NO_LINK = "a server writes a file there, never a link: remove it";
const FOREIGN = "the server was started by another user: use its account, or remove the file if that server is gone";

/** Says in the data directory that this process answers at the address. @throws app.data-directory */
export async function publishControl(dataDirectory: string, { port, token }: ControlAddress): Promise<void> {
  const file = join(dataDirectory, FILE);
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, `${JSON.stringify({ port, token, server: processIdentity() })}\n`, { flag: "wx", mode: 0o600 });
    await rename(draft, file);
  } catch (cause) {
    await unlink(draft).catch(() => {});
    throw new YardmasterError("app.data-directory", `writing ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** Takes the announcement back; another server's stays. */
export async function withdrawControl(dataDirectory: string, { token }: ControlAddress): Promise<void> {
  const file = join(dataDirectory, FILE);
  if ((await readControlFile(file).catch(() => null))?.token === token) await unlink(file).catch(() => {});
}

/**
 * The server of a data directory; null: there is none. One whose process lives is answered without a look at whether it can be
 * reached: asking it then says what is wrong, where doing without it could undo what it does.
 *
 * @throws control.unreachable when the announcement is there and is not this user's to read
 */
export async function findControl(dataDirectory: string): Promise<FoundControl | null> {
  const file = join(dataDirectory, FILE);
  const found = await readControlFile(file).catch((cause: unknown) => {
    throw new YardmasterError("control.unreachable", `reading ${file}: ${(cause as Error).message}`, {
      cause,
      hint: (cause as NodeJS.ErrnoException).code === "ELOOP" ? NO_LINK : FOREIGN,
    });
  });
  if (found === null) return null;
  const alive = isAlive(found.server);
  // Of a process in another container only an answer can tell.
  if (alive === "unknown") return (await isServing(found, PROBE_MS)) ? found : null;
  return alive ? found : null;
}

/** Null when it is missing or nothing that we wrote. */
async function readControlFile(file: string): Promise<FoundControl | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    refuseForeign((await handle.stat()).uid);
    return await parseControlFile(await handle.readFile("utf8"));
  } finally {
    await handle.close();
  }
}

/** Whoever answers there is told what is applied, secrets too. */
function refuseForeign(owner: number): void {
  const me = process.getuid?.() ?? owner;
  if (me !== 0 && owner !== me) throw new Error("it belongs to another user");
}

/** Most commands find no server, and then need no schema. */
async function parseControlFile(text: string): Promise<FoundControl | null> {
  const { ControlFile } = await import("./control-file.ts");
  try {
    return ControlFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
