// The kinds of trackers there are. Each is imported only when it is chosen.

export const trackers = {
  github: () => import("./github/index.ts"),
  memory: () => import("./memory/index.ts"),
  roadmap: () => import("./roadmap/index.ts"),
} as const;
