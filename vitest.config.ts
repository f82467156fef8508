// The default run: everything under test/ but the long ones and the real programs of agents.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const toFiles = (...folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

/** Their files share processes, so that the code is loaded once for all of them and not for each: importing a module does nothing. */
const PURE = toFiles("core", "std", "runtime", "resources", "rendering", "engine", "bot", "http", "house", "forge", "trackers");
/** Theirs are others: a process that has grown takes longer to start git. */
const WHOLE = toFiles("plays", "app", "cli", "support");

export default defineConfig({
  test: {
    globalSetup: ["test/support/private-directory.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: "forks",
    // Vitest leaves one processor to itself, though it only waits.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: "pure", include: PURE, isolate: false } },
      { extends: true, test: { name: "whole", include: WHOLE, isolate: false } },
      // What starts programs all the time does so from small processes: one for each file.
      {
        extends: true,
        test: { name: "apart", include: ["test/**/*.test.ts"], exclude: ["test/long/**", "test/agent-programs/**", ...PURE, ...WHOLE] },
      },
    ],
  },
});
