// A custom kind whose schema takes a second for each instance: the checks end all the same, and nothing is let through unseen.
import { describe, expect, it } from "vitest";
import { applied } from "../resources/check/applied.ts";

const INSTANCES = 10;
const DEFINITION = `apiVersion: orchestrator.dev/v2
kind: CustomResourceDefinition
metadata: { name: slows.test.dev }
spec:
  kind: Slow
  plural: slows
  group: test.dev
  versions: [{ name: v1, schema: { type: object, properties: { a: { type: array, uniqueItems: true, items: { type: object } } } } }]
`;

/** Each of its items is compared with each other one. */
const ITEMS = Array.from({ length: 12_000 }, (_, index) => `{b: ${index}}`).join(", ");

function instance(index: number): string {
  return `apiVersion: test.dev/v1\nkind: Slow\nmetadata: { name: i${index} }\nspec: { a: [${ITEMS}] }\n`;
}

describe("schemas that are slow", () => {
  it("stop the checks of one call after a while, with a problem for each instance", () => {
    const begun = performance.now();
    const { told } = applied([DEFINITION, ...Array.from({ length: INSTANCES }, (_, index) => instance(index))].join("---\n"));
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(told.match(/validation takes longer than 1000 ms/g)?.length).toBeGreaterThan(2);
    expect(told).toContain("was not checked: checks of schemas take longer than 5 s in all");
    expect(told.match(/ error /g)).toHaveLength(INSTANCES);
  });
});
