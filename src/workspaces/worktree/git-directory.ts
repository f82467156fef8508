// Writes a git directory by hand: nothing comes from templates, and every byte of its configuration is known.
// For the mirror and for the private one inside each workspace.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allEnded } from "../../std/all-ended.ts";

export interface GitDirectory {
  readonly bare: boolean;
  /** Branch that HEAD names; it may be unborn. */
  readonly branch: string;
  readonly refs: ReadonlyMap<string, string>;
  /** Object directory of another repository whose objects this one may use. */
  readonly borrowFrom: string | null;
}

export const BARE_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";
const PRIVATE_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n";

export async function writeGitDirectory(path: string, content: GitDirectory): Promise<void> {
  const folders = ["objects/info", "objects/pack", "refs/heads", "refs/tags"];
  await allEnded(folders.map((folder) => mkdir(join(path, folder), { recursive: true })));
  const refs = [...content.refs].map(([name, commit]) => `${commit} ${name}\n`).join("");
  await allEnded([
    writeFile(join(path, "HEAD"), `ref: refs/heads/${content.branch}\n`),
    writeFile(join(path, "config"), content.bare ? BARE_CONFIG : PRIVATE_CONFIG),
    ...(refs === "" ? [] : [writeFile(join(path, "packed-refs"), refs)]),
    ...(content.borrowFrom === null ? [] : [writeFile(join(path, "objects/info/alternates"), `${content.borrowFrom}\n`)]),
  ]);
}
