// Bytes below a directory.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { measureDirectory } from "../../src/std/directory-size.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

it("a directory is as large as the files below it, links left out", async () => {
  const { path, dispose } = temporaryDirectory();
  onTestFinished(dispose);
  expect(await measureDirectory(join(path, "nowhere"))).toBe(0);
  expect(await measureDirectory(path)).toBe(0);
  mkdirSync(join(path, "a/b"), { recursive: true });
  writeFileSync(join(path, "a/b/one"), "12345");
  writeFileSync(join(path, "two"), "123");
  symlinkSync(join(path, "a"), join(path, "loop"));
  symlinkSync("..", join(path, "a/up"));
  expect(await measureDirectory(path)).toBe(8);
});
