// Directories with those above them, and places where none can be made.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeDirectory } from "../../src/std/make-directory.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

function place(): string {
  const { path, dispose } = temporaryDirectory();
  onTestFinished(dispose);
  return path;
}

it("makes a directory and those above it, with the mode that is asked for", async () => {
  const path = join(place(), "a/b/c");
  await makeDirectory(path, 0o700);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
});

it("leaves one that is there as it is", async () => {
  const path = join(place(), "a");
  mkdirSync(path, { mode: 0o755 });
  await makeDirectory(path, 0o700);
  expect(statSync(path).mode & 0o777).toBe(0o755);
});

it("makes it once for all who ask at the same time", async () => {
  for (const name of Array.from({ length: 50 }, (_, index) => `a${index}`)) {
    const path = join(place(), name, "b/c");
    await Promise.all([path, join(path, ".."), join(path, "../.."), path, join(path, "../d/e")].map((each) => makeDirectory(each)));
    expect(statSync(path).isDirectory()).toBe(true);
  }
});

it("gives up where a file stands in the way, or the system lets nobody make one", async () => {
  const path = place();
  writeFileSync(join(path, "file"), "");
  await expect(makeDirectory(join(path, "file/a/b"))).rejects.toMatchObject({ code: "ENOTDIR" });
  await expect(makeDirectory(join(path, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  if (process.platform === "linux") await expect(makeDirectory("/proc/yardmaster/a/b")).rejects.toMatchObject({ code: "ENOENT" });
});
