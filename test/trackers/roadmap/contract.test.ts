// The roadmap tracker against the contract of the room.
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { trackerContract } from "../../../src/testing/tracker-contract.ts";
import { toIdentifier } from "../../../src/trackers/roadmap/identifier.ts";
import { createRoadmapTracker } from "../../../src/trackers/roadmap/index.ts";

const contract = trackerContract({
  states: { ready: "planned", other: "in-progress", finished: "done" },
  async open() {
    const directory = await mkdtemp(join(tmpdir(), "roadmap-contract-"));
    const file = join(directory, "roadmap.md");
    await writeFile(file, "# Roadmap\n");
    /** Each entry is one paragraph, so that tests can take one out as a person would. */
    async function edit(title: string, change: (entry: string) => string): Promise<void> {
      const entries = (await readFile(file, "utf8")).split(/(?=^### )/m);
      await writeFile(file, entries.map((entry) => (entry.startsWith(`### ${title}\n`) ? change(entry) : entry)).join(""));
    }
    return {
      tracker: createRoadmapTracker({ file }),
      async add(title, state, blockedBy = []) {
        const blockers = blockedBy.length === 0 ? "" : `- **Blocked by:** ${blockedBy.join(", ")}\n`;
        await writeFile(file, `### ${title}\n- **Status:** ${state}\n${blockers}\n`, { flag: "a" });
        return toIdentifier(title);
      },
      setState: (title, state) => edit(title, (entry) => entry.replace(/(Status:\*\* ).*/, `$1${state}`)),
      remove: (title) => edit(title, () => ""),
      breakRecord: (title) => edit(title, (entry) => entry.replace(/(Status:\*\* ).*/, "$1whatever")),
      async breakSource() {
        await rename(file, `${file}.away`);
        await mkdir(file);
      },
      async mendSource() {
        await rmdir(file);
        await rename(`${file}.away`, file);
      },
      dispose: () => rm(directory, { recursive: true, force: true }),
    };
  },
});

describe("the roadmap tracker keeps the contract", () => {
  for (const { name, run } of contract) it(name, run);
});
