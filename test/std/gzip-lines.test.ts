// A compressed file is whole or not there.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeGzipLines } from "../../src/std/gzip-lines.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

function aDirectory(): string {
  const { path, dispose } = temporaryDirectory();
  onTestFinished(dispose);
  return path;
}

async function* lines(...all: readonly string[]): AsyncIterable<string> {
  yield* all;
}

describe("a compressed file of lines", () => {
  it("holds them, in a directory that is made for it, for its owner alone", async () => {
    const file = join(aDirectory(), "deep/er/lines.gz");
    await writeGzipLines(file, lines("one", "漢字", ""));
    expect(gunzipSync(readFileSync(file)).toString()).toBe("one\n漢字\n\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is not there when the lines break off", async () => {
    const directory = aDirectory();
    async function* breaking(): AsyncIterable<string> {
      yield "one";
      throw new Error("no more");
    }
    await expect(writeGzipLines(join(directory, "lines.gz"), breaking())).rejects.toThrow("no more");
    expect(readdirSync(directory)).toEqual([]);
  });

  it("may have more lines than fit in one piece", async () => {
    const file = join(aDirectory(), "lines.gz");
    const many = Array.from({ length: 5000 }, (_, n) => `${n} ${"x".repeat(100)}`);
    await writeGzipLines(file, lines(...many));
    expect(gunzipSync(readFileSync(file)).toString()).toBe(`${many.join("\n")}\n`);
  });

  it("is not begun where another is unfinished under its name, which stays", async () => {
    const directory = aDirectory();
    writeFileSync(join(directory, "lines.gz.partial"), "another's");
    await expect(writeGzipLines(join(directory, "lines.gz"), lines("one"))).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(join(directory, "lines.gz.partial"), "utf8")).toBe("another's");
  });
});
