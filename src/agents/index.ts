// The kinds of agents there are. Each is imported only when it is chosen.

export const agents = {
  claude: () => import("./claude/index.ts"),
  command: () => import("./command/index.ts"),
  scripted: () => import("./scripted/index.ts"),
} as const;
