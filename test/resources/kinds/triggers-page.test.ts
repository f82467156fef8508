// docs/triggers.md, held against the program: its manifests hold, and it names every source.
import { describe, expect, it } from "vitest";
import { TRIGGER_SOURCES } from "../../../src/resources/kinds/trigger-rules.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { readText } from "../../house/source-tree.ts";

const PAGE = readText("docs/triggers.md");

describe("the page about triggers", () => {
  it.each(Array.from(PAGE.matchAll(/```yaml\n(.*?)```/gs), ([, text = ""]) => text))("has a manifest that holds: %s", (text) => {
    const { manifests, problems } = readManifests(text, "docs/triggers.md");
    expect(problems).toEqual([]);
    expect(manifests).toHaveLength(1);
  });

  it("names every source", () => {
    expect(TRIGGER_SOURCES.filter((source) => !PAGE.includes(`\`${source}\``) && !PAGE.includes(`source: ${source}`))).toEqual([]);
  });
});
