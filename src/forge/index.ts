// The kinds of forges there are. Each is imported only when it is chosen.

export const forges = {
  github: () => import("./github/index.ts"),
  memory: () => import("./memory/index.ts"),
} as const;
