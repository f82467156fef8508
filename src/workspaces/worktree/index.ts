// Workspaces as private checkouts of a bare mirror. Why so: docs/decisions/0003-workspaces-are-private-checkouts-of-a-bare-mirror.md

export { createWorktreeWorkspaces, type WorktreeOptions } from "./worktree-workspaces.ts";
