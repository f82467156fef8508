// Where workspaces stand on disk: directly under the root, real directories, never through a symbolic link. Also how they go away.
// Looks at paths and moves them; reads and writes nothing inside a workspace.
import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, realpath, rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { makeDirectory } from "../../std/make-directory.ts";
import { removeTree } from "../../std/remove-tree.ts";
import { errnoOf, orMissing } from "./errno.ts";
import { isWorkspaceKey } from "./workspace-key.ts";

export interface Place {
  /** The root with symbolic links resolved; made when missing. */
  root(): Promise<string>;
  /**
   * The workspace's path, and whether a directory stands there.
   * @throws workspace.outside-root, workspace.occupied
   */
  look(key: string): Promise<{ readonly path: string; readonly exists: boolean }>;
  /** A fresh empty directory beside the workspaces, to become one by being renamed. */
  draft(): Promise<string>;
  /** Takes the directory from its place in one step, then removes it. What cannot be removed stays behind for `sweep`. */
  discard(path: string): Promise<void>;
  /** Removes what drafts and discards left behind when their process died. */
  sweep(olderThanMs: number): Promise<void>;
}

/** No key begins with a dot, so neither name can be a workspace's. */
const DRAFT = ".draft-";
const TRASH = ".trash-";

export function createPlace(rootSetting: string, now: () => number, warn: (line: string) => void): Place {
  async function root(): Promise<string> {
    try {
      await makeDirectory(resolve(rootSetting));
    } catch (cause) {
      const message = `making the directory of the workspaces, ${resolve(rootSetting)}: ${errnoOf(cause) ?? "unknown error"}`;
      throw new YardmasterError("workspace.unavailable", message, {
        cause,
        hint: "directories must be allowed there: choose another data directory, or workspace.root",
      });
    }
    return realpath(resolve(rootSetting));
  }

  async function empty(path: string): Promise<void> {
    try {
      await removeTree(path);
    } catch (error) {
      warn(`removing ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    root,
    async look(key) {
      assertWorkspaceKey(key);
      const path = join(await root(), key);
      const entry = await orMissing(lstat(path));
      if (entry === null) return { path, exists: false };
      if (entry.isSymbolicLink()) throw outside(`${path} is a symbolic link`);
      if (!entry.isDirectory()) throw occupied(path, "a file stands where the workspace's directory should be");
      return { path, exists: true };
    },
    async draft() {
      const path = join(await root(), DRAFT + randomUUID());
      await mkdir(path);
      return path;
    },
    async discard(path) {
      const trash = join(await root(), TRASH + randomUUID());
      await rename(path, trash);
      await empty(trash);
    },
    async sweep(olderThanMs) {
      const base = await root();
      for (const name of await readdir(base)) {
        if (!name.startsWith(DRAFT) && !name.startsWith(TRASH)) continue;
        const path = join(base, name);
        const entry = await orMissing(lstat(path));
        // The change time, because the agent could set the other one.
        if (entry !== null && now() - entry.ctimeMs > olderThanMs) await empty(path);
      }
    },
  };
}

/** @throws workspace.outside-root for a key that could lead anywhere but to a workspace */
export function assertWorkspaceKey(key: string): void {
  if (!isWorkspaceKey(key)) throw outside(`"${key}" is not the name of a workspace`);
}

export function occupied(path: string, why: string): YardmasterError {
  return new YardmasterError("workspace.occupied", `looking at ${path}: ${why}`, { hint: "move it away, or name another workspace root" });
}

function outside(why: string): YardmasterError {
  return new YardmasterError("workspace.outside-root", `finding the workspace: ${why}`);
}
