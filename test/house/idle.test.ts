// What every server loads at its start, by its import lines: what only some repositories need, and is large, is not among it.
import { describe, expect, it } from "vitest";
import { importsOf, readTree, resolveImport, type SourceTree } from "./source-tree.ts";

/** Where servers begin, and what they load besides for declarations that are plain. */
const STARTS = [
  "src/app/open-server.ts",
  "src/app/hosted/open-app.ts",
  "src/resources/check/check-runnable.ts",
  "src/resources/check/is-plain.ts",
  "src/resources/check/references-of.ts",
];
const LARGE = /^(?:ajv|ajv-formats|re2js|liquidjs|@marcbachmann\/cel-js)(?:\/|$)/;

/** Follows no type import and no `import()`. Each large package, with the file that would bring it. */
function findLarge(tree: SourceTree, starts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  const left = [...starts];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = tree.get(file) ?? "";
    const lines = text.split("\n");
    for (const { line, specifier } of importsOf(file, text)) {
      if (specifier === null || !/^(?:import|export) (?!type\b)/.test(lines[line - 1] ?? "")) continue;
      const target = resolveImport(file, specifier);
      if (target !== null) left.push(target);
      else if (LARGE.test(specifier)) found.push(`${file} loads ${specifier}`);
    }
  }
  return found;
}

describe("a server that starts", () => {
  it("loads nothing that compiles expressions, schemas or templates", () => {
    const tree = readTree(["src"]);
    expect(STARTS.filter((file) => !tree.has(file))).toEqual([]);
    expect(findLarge(tree, STARTS)).toEqual([]);
  });

  it("is searched through imports at the top of files, and through no others", () => {
    const planted = new Map([
      ["src/a.ts", 'import { b } from "./b.ts";\nimport type { Ajv } from "ajv";\nconst load = () => import("re2js");'],
      ["src/b.ts", 'import {\n  c,\n  d,\n} from "./c.ts";'],
      ["src/c.ts", 'import { Ajv2020 } from "ajv/dist/2020.js";'],
    ]);
    expect(findLarge(planted, ["src/a.ts"])).toEqual(["src/c.ts loads ajv/dist/2020.js"]);
  });
});
