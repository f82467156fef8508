// A guard that reads nothing passes everything: the real Biome configuration is run over a planted house.
// A line ending in `//! rule` must be reported for that rule, and no other line for anything.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLANTED } from "./planted-house.ts";
import { ROOT } from "./source-tree.ts";

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
  }[];
}

function expectedFindings(): readonly string[] {
  return Object.entries(PLANTED).flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) => {
      const rule = /\/\/! (\w+)$/.exec(line)?.[1];
      return rule === undefined ? [] : [`${path}:${index + 1} ${rule}`];
    }),
  );
}

describe("Biome's rules", () => {
  let house: string;

  beforeAll(async () => {
    house = await mkdtemp(join(tmpdir(), "planted-house-"));
    for (const file of ["biome.json", "biome.layers.json", "package.json", ".gitignore"]) await cp(join(ROOT, file), join(house, file));
    for (const [path, text] of Object.entries(PLANTED)) {
      await mkdir(dirname(join(house, path)), { recursive: true });
      await writeFile(join(house, path), text);
    }
  });

  afterAll(() => rm(house, { recursive: true, force: true }));

  it("report every planted violation and nothing else", async () => {
    const report = await lint(house);
    const found = report.diagnostics.map(
      ({ category, location }) => `${location.path}:${Math.max(1, location.start.line)} ${category.split("/").at(-1)}`,
    );
    expect([...new Set(found)].sort()).toEqual([...expectedFindings()].sort());
  });
});

async function lint(directory: string): Promise<Report> {
  const args = ["lint", "--reporter=json", "--max-diagnostics=500", "--error-on-warnings", "src", "test", "example.config.ts"];
  const biome = join(ROOT, "node_modules/.bin/biome");
  const { stdout } = await promisify(execFile)(biome, args, { cwd: directory, maxBuffer: 2 ** 24 }).catch(
    (error: { readonly stdout: string }) => error,
  );
  return JSON.parse(stdout) as Report;
}
