// The line of every value, as provenance keeps it.
import { describe, expect, it } from "vitest";
import { toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { toManifest } from "./told.ts";

function linesOf(text: string, index = 0): Readonly<Record<string, number>> {
  const manifest = readManifests(text, "m.yaml").manifests[index];
  if (manifest === undefined) throw new TypeError("no manifest was read");
  return toResource(manifest, "repository").source.lines ?? {};
}

describe("the lines of a resource", () => {
  it("are those of its values, at any depth, under the names that are stored", () => {
    const text = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata:
  name: build
  annotations:
    "example.com/owner":
      me
spec:
  steps:
    - id: plan
      step_vars: {}
    - { id: test, behavior: { captures: [{ var: a, source: stdout }] } }
  safety:
    invariants:
      - id: green
        check:
          command: |
            npm test
            npm run lint
          expect: ok
        on_violation: abort
`;
    expect(linesOf(text)).toEqual({
      'metadata.annotations["example.com/owner"]': 7,
      "spec.steps[0].id": 10,
      "spec.steps[0].step_vars": 11,
      "spec.steps[1].id": 12,
      "spec.steps[1].behavior.captures[0].var": 12,
      "spec.steps[1].behavior.captures[0].source": 12,
      "spec.safety.invariants[0].name": 15,
      "spec.safety.invariants[0].command": 17,
      "spec.safety.invariants[0].expect": 20,
      "spec.safety.invariants[0].on_violation": 21,
    });
  });

  it("are those of the file, whichever document or list a manifest stands in", () => {
    const first = toManifest("Project", "a", "description: one");
    expect(
      linesOf(`${first}---\n- ${first.trimEnd().replaceAll("\n", "\n  ")}\n- ${first.trimEnd().replaceAll("\n", "\n  ")}\n`, 2),
    ).toEqual({
      "spec.description": 16,
    });
  });

  it("are the alias's where a value is another one's", () => {
    expect(linesOf("apiVersion: a/v1\nkind: A\nmetadata: { name: a }\nspec:\n  one: &one { deep: [1] }\n  two: *one\n")).toEqual({
      "spec.one.deep[0]": 5,
      "spec.two.deep[0]": 6,
    });
  });

  it("are kept for so many values and no more", () => {
    const data = Array.from({ length: 20_000 }, (_, index) => `K${index}: v`);
    const lines = linesOf(toManifest("EnvStore", "large", `data:\n  ${data.join("\n  ")}`));
    expect([Object.keys(lines).length, lines["spec.data.K0"], lines["spec.data.K9999"]]).toEqual([10_000, 6, 10_005]);
  });
});
