// The bare mirror of the source: the only git directory that the bot's git ever opens. No agent can write it, and its configuration is
// compared byte by byte before use. Nothing here knows of workspaces.
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Clock } from "../../std/clock.ts";
import { withFileLock } from "../../std/file-lock.ts";
import { makeDirectory } from "../../std/make-directory.ts";
import { toOwnText } from "../../std/own-text.ts";
import { errnoOf, orMissing } from "./errno.ts";
import { createGit, type Git } from "./git.ts";
import { BARE_CONFIG, writeGitDirectory } from "./git-directory.ts";
import { type SharedWork, shareWork } from "./share-work.ts";
import { askSource, listSource, SOURCE_HEAD, type Source, type SourceRefs, TAGS, THEIR_BRANCHES, toSourceError } from "./source.ts";

export interface Mirror {
  readonly directory: string;
  /** Makes the mirror when there is none and makes sure that its configuration is ours. */
  open(): Promise<Git>;
  /** Brings the mirror up to what the source holds now. Callers that come while one is under way share the next one, which ends early when none of them waits any more. */
  refresh(signal?: AbortSignal): Promise<RefreshedRefs>;
}

export interface RefreshedRefs extends Pick<SourceRefs, "head" | "defaultBranch"> {
  /** Every ref of the mirror, ours included. */
  readonly refs: ReadonlyMap<string, string>;
}

export function createMirror(options: {
  readonly directory: string;
  readonly source: Source;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly warn: (line: string) => void;
}): Mirror {
  const { directory, source } = options;
  const git = createGit(directory, options.env, options.clock);
  let running: Promise<unknown> = Promise.resolve();
  let next: SharedWork<RefreshedRefs> | null = null;

  async function open(): Promise<Git> {
    const path = join(directory, "config");
    let config = await orMissing(readFile(path, "utf8"));
    if (config === null) {
      await make(directory);
      config = await orMissing(readFile(path, "utf8"));
    }
    if (config !== BARE_CONFIG) {
      options.warn(`the configuration of the mirror ${directory} was not what Yardmaster wrote; it was written again`);
      const draft = `${path}.${randomUUID()}`;
      await writeFile(draft, BARE_CONFIG);
      await rename(draft, path);
    }
    return git;
  }

  async function update(signal: AbortSignal): Promise<RefreshedRefs> {
    await open();
    const [{ head, defaultBranch, mirrored }, refs] = await Promise.all([listSource(git, source, signal), listRefs(git)]);
    if (isSame(mirrored, refs)) return { head, defaultBranch, refs };
    const refspecs = [`+refs/heads/*:${THEIR_BRANCHES}*`, `+${TAGS}*:${TAGS}*`, ...(head === null ? [] : [`+HEAD:${SOURCE_HEAD}`])];
    const flags = [
      "--quiet",
      "--prune",
      "--no-tags",
      "--update-shallow",
      "--no-write-fetch-head",
      "--no-auto-maintenance",
      "--no-recurse-submodules",
    ];
    const answer = await withFileLock(`${directory}.lock`, async () =>
      askSource(git, source, ["fetch", ...flags, "--", source.address, ...refspecs], signal),
    );
    if (answer.exitCode !== 0) throw toSourceError(source, `fetching ${source.label}`, answer);
    const fetched = await listRefs(git);
    return { head: head === null ? null : (fetched.get(SOURCE_HEAD) ?? head), defaultBranch, refs: fetched };
  }

  function begin(): SharedWork<RefreshedRefs> {
    const shared: SharedWork<RefreshedRefs> = shareWork((signal) => {
      const refreshed = running.then(() => {
        if (next === shared) next = null;
        return update(signal);
      });
      running = refreshed.catch(() => {});
      return refreshed;
    });
    return shared;
  }

  function refresh(signal?: AbortSignal): Promise<RefreshedRefs> {
    if (next === null || next.isAbandoned()) next = begin();
    return next.join(signal);
  }

  return { directory, open, refresh };
}

/** Under another name first, so that two processes that start together cannot see each other's half. */
async function make(directory: string): Promise<void> {
  const draft = `${directory}.${randomUUID()}`;
  await makeDirectory(dirname(directory));
  await writeGitDirectory(draft, { bare: true, branch: "yardmaster/none", refs: new Map(), borrowFrom: null });
  try {
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true });
    if (errnoOf(error) !== "ENOTEMPTY" && errnoOf(error) !== "EEXIST") throw error;
  }
}

async function listRefs(git: Git): Promise<ReadonlyMap<string, string>> {
  const lines = await git.run("listing the mirror's branches", ["for-each-ref", "--format=%(refname)%09%(objectname)"]);
  return new Map(
    lines
      .split("\n")
      .filter((line) => line !== "")
      // Commits are remembered with each run, and the list is as long as there are branches.
      .map((line) => [line.slice(0, line.indexOf("\t")), toOwnText(line.slice(line.indexOf("\t") + 1))] as const),
  );
}

function isSame(mirrored: ReadonlyMap<string, string>, refs: ReadonlyMap<string, string>): boolean {
  const kept = [...refs.keys()].filter((name) => name.startsWith(THEIR_BRANCHES) || name.startsWith(TAGS));
  const head = mirrored.has(SOURCE_HEAD) ? 1 : 0;
  return kept.length + head === mirrored.size && [...mirrored].every(([name, commit]) => refs.get(name) === commit);
}
