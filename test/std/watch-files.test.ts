// Changes of files, as the file system tells them.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FileWatch, watchFiles } from "../../src/std/watch-files.ts";
import { until } from "../support/until.ts";

let directory: string;
let watched: FileWatch;
let changes: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-watch-"));
  changes = 0;
  watched = watchFiles(directory, ["a.yaml"], () => {
    changes += 1;
  });
});
afterEach(() => {
  watched.close();
  rmSync(directory, { recursive: true, force: true });
});

const path = (name: string) => join(directory, name);

describe("files that are watched", () => {
  it("tell when they come, are replaced and go", async () => {
    writeFileSync(path("other"), "2");
    const steps = [() => writeFileSync(path("a.yaml"), "1"), () => renameSync(path("other"), path("a.yaml")), () => rmSync(path("a.yaml"))];
    for (const step of steps) {
      const before = changes;
      step();
      await until(() => changes > before);
    }
  });

  it("that are not there to be watched tell nothing, and it is no error", () => {
    expect(() => watchFiles(path("none"), ["a.yaml"], () => {}).close()).not.toThrow();
  });
});
