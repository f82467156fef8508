// docs/data-directory.md names every collection of records that the code keeps, and no other.
import { describe, expect, it } from "vitest";
import { blankComments, readText, readTree, type SourceTree } from "./source-tree.ts";

/** Kept under a name that is made for each repository. */
const NAMED_AFTER_ITS_STREAM = "resources/<path>";

function findCollections(tree: SourceTree): readonly string[] {
  const texts = [...tree].filter(([file]) => !file.startsWith("src/testing/")).map(([, text]) => blankComments(text));
  const everywhere = new Map(texts.flatMap((text) => [...constantsOf(text)]));
  const found = texts.flatMap((text) => {
    const own = constantsOf(text);
    const uses = text.matchAll(/\bcollection: (?:"([^"]*)"|([A-Z_]+)\b)|\bgetDocument\(([A-Z_]+),/g);
    return [...uses].map(([, literal, written, read]) => literal ?? own.get(written ?? read) ?? everywhere.get(written ?? read) ?? "?");
  });
  return [...new Set(found)].sort();
}

function constantsOf(text: string): ReadonlyMap<string | undefined, string | undefined> {
  return new Map([...text.matchAll(/\bconst ([A-Z_]+) = "([^"]*)";/g)].map(([, name, value]) => [name, value]));
}

describe("docs/data-directory.md", () => {
  it("names every collection, once", () => {
    const [, section = ""] = readText("docs/data-directory.md").split("\n### Its records\n");
    const named = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...findCollections(readTree(["src"])), NAMED_AFTER_ITS_STREAM].sort());
  });
});

describe("the guard of collections", () => {
  it("finds those that a constant names, here or elsewhere, and those that are written out", () => {
    const planted = new Map([
      ["src/a.ts", 'const KEPT = "kept-things";\nstore.putDocument({ collection: KEPT, id });\nstore.getDocument(SHARED, id);'],
      [
        "src/b.ts",
        'export const SHARED = "shared-things";\n// collection: "commented"\nconst CURSOR = { collection: "cursor", id: "it" };',
      ],
      ["src/testing/d.ts", 'putDocument({ collection: "of-a-suite" })'],
      ["src/c.ts", 'const KEPT = "other-things";\nstore.listDocuments({ collection: KEPT, limit });\nfunction f(collection: string) {}'],
    ]);
    expect(findCollections(planted)).toEqual(["cursor", "kept-things", "other-things", "shared-things"]);
  });
});
