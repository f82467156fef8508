// What the App proves itself with, as the set-up learned it from GitHub: `app.env` in the App's data directory, for its owner's eyes alone.
// What the environment says wins over the file.
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import type { Environment } from "../environment.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Of one group the environment says all or nothing: half of a key's address would lead to a key that nobody meant. */
const GROUPS = [
  ["APP_ID"],
  ["PRIVATE_KEY", "PRIVATE_KEY_PATH"],
  ["WEBHOOK_SECRET"],
  ["WEBHOOK_SECRET_PREVIOUS"],
  ["GHE_HOST", "GHE_PROTOCOL", "GITHUB_API_URL"],
  ["WEBHOOK_PROXY_URL"],
] as const satisfies readonly (readonly (keyof Environment)[])[];
type Name = (typeof GROUPS)[number][number];

export type AppCredentials = Readonly<Partial<Record<Name, string>>>;

const FILE = "app.env";
const LARGEST = 64 * 1024;
const OTHERS = 0o077;

export function toCredentialsFile(directory: string): string {
  return join(directory, FILE);
}

/**
 * The environment with what the file adds to it. One that names an App itself is left as it is: the file may be of another.
 *
 * @param directory the App's
 * @throws app.environment for a file that others can read, or that is none
 */
export async function loadAppVariables(variables: Variables, directory: string): Promise<Variables> {
  if (variables["APP_ID"]) return variables;
  const found = await readAppCredentials(toCredentialsFile(directory));
  const added = GROUPS.flatMap((group) => (group.some((name) => variables[name]) ? [] : group.map((name) => [name, found[name]] as const)));
  return { ...variables, ...Object.fromEntries(added) };
}

/** Empty when there is no such file. */
async function readAppCredentials(file: string): Promise<AppCredentials> {
  try {
    // Without waiting: a pipe of that name would never answer.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile() || status.size > LARGEST) throw wrong(file, "it is not what the set-up wrote", "move it away");
      if (process.platform !== "win32" && (status.mode & OTHERS) !== 0) {
        const mode = (status.mode & 0o777).toString(8).padStart(4, "0");
        throw wrong(
          file,
          `group or others may read or change it (mode ${mode})`,
          `chmod 600 '${file}'; if someone may have read it, make a new private key on the App's settings page`,
        );
      }
      return parseCredentials(await handle.readFile("utf8"));
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof YardmasterError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    throw wrong(file, code ?? "unknown error", "its owner must be able to read it");
  }
}

function parseCredentials(text: string): AppCredentials {
  const names: readonly string[] = GROUPS.flat();
  const lines = text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    const name = line.slice(0, Math.max(at, 0)).trim();
    return names.includes(name) ? [[name, line.slice(at + 1).trim()] as const] : [];
  });
  return Object.fromEntries(lines);
}

/** Written whole or not at all. @throws app.data-directory */
export async function writeAppCredentials(directory: string, credentials: AppCredentials): Promise<void> {
  const file = toCredentialsFile(directory);
  const written = `${file}.${randomUUID()}.tmp`;
  const lines = Object.entries(credentials).map(([name, value]) => `${name}=${value}`);
  const text = ["# Made by the set-up. Whoever can read this can act as the App.", ...lines, ""].join("\n");
  try {
    const handle = await open(written, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(written, file);
  } catch (cause) {
    await unlink(written).catch(() => {});
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new YardmasterError("app.data-directory", `writing ${file}: ${code}`, { cause, hint: "make the data directory writable" });
  }
}

function wrong(file: string, words: string, hint: string): YardmasterError {
  return new YardmasterError("app.environment", `reading ${file}: ${words}`, { hint });
}
