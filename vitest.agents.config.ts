// The real programs of the coding agents, which are installed for it.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/agent-programs/**/*.test.ts"],
    globalSetup: ["test/support/private-directory.ts"],
    testTimeout: 180_000,
    hookTimeout: 600_000,
    pool: "forks",
    fileParallelism: false,
  },
});
