// Workspaces without git: real directories, and branches kept in memory. What they hold outlives a process, as a disk does.
// Not the contract's whole letter (it knows no source repository), only what runs ask of it.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../../src/core/errors.ts";
import type { HookName, Workspace, Workspaces } from "../../src/workspaces/workspace.ts";

type Asked = "provision" | "check" | "commit" | "publish" | "before_run" | "after_run";

export interface PlainCommit {
  readonly id: string;
  readonly tree: string;
  readonly message: string;
}

export interface PlainWorkspaces extends Workspaces {
  commits(branch: string): readonly PlainCommit[];
  /** Branches as their repository has them. */
  readonly published: ReadonlyMap<string, string>;
  /** What was asked for, in order. */
  readonly asked: readonly `${Asked} ${string}`[];
  /** The next call of this kind throws. */
  failNext(what: Asked, error: Error): void;
  /** Calls of this kind wait until the answer is called. */
  hold(what: Asked): () => void;
}

const BASE = "base";

export function createPlainWorkspaces(directory: string): PlainWorkspaces {
  const branches = new Map<string, PlainCommit[]>();
  const known = new Map<string, Workspace>();
  const published = new Map<string, string>();
  const asked: `${Asked} ${string}`[] = [];
  const failures = new Map<Asked, Error[]>();
  const holds = new Map<Asked, Promise<void>>();

  async function enter(what: Asked, of: string, signal?: AbortSignal): Promise<void> {
    asked.push(`${what} ${of}`);
    const held = holds.get(what);
    if (held !== undefined) await (signal ? Promise.race([held, untilAborted(signal)]) : held);
    refuse(what);
  }

  function refuse(what: Asked): void {
    const failure = failures.get(what)?.shift();
    if (failure) throw failure;
  }

  return {
    kind: "plain",
    refresh: async () => ({ directory: "/nowhere", branch: null, head: null }),
    keyFor: (identifier) => identifier.replace(/[^A-Za-z0-9._-]/g, "_"),
    async provision({ identifier, branch }, signal) {
      const key = this.keyFor(identifier);
      await enter("provision", key, signal);
      const before = known.get(key);
      if (before) return { ...before, createdNow: false };
      const path = join(directory, key);
      await mkdir(path, { recursive: true });
      const made = { key, path, branch, baseCommit: BASE, createdNow: true };
      known.set(key, made);
      return made;
    },
    async check() {
      refuse("check");
    },
    async commit({ key, path, branch }, { message, at }) {
      await enter("commit", key);
      const tree = await hashTree(path);
      const commits = branches.get(branch) ?? [];
      branches.set(branch, commits);
      const head = commits.at(-1);
      if (tree === (head?.tree ?? hash(""))) return { commit: head?.id ?? BASE, changedFiles: 0 };
      const id = hash(`${head?.id ?? BASE} ${tree} ${message} ${at}`);
      commits.push({ id, tree, message });
      return { commit: id, changedFiles: 1 };
    },
    diff: async ({ branch }) => (branches.get(branch) ?? []).map(({ message }) => `${message}\n`).join(""),
    async publish({ key, branch }) {
      await enter("publish", key);
      const commit = branches.get(branch)?.at(-1)?.id ?? BASE;
      published.set(branch, commit);
      return { commit, conflicts: [] };
    },
    async runHook(hook: Exclude<HookName, "after_create">, { key }) {
      if (hook !== "before_remove") await enter(hook, key);
      return null;
    },
    async retire(branch) {
      branches.delete(branch);
    },
    async remove(key) {
      const { path } = known.get(key) ?? {};
      known.delete(key);
      if (path) await rm(path, { recursive: true, force: true });
    },
    cleanUp: async () => [],
    commits: (branch) => branches.get(branch) ?? [],
    published,
    asked,
    failNext(what, error) {
      failures.set(what, [...(failures.get(what) ?? []), error]);
    },
    hold(what) {
      let release = () => {};
      holds.set(
        what,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      return () => {
        holds.delete(what);
        release();
      };
    },
  };
}

/** As a git that is ended. Never, once nothing is waited for any more. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new YardmasterError("workspace.git", "git fetch was ended before it was done"));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

async function hashTree(path: string): Promise<string> {
  const entries = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const names = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const contents = await Promise.all(names.map(async (name) => `${name}\n${await readFile(name, "utf8")}\n`));
  return hash(contents.join(""));
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
