// docs/stores.md: each manifest on the page holds, and the commands that it shows are there.
import { describe, expect, it } from "vitest";
import { VERBS } from "../../src/cli/verbs.ts";
import { readManifests } from "../../src/resources/manifest/read-manifests.ts";
import { readText } from "./source-tree.ts";

const PAGE = readText("docs/stores.md");
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);

describe("docs/stores.md", () => {
  it("shows manifests that hold", () => {
    const pages = blocks("yaml");
    expect(pages).toHaveLength(2);
    for (const text of pages) expect(readManifests(text, "docs/stores.md").problems).toEqual([]);
  });

  it("shows every verb of `store`", () => {
    const body = VERBS.find(({ name }) => name === "store")?.body;
    const names = typeof body === "object" ? body.map(({ name }) => name) : [];
    const shown = blocks("sh").flatMap((text) => [...text.matchAll(/^yardmaster store (\S+)/gm)].map(([, name = ""]) => name));
    expect(shown.sort()).toEqual([...names].sort());
  });
});
