// Which stores there are, by the kind a setting names; one is loaded only when it is chosen.
// Chooses and opens none.

export const stores = {
  sqlite: () => import("./sqlite/index.ts"),
} as const;

export const logStores = {
  files: () => import("./files/index.ts"),
} as const;
