// The registry of the ways to give an issue a directory: kind to module, loaded when first used.

export const workspaces = {
  worktree: () => import("./worktree/index.ts"),
} as const;
