// The engines there are. Each is imported only when it is chosen.
export const engines = {
  local: () => import("./local/index.ts"),
} as const;
