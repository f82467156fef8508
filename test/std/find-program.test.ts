// Finding a program without running it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findProgram } from "../../src/std/find-program.ts";

const directory = mkdtempSync(join(tmpdir(), "find-program-"));
const program = join(directory, "agent");
writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
writeFileSync(join(directory, "text"), "");
chmodSync(join(directory, "text"), 0o644);
mkdirSync(join(directory, "folder"));
afterAll(() => rmSync(directory, { recursive: true }));

describe("finding a program", () => {
  it.each([
    ["on the search path", "agent", `/nowhere:${directory}`, program],
    ["by its path", program, "", program],
    ["not by a name that is nowhere", "agent", "/nowhere", null],
    ["not a file that cannot be run", "text", directory, null],
    ["not a directory", "folder", directory, null],
    ["not nothing", "", directory, null],
  ])("%s", async (_, name, searchPath, found) => {
    expect(await findProgram(name, searchPath)).toBe(found);
  });
});
