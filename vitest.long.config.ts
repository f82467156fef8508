// The long run: crashes, races and load. One file at a time, so that nothing but the test itself slows a test down.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    globalSetup: ["test/support/private-directory.ts"],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    pool: "forks",
    fileParallelism: false,
  },
});
