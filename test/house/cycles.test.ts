// No file reaches itself through its imports, type imports included: a ring is one file in disguise.
import { describe, expect, it } from "vitest";
import { importsOf, readTree, resolveImport, type SourceTree } from "./source-tree.ts";

/** One ring for each import that closes one, as the path that leads back to its start. */
function findCycles(tree: SourceTree): readonly string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];

  function visit(file: string): void {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push([...trail.slice(start), file].join(" → "));
    if (start >= 0 || done.has(file)) return;
    trail.push(file);
    for (const { specifier } of importsOf(file, tree.get(file) ?? "")) {
      const target = specifier === null ? null : resolveImport(file, specifier);
      if (target !== null && tree.has(target)) visit(target);
    }
    trail.pop();
    done.add(file);
  }

  for (const file of tree.keys()) visit(file);
  return cycles;
}

describe("the import graph", () => {
  it("has no cycle in src", () => {
    expect(findCycles(readTree(["src"]))).toEqual([]);
  });

  it("has no cycle in test", () => {
    expect(findCycles(readTree(["test"]))).toEqual([]);
  });

  it("is searched through type imports and dynamic imports", () => {
    const planted = new Map([
      ["src/a.ts", 'import type { B } from "./room/b.ts";'],
      ["src/room/b.ts", 'export const load = () => import("./c.ts");'],
      ["src/room/c.ts", 'export { a } from "../a.ts";\nimport "./d.ts";'],
      ["src/room/d.ts", 'import { z } from "zod";'],
    ]);
    expect(findCycles(planted)).toEqual(["src/a.ts → src/room/b.ts → src/room/c.ts → src/a.ts"]);
  });
});
