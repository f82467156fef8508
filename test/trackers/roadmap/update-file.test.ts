// Changing a file that others change too: nothing of theirs is lost, and nothing but the bytes is different afterwards.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRoadmapTracker } from "../../../src/trackers/roadmap/index.ts";
import { updateFile } from "../../../src/trackers/roadmap/update-file.ts";
import { makeOld, readText, reportOn, scratchRoadmap } from "./scratch.ts";

const ONE = "### One\n- **Status:** planned\n";
const append = (line: string) => (bytes: Buffer) => Buffer.concat([bytes, Buffer.from(line)]);
const now = () => Date.now();

describe("an update", () => {
  it("changes the bytes and keeps the mode", async () => {
    const file = await scratchRoadmap(ONE);
    await chmod(file, 0o640);
    await updateFile(file, now, append("more\n"));
    expect(await readText(file)).toBe(`${ONE}more\n`);
    expect((await stat(file)).mode & 0o7777).toBe(0o640);
  });

  it("leaves nothing beside the file", async () => {
    const file = await scratchRoadmap(ONE);
    await updateFile(file, now, append("more\n"));
    await updateFile(file, now, (bytes) => bytes);
    expect(await readdir(dirname(file))).toEqual(["roadmap.md"]);
  });

  it("of nothing writes nothing", async () => {
    const file = await scratchRoadmap(ONE);
    const before = await stat(file, { bigint: true });
    await updateFile(file, now, () => null);
    await updateFile(file, now, (bytes) => Buffer.from(bytes));
    const after = await stat(file, { bigint: true });
    expect([after.mtimeNs, after.ctimeNs, after.ino]).toEqual([before.mtimeNs, before.ctimeNs, before.ino]);
  });

  it("goes through a symbolic link to the file behind it", async () => {
    const file = await scratchRoadmap(ONE);
    const directory = join(dirname(file), "docs");
    await mkdir(directory);
    const link = join(directory, "roadmap.md");
    await symlink("../roadmap.md", link);
    await updateFile(link, now, append("more\n"));
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readText(file)).toBe(`${ONE}more\n`);
    expect(await readdir(directory)).toEqual(["roadmap.md"]);
  });

  it.each([
    ["in place", (file: string, text: string) => writeFileSync(file, text)],
    [
      "atomically",
      (file: string, text: string) => {
        writeFileSync(`${file}~`, text);
        renameSync(`${file}~`, file);
      },
    ],
  ])("starts over when someone saves %s in between", async (_, save) => {
    const file = await scratchRoadmap("one\n");
    let saves = 0;
    await updateFile(file, now, (bytes) => {
      // The same length both times, so that only the bytes tell.
      if (saves < 3) save(file, `${["two", "six", "ten"][saves]}\n`);
      saves += 1;
      return append("ours\n")(bytes);
    });
    expect(await readText(file)).toBe("ten\nours\n");
    expect(saves).toBe(4);
    expect(await readdir(dirname(file))).toEqual(["roadmap.md"]);
  });

  it("gives up in words when others never stop", async () => {
    const file = await scratchRoadmap("0");
    let saves = 0;
    const update = updateFile(file, now, (bytes) => {
      saves += 1;
      writeFileSync(file, String(saves));
      return append("ours")(bytes);
    });
    await expect(update).rejects.toMatchObject({
      code: "tracker.unavailable",
      message: `reporting to the roadmap ${file}: others keep changing it`,
    });
    expect(await readText(file)).toBe(String(saves));
  });

  it("leaves a read-only file alone and says so", async () => {
    const file = await scratchRoadmap(ONE);
    await chmod(file, 0o444);
    await expect(updateFile(file, now, append("more"))).rejects.toMatchObject({
      code: "tracker.unavailable",
      message: `reporting to the roadmap ${file}: the file is read-only`,
    });
    expect(await readText(file)).toBe(ONE);
    expect(await readdir(dirname(file))).toEqual(["roadmap.md"]);
  });

  it("sweeps up what a killed process left, and nothing else", async () => {
    const file = await scratchRoadmap(ONE);
    const directory = dirname(file);
    const names = [".roadmap.md.old.yardmaster", ".roadmap.md.new.yardmaster", ".roadmap.md.swp", ".other.md.old.yardmaster"];
    for (const name of names) await writeFile(join(directory, name), "x");
    for (const name of names.filter((name) => !name.includes("new"))) await makeOld(join(directory, name));
    await updateFile(file, now, append("more\n"));
    expect((await readdir(directory)).sort()).toEqual([...names.slice(1), "roadmap.md"].sort());
  });

  it("of many at once loses none", async () => {
    const file = await scratchRoadmap("");
    await makeOld(file);
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}\n`);
    await Promise.all(lines.map((line) => updateFile(file, now, append(line))));
    expect((await readText(file)).split(/(?<=\n)/).sort()).toEqual([...lines].sort());
  });
});

describe("a report", () => {
  it("changes its two places in the bytes of the file and nothing else", async () => {
    const head = Buffer.from("\ufeff---\r\nproject: x\r\n---\r\n\r\n## 🚀\r\n\r\n### One \t\r\n\r\n-\t**Status:**\t");
    const tail = Buffer.from("\u00a0 \r\n- **Spec:** é  ");
    const file = await scratchRoadmap(Buffer.concat([head, Buffer.from("planned"), tail]));
    await createRoadmapTracker({ file }).report(reportOn("One"));
    const added = "\r\n- **Progress:** step 1 of 3: plan (run run_01jd3k9x4m5n6p7q)";
    expect(await readFile(file)).toEqual(Buffer.concat([head, Buffer.from("in-progress"), tail, Buffer.from(added)]));
  });

  it("of what is there already does not touch the file", async () => {
    const file = await scratchRoadmap(ONE);
    const tracker = createRoadmapTracker({ file });
    await tracker.report(reportOn("One"));
    await makeOld(file);
    const before = await stat(file, { bigint: true });
    await tracker.report(reportOn("One"));
    await tracker.report(reportOn("Nobody"));
    const after = await stat(file, { bigint: true });
    expect([after.mtimeNs, after.ctimeNs, after.ino]).toEqual([before.mtimeNs, before.ctimeNs, before.ino]);
  });

  it("on every entry at once arrives on every entry", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `Entry ${n}`);
    const file = await scratchRoadmap(names.map((name) => `### ${name}\n- **Status:** planned\n`).join(""));
    const [one, two] = [createRoadmapTracker({ file }), createRoadmapTracker({ file })];
    await Promise.all(names.map((name, n) => (n % 2 === 0 ? one : two).report(reportOn(name, { phase: "completed", summary: name }))));
    const expected = names.map((name) => `### ${name}\n- **Status:** done\n- **Progress:** ${name} (run run_01jd3k9x4m5n6p7q)\n`).join("");
    expect(await readText(file)).toBe(expected);
  });
});

