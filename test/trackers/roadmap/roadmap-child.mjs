// A process of its own that works on a roadmap file. argv: the directory of a build of the tracker, what to do, and with what.
// Says on its output what the test waits for, or its error as JSON.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [build, action, file, ...given] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${build}/${path}`).href);
const { createRoadmapTracker } = await load("trackers/roadmap/index.js");
const { toIdentifier } = await load("trackers/roadmap/identifier.js");
const { lockPath } = await load("trackers/roadmap/update-file.js");
const { withFileLock } = await load("std/file-lock.js");

const tracker = createRoadmapTracker({ file });
const report = (name, phase, summary) =>
  tracker.report({ issueId: toIdentifier(name), runId: "run_01jd3k9x4m5n6p7q", phase, summary, branch: null, commit: null });

const actions = {
  /** Reports on its own entries, in several steps each, all entries at once. */
  async report() {
    async function work(name) {
      for (const step of ["one", "two"]) await report(name, "working", step);
      await report(name, "completed", name);
    }
    await Promise.all(given.map(work));
  },
  /** Counts one up in the file, read and write apart, as often as it is told. */
  async count() {
    for (let times = Number(given[0]); times > 0; times -= 1) {
      await withFileLock(lockPath(file), async () => {
        const count = Number(await readFile(file, "utf8"));
        await new Promise(setImmediate);
        await writeFile(file, String(count + 1));
      });
    }
  },
  /** Takes the lock and keeps it. */
  hold: () =>
    withFileLock(lockPath(file), async () => {
      console.log("held");
      await new Promise(() => setInterval(() => {}, 1_000));
    }),
  /** Adds notes one after the other, each when a report has come in since; looks whether its notes are still there, as people do. */
  async edit() {
    let last = "";
    const notes = given.map((note) => `Note ${note}\n`);
    for (let missing = notes; missing.length > 0; missing = notes.filter((note) => !readFileSync(file, "utf8").includes(note))) {
      const text = readFileSync(file, "utf8");
      if (text === last) {
        await new Promise(setImmediate);
        continue;
      }
      last = `${text}${missing[0]}`;
      writeFileSync(`${file}~`, last);
      if (readFileSync(file, "utf8") === text) renameSync(`${file}~`, file);
    }
  },
};

try {
  await actions[action]();
  console.log("done");
} catch ({ code, message }) {
  console.log(JSON.stringify({ code, message }));
}
