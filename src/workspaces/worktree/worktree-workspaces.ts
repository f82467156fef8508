// Workspaces as private checkouts of a bare mirror: the bot's git opens the mirror and nothing else, so an agent may do what it likes
// with the git directory in its own workspace. This file is the order of things; each thing has a file of its own.
import { join, resolve } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { withFileLock } from "../../std/file-lock.ts";
import type { CommitRequest, Removal, Snapshot, Workspace, WorkspaceRequest, Workspaces } from "../workspace.ts";
import { isBranchName } from "./branch-name.ts";
import { findStart, isUpToDate, layOut, recordSeen, recordStart, retireBranch, type Start } from "./check-out.ts";
import { type CleanUpLimits, chooseRemovals, measure } from "./clean-up.ts";
import { readDiff } from "./diff.ts";
import { errnoOf } from "./errno.ts";
import { type HookScripts, runHookScript } from "./hooks.ts";
import { createMirror, type RefreshedRefs } from "./mirror.ts";
import { assertWorkspaceKey, createPlace, occupied } from "./place.ts";
import { publishBranch } from "./publish.ts";
import { createRecords, type WorkspaceRecord } from "./records.ts";
import { takeSnapshot } from "./snapshot.ts";
import { type SourceAccess, THEIR_BRANCHES, toSource } from "./source.ts";
import { tidyMirror } from "./tidy-mirror.ts";
import { workspaceKey } from "./workspace-key.ts";

export interface WorktreeOptions {
  /** Directory of the workspaces. An agent may write in its own one and nowhere else. */
  readonly root: string;
  /** Directory of the mirror and of what is remembered of each workspace. No agent may write here; the mirror's objects must be readable. */
  readonly mirrors: string;
  /** The user's repository: a path, or an address that git can fetch. */
  readonly source: string;
  /** For a source that asks who we are, or that may move. */
  readonly access?: SourceAccess | undefined;
  /** Scripts for `sh -c`, run in the workspace on the host. */
  readonly hooks: HookScripts;
  readonly hookTimeoutMs: number;
  /** Marks the processes of one hook, so that they are found again when this process dies under them. */
  newHookCookie(): { readonly name: string; readonly value: string };
  /** The hooks' whole environment; git gets the few variables of it that transports need. */
  readonly env: Readonly<Record<string, string>>;
  /** More for git alone, such as the address of a proxy. @defaultValue nothing */
  readonly gitEnv?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Takes one line about something tolerated. */
  readonly warn: (line: string) => void;
}

const LEFTOVER_MS = 60 * 60 * 1000;
/** Branches that nobody named are called `yardmaster/<issue>`; git has no room for one that is called like their folder. */
const OUR_PREFIX = "yardmaster";

