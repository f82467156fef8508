// Several processes on one roadmap: each of them is heard, and a dead one holds nobody up.
import { chmod, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createRoadmapTracker } from "../../../src/trackers/roadmap/index.ts";
import { buildTracker, type RoadmapProcess, startRoadmapProcess, type TrackerBuild } from "./roadmap-process.ts";
import { readText, reportOn, scratchRoadmap } from "./scratch.ts";

let build: TrackerBuild;
beforeAll(async () => {
  build = await buildTracker();
});
afterAll(() => build.dispose());

function start(argv: readonly string[], user?: { readonly uid: number; readonly gid: number }): RoadmapProcess {
  const child = startRoadmapProcess(build, argv, user);
  onTestFinished(() => child.kill());
  return child;
}

describe("two processes", () => {
  it("that report at once both arrive, in every entry", async () => {
    const names = Array.from({ length: 16 }, (_, n) => `Entry ${n}`);
    const file = await scratchRoadmap(names.map((name) => `### ${name}\n- **Status:** planned\n`).join(""));
    const children = [start(["report", file, ...names.slice(0, 8)]), start(["report", file, ...names.slice(8)])];
    expect(await Promise.all(children.map((child) => child.next()))).toEqual(["done", "done"]);
    const expected = names.map((name) => `### ${name}\n- **Status:** done\n- **Progress:** ${name} (run run_01jd3k9x4m5n6p7q)\n`).join("");
    expect(await readText(file)).toBe(expected);
  });

  it("take turns under the lock", async () => {
    const file = await scratchRoadmap("0");
    const children = [start(["count", file, "100"]), start(["count", file, "100"]), start(["count", file, "100"])];
    expect(await Promise.all(children.map((child) => child.next()))).toEqual(["done", "done", "done"]);
    expect(await readText(file)).toBe("300");
  });
});

describe("a process that is killed while it holds the lock", () => {
  it("does not keep a report from being written", async () => {
    const file = await scratchRoadmap("### One\n- **Status:** planned\n");
    const child = start(["hold", file]);
    expect(await child.next()).toBe("held");
    await child.kill();
    const started = performance.now();
    await createRoadmapTracker({ file }).report(reportOn("One"));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await readText(file)).toContain("in-progress");
  });
});

describe("a person in another program", () => {
  it("and the reports both have the last word about what is theirs", async () => {
    const file = await scratchRoadmap("### One\n- **Status:** planned\n\n### Two\n- **Status:** planned\n\n## Notes\n\n");
    const notes = Array.from({ length: 20 }, (_, n) => `${n}.`);
    const child = start(["edit", file, ...notes]);
    const tracker = createRoadmapTracker({ file });
    let editing = true;
    const ended = child.next().finally(() => {
      editing = false;
    });
    for (let step = 1; editing; step += 1) {
      await tracker.report(reportOn("One", { summary: `step ${step}` }));
      await tracker.report(reportOn("Two", { summary: `step ${step}` }));
    }
    expect(await ended).toBe("done");
    await tracker.report(reportOn("One", { summary: "last" }));
    await tracker.report(reportOn("Two", { summary: "last" }));

    const [entries = "", added = ""] = (await readText(file)).split("## Notes\n\n");
    const patched = (name: string) => `### ${name}\n- **Status:** in-progress\n- **Progress:** last (run run_01jd3k9x4m5n6p7q)\n\n`;
    expect(entries).toBe(patched("One") + patched("Two"));
    expect([...new Set(added.split("\n"))].filter((line) => line !== "").sort()).toEqual(notes.map((note) => `Note ${note}`).sort());
  });
});

describe("a directory in which nothing may be made", () => {
  it("keeps the report out, in words", async () => {
    const file = await scratchRoadmap("### One\n- **Status:** planned\n");
    await writeFile(file, "### One\n- **Status:** planned\n");
    await chmod(file, 0o666);
    await chmod(dirname(file), 0o555);
    onTestFinished(() => chmod(dirname(file), 0o755));
    // Root may write anywhere, so the process is nobody's.
    const child = start(["report", file, "One"], process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined);
    const said: unknown = JSON.parse((await child.next()) ?? "null");
    expect(said).toEqual({ code: "tracker.unavailable", message: `reporting to the roadmap ${file}: permission denied` });
    expect(await readText(file)).toContain("planned");
  });
});
