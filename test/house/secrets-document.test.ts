// docs/secrets.md: its manifest holds, and it shows every verb of `secret key` in a form that the verb accepts.
import { describe, expect, it } from "vitest";
import type { VerbEntry } from "../../src/cli/verb.ts";
import { VERBS } from "../../src/cli/verbs.ts";
import { readManifests } from "../../src/resources/manifest/read-manifests.ts";
import { readText } from "./source-tree.ts";

const PAGE = readText("docs/secrets.md");
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);

function namesBelow(path: readonly string[], entries: readonly VerbEntry[] = VERBS): readonly string[] {
  const [first, ...rest] = path;
  if (first === undefined) return entries.map(({ name }) => name);
  const body = entries.find(({ name }) => name === first)?.body;
  return typeof body === "object" ? namesBelow(rest, body) : [];
}

describe("docs/secrets.md", () => {
  it("shows a manifest that holds", () => {
    const pages = blocks("yaml");
    expect(pages).toHaveLength(1);
    for (const text of pages) expect(readManifests(text, "docs/secrets.md").problems).toEqual([]);
  });

  it("shows every verb of `secret key`", () => {
    const shown = blocks("sh").flatMap((text) => [...text.matchAll(/^yardmaster secret key (\S+)/gm)].map(([, name = ""]) => name));
    expect([...new Set(shown)].sort()).toEqual([...namesBelow(["secret", "key"])].sort());
  });
});