export function createWorktreeWorkspaces(options: WorktreeOptions): Workspaces {
  const { clock, warn } = options;
  const source = toSource(options.source, options.access);
  const mirrors = resolve(options.mirrors);
  const mirror = createMirror({
    directory: join(mirrors, `${source.slug}.git`),
    source,
    env: { ...options.env, ...options.gitEnv },
    clock,
    warn,
  });
  const records = createRecords(join(mirrors, `${source.slug}.workspaces`), clock.now);
  const place = createPlace(options.root, clock.now, warn);
  const hookOptions = {
    scripts: options.hooks,
    timeoutMs: options.hookTimeoutMs,
    env: options.env,
    newCookie: options.newHookCookie,
    clock,
  };

  /** One at a time for each workspace, across processes. */
  async function locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    assertWorkspaceKey(key);
    return withFileLock(await records.lockOf(key), work);
  }

  async function look(key: string): Promise<{ path: string; exists: boolean; record: WorkspaceRecord | null }> {
    const { path, exists } = await place.look(key);
    const record = await records.read(key);
    if (exists && record === null) throw occupied(path, `it is not a workspace made from ${source.label}`);
    return { path, exists, record };
  }

  async function provision(request: WorkspaceRequest, signal: AbortSignal | undefined): Promise<Workspace> {
    if (!isBranchName(request.branch)) {
      throw new YardmasterError("workspace.git", `making a workspace for ${request.identifier}: "${request.branch}" is not a branch name`);
    }
    const key = workspaceKey(request.identifier);
    return locked(key, async () => {
      const { path, exists, record } = await look(key);
      const refreshed = await mirror.refresh(signal);
      const parted = exists && record?.ready === true && record.branch !== request.branch ? record : null;
      if (parted !== null) {
        warn(
          `${request.identifier} has another branch now: the workspace ${key} is made again, from ${parted.branch} to ${request.branch}`,
        );
        // What was done so far comes along.
        const from = { commit: parted.nextHead ?? parted.head, baseCommit: parted.baseCommit };
        await removeNow(key);
        return make(key, path, request, { refreshed, from }, signal);
      }
      const git = await mirror.open();
      if (exists && record?.ready === true && (await isUpToDate(git, refreshed.refs, record))) {
        await recordSeen(git, refreshed.refs, record.branch, refreshed.refs.get(THEIR_BRANCHES + record.branch) ?? null);
        await records.touch(key);
        return { key, path, branch: record.branch, baseCommit: record.baseCommit, createdNow: false };
      }
      if (exists && record?.ready === true) warn(`the branch ${record.branch} was moved; the workspace ${key} is made again from it`);
      // It is removed like any other: with `before_remove`, unless it was never ready.
      if (exists) await removeNow(key);
      return make(key, path, request, { refreshed, from: null }, signal);
    });
  }

  async function make(
    key: string,
    path: string,
    request: WorkspaceRequest,
    { refreshed, from }: { readonly refreshed: RefreshedRefs; readonly from: Start | null },
    signal: AbortSignal | undefined,
  ): Promise<Workspace> {
    const { branch } = request;
    if (branch === OUR_PREFIX) {
      throw new YardmasterError(
        "workspace.git",
        `making a workspace for ${request.identifier}: a branch "${branch}" would stand in the way of all others`,
      );
    }
    const git = await mirror.open();
    const start = await findStart(git, refreshed, request, { label: source.label, from });
    const record = { branch, baseCommit: start.baseCommit, head: start.commit, nextHead: null };
    await records.remove(key);
    await records.write(key, { ...record, ready: false });
    const draft = await place.draft();
    let made = draft;
    try {
      await recordStart(git, refreshed.refs, branch, start);
      await layOut({
        git,
        draft,
        path,
        branch,
        start,
        index: records.indexOf(key),
        refs: refreshed.refs,
        mirror: mirror.directory,
        signal,
      });
      made = path;
      const failure = await runHookScript("after_create", path, hookOptions, signal);
      if (failure !== null) throw new YardmasterError("workspace.hook-failed", failure);
    } catch (error) {
      await place.discard(made);
      await records.remove(key);
      throw error;
    }
    await records.write(key, { ...record, ready: true });
    return { key, path, branch, baseCommit: start.baseCommit, createdNow: true };
  }

  /** The workspace as it stands now; an agent may have replaced its directory since. */
  async function enter(workspace: Workspace, doing: string): Promise<string> {
    assertWorkspaceKey(workspace.key);
    const { path, exists } = await look(workspace.key);
    if (!exists || path !== workspace.path) {
      throw new YardmasterError("workspace.unavailable", `${doing}: there is no workspace at ${workspace.path}`);
    }
    await records.touch(workspace.key);
    return path;
  }

  async function commit(workspace: Workspace, request: CommitRequest): Promise<Snapshot> {
    return locked(workspace.key, async () => {
      const { key, branch } = workspace;
      const path = await enter(workspace, `committing to ${branch}`);
      const record = await records.read(key);
      if (record === null) throw new YardmasterError("workspace.unavailable", `committing to ${branch}: there is no record of ${key}`);
      const target = { path, index: records.indexOf(key), branch, heads: [record.head, record.nextHead] };
      const setNextHead = (nextHead: string) => records.write(key, { ...record, nextHead });
      const snapshot = await takeSnapshot(await mirror.open(), target, request, { warn, setNextHead });
      await records.write(key, { ...record, head: snapshot.commit, nextHead: null });
      return snapshot;
    });
  }

  /** Under the workspace's lock. */
  async function removeNow(key: string): Promise<void> {
    const { path, exists, record } = await look(key);
    if (exists) {
      const failure = record?.ready === true ? await runHookScript("before_remove", path, hookOptions) : null;
      if (failure !== null) warn(`${failure}; ${key} is removed all the same`);
      await place.discard(path);
    }
    await records.remove(key);
  }

  async function cleanUp(limits: CleanUpLimits): Promise<readonly Removal[]> {
    await place.sweep(LEFTOVER_MS);
    const root = await place.root();
    const found = [];
    for (const [key, lastUse] of await records.lastUses()) found.push({ key, lastUse, bytes: await measure(join(root, key)) });
    const removed: Removal[] = [];
    for (const removal of chooseRemovals(found, limits, clock.now())) {
      const lastUse = found.find(({ key }) => key === removal.key)?.lastUse;
      await locked(removal.key, async () => {
        // Someone may have taken it up while we were measuring.
        if ((await records.lastUses()).get(removal.key) !== lastUse) return;
        await removeNow(removal.key);
        removed.push(removal);
      }).catch((error: unknown) => warn(`cleaning up ${removal.key}: ${toMessage(error)}`));
    }
    await tidyMirror(await mirror.open(), { now: clock.now(), loadBranchesInUse: records.branches }).catch((error: unknown) =>
      warn(`tidying the mirror of ${source.label}: ${toMessage(error)}`),
    );
    return removed;
  }

  return {
    kind: "worktree",
    keyFor: workspaceKey,
    refresh: (signal) =>
      inOurWords(`fetching ${source.label}`, async () => {
        const { head, defaultBranch: branch } = await mirror.refresh(signal);
        return { directory: mirror.directory, branch, head };
      }),
    provision: (request, signal) => inOurWords(`making a workspace for ${request.identifier}`, () => provision(request, signal)),
    check: (workspace) =>
      inOurWords(`entering the workspace ${workspace.key}`, async () => void (await enter(workspace, `entering ${workspace.key}`))),
    commit: (workspace, request) => inOurWords(`committing to ${workspace.branch}`, () => commit(workspace, request)),
    diff: (workspace) =>
      inOurWords(`reading the changes on ${workspace.branch}`, async () => await readDiff(await mirror.open(), workspace)),
    publish: ({ branch }, request, signal) =>
      inOurWords(`publishing ${branch}`, () => publishBranch(mirror, source, { branch, ...request }, signal)),
    runHook: (hook, workspace, signal) =>
      inOurWords(`running the ${hook} hook`, async () => {
        const failure = await runHookScript(hook, await enter(workspace, `running the ${hook} hook`), hookOptions, signal);
        if (failure !== null && hook === "before_run") throw new YardmasterError("workspace.hook-failed", failure);
        return failure;
      }),
    remove: (key) => inOurWords(`removing the workspace ${key}`, () => locked(key, () => removeNow(key))),
    retire: (branch) => inOurWords(`retiring the branch ${branch}`, async () => retireBranch(await mirror.open(), branch)),
    cleanUp: (limits) => inOurWords("cleaning up workspaces", () => cleanUp(limits)),
  };
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the file system throws becomes an error of this room. */
async function inOurWords<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errnoOf(error) === null || !(error instanceof Error)) throw error;
    if (error instanceof YardmasterError) throw error;
    throw new YardmasterError("workspace.unavailable", `${doing}: ${error.message}`, { cause: error });
  }
}
