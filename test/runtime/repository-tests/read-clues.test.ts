// What is read at the top of a workspace that an agent may have prepared.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readClues } from "../../../src/runtime/repository-tests/read-clues.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";

describe("the clues in a workspace", () => {
  it("are names, and the texts of a few files", async ({ onTestFinished }) => {
    const { path, dispose } = temporaryDirectory();
    onTestFinished(dispose);
    writeFileSync(join(path, "package.json"), "{}");
    writeFileSync(join(path, "secret.txt"), "x");
    mkdirSync(join(path, "tests"));
    expect(await readClues(path)).toEqual({
      names: new Set(["package.json", "secret.txt", "tests"]),
      texts: new Map([["package.json", "{}"]]),
    });
  });

  it("are none behind links, in pipes, in directories, and in what is too large", async ({ onTestFinished }) => {
    const { path, dispose } = temporaryDirectory();
    onTestFinished(dispose);
    symlinkSync("/etc/passwd", join(path, "package.json"));
    execFileSync("sh", ["-c", "mkfifo Makefile"], { cwd: path });
    mkdirSync(join(path, "setup.cfg"));
    writeFileSync(join(path, "pyproject.toml"), "#".repeat(1024 * 1024 + 1));
    expect((await readClues(path)).texts).toEqual(new Map());
  });
});
