// The default run: everything under test/ but the long ones.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/long/**"],
    globalSetup: ["test/support/private-directory.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: "forks",
    // A worker loads each module once, for all of its files: importing one does nothing, and no test leaves anything behind.
    isolate: false,
    // Vitest leaves one processor to itself, though it only waits.
    maxWorkers: availableParallelism(),
  },
});
