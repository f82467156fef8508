// The refs of a bare repository, read as git keeps them on disk: a pretended request asks for them so often that git itself would be slow.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Full names, in git's order, to what they point at. `prefix` ends where a part of a name does: `refs/heads`. */
export function readRefs(repository: string, prefix: string): ReadonlyMap<string, string> {
  const start = prefix.replace(/\/?$/, "/");
  // A file says more than the list of those that were packed earlier.
  const all = [...readPacked(repository), ...readFiles(repository, "refs")].filter(([name]) => name.startsWith(start));
  return new Map([...new Map(all)].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function readFiles(repository: string, directory: string): readonly (readonly [string, string])[] {
  return orGone(() => readdirSync(join(repository, directory), { withFileTypes: true }), []).flatMap((entry) => {
    const name = `${directory}/${entry.name}`;
    if (entry.isDirectory()) return readFiles(repository, name);
    const sha = entry.name.endsWith(".lock") ? "" : orGone(() => readFileSync(join(repository, name), "utf8"), "").trim();
    return SHA.test(sha) ? [[name, sha] as const] : [];
  });
}

function readPacked(repository: string): readonly (readonly [string, string])[] {
  const lines = orGone(() => readFileSync(join(repository, "packed-refs"), "utf8"), "").split("\n");
  return lines.filter((line) => SHA.test(line.slice(0, 40))).map((line) => [line.slice(41), line.slice(0, 40)] as const);
}

const SHA = /^[0-9a-f]{40}$/;

/** A push may take a ref away, and the directory that it leaves empty, while they are read. */
function orGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw cause;
  }
}
