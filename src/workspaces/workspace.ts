// Where work is done: one directory per issue, made from a bare mirror that only the bot's git ever opens.
// Invariant 12: no git of ours runs inside a directory that an agent could write.

export interface WorkspaceRequest {
  /** What people call the issue; decides the workspace's name, so the same issue gets the same workspace again. */
  readonly identifier: string;
  /** Branch that carries the work. */
  readonly branch: string;
  /** Commit-ish to start from when the branch does not exist yet; null: the source repository's HEAD. */
  readonly base: string | null;
}

export interface Workspace {
  /** Collision-free name: `[A-Za-z0-9._-]` kept, anything else `_`, and a hash added when that changed something. */
  readonly key: string;
  /** Absolute, inside the root with symbolic links resolved. */
  readonly path: string;
  readonly branch: string;
  /** The commit the branch started from. */
  readonly baseCommit: string;
  readonly createdNow: boolean;
}

export interface CommitRequest {
  /** First line, blank line, body; trailers included. */
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Unix time in milliseconds for author and committer, so that a redo makes the same commit. */
  readonly at: number;
}

export interface Snapshot {
  /** The branch's head after this; unchanged when the tree did not change. */
  readonly commit: string;
  readonly changedFiles: number;
}

export interface Published {
  /** That the branch is at in the source repository now. */
  readonly commit: string;
  /** Files, at most ten, that keep it from being merged into the default branch as that is now. None where that could not be found out. */
  readonly conflicts: readonly string[];
}

export interface Removal {
  readonly key: string;
  readonly bytes: number;
  readonly reason: "age" | "size";
}

export type HookName = "after_create" | "before_run" | "after_run" | "before_remove";

export interface Workspaces {
  readonly kind: string;
  /**
   * Brings in what the source repository holds now. The signal ends the waiting, as a failure.
   * @returns a git directory to read its objects from, the name of its default branch, null where it does not say, and that branch's commit,
   * null while it has none
   * @throws workspace.no-repository, workspace.unreachable, workspace.git
   */
  refresh(signal?: AbortSignal): Promise<{ readonly directory: string; readonly branch: string | null; readonly head: string | null }>;
  /**
   * Makes or reuses the workspace. A reused one keeps whatever is in it; one whose issue has another branch now is made again,
   * with the commits of the branch that it had. Runs `after_create` when it made the directory;
   * when that fails the new directory is removed, so that the next try runs it again. Safe to call concurrently.
   * The signal ends what is running, a hook or a fetch, as a failure; nothing half-made is left in the workspace's place.
   * @throws workspace.no-repository, workspace.unreachable, workspace.outside-root, workspace.git, workspace.hook-failed
   */
  provision(request: WorkspaceRequest, signal?: AbortSignal): Promise<Workspace>;
  /**
   * Is the directory still the one that was made? Asked before anything is started in it, since an agent may have put something else there.
   * @throws workspace.unavailable, workspace.outside-root
   */
  check(workspace: Workspace): Promise<void>;
  /**
   * Records the workspace's tree as a commit on its branch in the mirror. Same tree: no commit.
   * @throws workspace.git, workspace.outside-root; workspace.diverged when someone else moved the branch meanwhile
   */
  commit(workspace: Workspace, request: CommitRequest): Promise<Snapshot>;
  /**
   * What the commits on the branch changed since its base, as a unified diff; empty when nothing did. One of more than 20 000 lines is
   * told in a sentence instead.
   * @throws workspace.git
   */
  diff(workspace: Workspace): Promise<string>;
  /**
   * Brings the branch into the source repository. Idempotent; never discards commits that are not ours: what somebody pushed meanwhile is
   * merged, by the author and at the time given. What contradicts that, what builds on commits that were taken back, and what would go to
   * the default branch, goes to a branch beside it. The signal ends it, as a failure.
   * @throws workspace.diverged, workspace.default-branch, workspace.unreachable, workspace.git
   */
  publish(workspace: Workspace, merge: Omit<CommitRequest, "message">, signal?: AbortSignal): Promise<Published>;
  /**
   * `before_run` failing throws; `after_run` and `before_remove` failing is only reported in the answer.
   * The signal ends the hook, as a failure.
   * @returns one line for the log when the hook failed and that is tolerated, else null.
   */
  runHook(hook: Exclude<HookName, "after_create">, workspace: Workspace, signal?: AbortSignal): Promise<string | null>;
  /** Removes the directory, after `before_remove`. The branch stays in the mirror. Removing what is gone is no error. */
  remove(key: string): Promise<void>;
  /**
   * The work on a branch is done, and the next workspace for it starts anew, unless the source still has it. Its commits are kept
   * aside. A branch that is not there is no error. Its workspace is removed first.
   * @throws workspace.git
   */
  retire(branch: string): Promise<void>;
  /** Removes workspaces idle longer than allowed, then the least recently used until the total fits; never one of `keep`. */
  cleanUp(limits: { readonly maxAgeMs: number; readonly maxBytes: number; readonly keep: readonly string[] }): Promise<readonly Removal[]>;
  /** The workspace's name for an identifier. Pure. */
  keyFor(identifier: string): string;
}