describe("a person who edits while reports come in", () => {
  /** Saves as careful editors do: beside the file, then over it, and again when the file is not what was edited. */
  function edit(file: string, change: (text: string) => string): void {
    for (;;) {
      const text = readFileSync(file, "utf8");
      writeFileSync(`${file}~`, change(text));
      if (readFileSync(file, "utf8") !== text) continue;
      renameSync(`${file}~`, file);
      return;
    }
  }

  it("loses no edit, and the last reports stand", async () => {
    const names = ["One", "Two", "Three"];
    const file = await scratchRoadmap(names.map((name) => `### ${name}\n- **Status:** planned\n\n`).join(""));
    const tracker = createRoadmapTracker({ file });
    let reporting = true;

    async function person(): Promise<number> {
      let edits = 0;
      while (reporting) {
        edits += 1;
        edit(file, (text) => text.replace("### Two\n", `Note ${edits}\n\n### Two\n`));
        const { ino } = await stat(file);
        while (reporting && (await stat(file)).ino === ino);
      }
      return edits;
    }
    async function reports(name: string): Promise<void> {
      for (let step = 1; step <= 15; step += 1) await tracker.report(reportOn(name, { summary: `step ${step}` }));
    }
    const editing = person();
    await Promise.all(names.map(reports)).finally(() => {
      reporting = false;
    });
    const edits = await editing;
    await Promise.all(names.map((name) => tracker.report(reportOn(name, { summary: "step 15" }))));

    const text = await readText(file);
    const notes = [...text.matchAll(/^Note (\d+)$/gm)].map(([, n]) => Number(n));
    expect(notes).toEqual(Array.from({ length: edits }, (_, n) => n + 1));
    const withoutNotes = text.replace(/Note \d+\n\n/g, "");
    expect(withoutNotes).toBe(
      names.map((name) => `### ${name}\n- **Status:** in-progress\n- **Progress:** step 15 (run run_01jd3k9x4m5n6p7q)\n\n`).join(""),
    );
  });
});
