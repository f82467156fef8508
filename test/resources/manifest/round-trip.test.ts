// Whatever a manifest says, what is printed of it reads as the same again: as YAML and as JSON, and nothing in it reaches a terminal.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toManifestData } from "../../../src/cli/manifest-data.ts";
import { toJson, toYaml } from "../../../src/cli/print-data.ts";
import { toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { hasObeyed } from "../../../src/std/safe-text.ts";
import { type Manifest, manifests } from "../../support/generate-resources.ts";

function read(text: string): readonly Manifest[] {
  const { manifests: found, problems } = readManifests(text, "m.yaml");
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return found.map((manifest) => toManifestData(toResource(manifest, "apply"), null) as unknown as Manifest);
}

async function print(all: readonly Manifest[]): Promise<readonly string[]> {
  return [(await Promise.all(all.map(toYaml))).join("---\n"), toJson(all)];
}

describe("a manifest that is printed", () => {
  it("reads as the same again", async () => {
    const property = fc.asyncProperty(manifests(30), async (written) => {
      const first = read(JSON.stringify(written));
      expect(first).toHaveLength(written.length);
      for (const text of await print(first)) {
        expect(read(Buffer.from(text).toString())).toEqual(first);
        expect(hasObeyed(text)).toBe(false);
      }
    });
    await fc.assert(property, { numRuns: 15 });
  });
});
