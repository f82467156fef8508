// What a manifest that holds carries: its envelope, its spec in one spelling, and the way back to its places.
import { describe, expect, it } from "vitest";
import { parsePath, type ReadManifest, toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { toManifest } from "./told.ts";

function readOne(text: string, project?: string): ReadManifest {
  const { manifests, problems } = readManifests(text, "m.yaml", project === undefined ? {} : { project });
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const [manifest] = manifests;
  if (manifest === undefined) throw new TypeError("no manifest was read");
  return manifest;
}

const STORE = `
# The context of all workflows.
apiVersion: orchestrator.dev/v2
kind: WorkflowStore
metadata:
  name: context
  labels: { team: platform }
spec:
  backend: file
  retention: { ttl_days: 2 }
  colour: red
`;

describe("a manifest that was read", () => {
  it("is a resource in one spelling, without defaults and unknown keys", () => {
    expect(toResource(readOne(STORE, "demo"), "apply")).toEqual({
      apiVersion: "orchestrator.dev/v2",
      kind: "WorkflowStore",
      metadata: { name: "context", project: "demo", labels: { team: "platform" }, annotations: {} },
      spec: { provider: "file", retention: { ttl_seconds: 172_800 } },
      source: {
        origin: "apply",
        file: "m.yaml",
        line: 3,
        lines: { "metadata.labels.team": 7, "spec.provider": 9, "spec.retention.ttl_seconds": 10 },
      },
    });
  });

  it("has the same spec in whatever order and spelling it was written", () => {
    const other = readOne(toManifest("WorkflowStore", "context", "retention: { ttl_seconds: 172800 }\nprovider: file"));
    expect(JSON.stringify(other.spec)).toBe(JSON.stringify(readOne(STORE).spec));
  });

  it("belongs to the project that it names, else to the one that is given, else to default", () => {
    const named = STORE.replace("name: context", "name: context\n  project: own");
    expect(
      [readOne(named), readOne(named, "own"), readOne(STORE, "given"), readOne(STORE)].map(({ metadata }) => metadata.project),
    ).toEqual(["own", "own", "given", "default"]);
  });

  it("shows the place of a part, also of one in another spelling", () => {
    const manifest = readOne(STORE);
    expect(manifest.placeOf("spec.provider")).toEqual({ line: 9, column: 12 });
    expect(manifest.placeOf(["spec", "retention", "ttl_seconds"])).toEqual({ line: 10, column: 26 });
    expect(manifest.placeOf("metadata.name")).toEqual({ line: 6, column: 9 });
    expect(manifest.placeOf("spec.schema.properties")).toEqual({ line: 9, column: 3 });
  });

  it("tells problems that others find under the spelling of its author", () => {
    expect(readOne(STORE).toProblem("spec.provider", "is not installed", { hint: "install it" })).toEqual({
      file: "m.yaml",
      line: 9,
      column: 12,
      path: "spec.backend",
      message: "is not installed",
      hint: "install it",
      severity: "error",
    });
  });

  it("shows places inside a list of manifests, and inside what an alias stands for", () => {
    const list = `[{"apiVersion": "a/v1", "kind": "A", "metadata": {"name": "a"}},\n {"apiVersion": "a/v1", "kind": "A", "metadata": {"name": "b"}, "spec": {"x": [1, 2]}}]`;
    const [, second] = readManifests(list, "m.json").manifests;
    expect(second?.line).toBe(2);
    expect(second?.placeOf("spec.x[1]")).toEqual({ line: 2, column: 83 });
    const aliased = readOne("apiVersion: a/v1\nkind: A\nmetadata: { name: a }\nspec:\n  one: &one { deep: [1] }\n  two: *one\n");
    expect(aliased.spec).toEqual({ one: { deep: [1] }, two: { deep: [1] } });
    expect(aliased.placeOf("spec.two.deep[0]")).toEqual({ line: 6, column: 8 });
  });

  it("means by an alias the anchor that stood before it", () => {
    const { spec } = readOne("apiVersion: a/v1\nkind: A\nmetadata: { name: a }\nspec: { a: &x 1, b: &y [*x], c: &x 2, d: *y, e: *x }\n");
    expect(spec).toEqual({ a: 1, b: [1], c: 2, d: [1], e: 2 });
  });

  it("takes a custom kind as it is written", () => {
    const { entry, spec, kind } = readOne("apiVersion: a/v1\nkind: A\nmetadata: { name: a }\nspec: { any: [1, null, { x: y }] }\n");
    expect({ entry, spec, kind }).toEqual({ entry: null, spec: { any: [1, null, { x: "y" }] }, kind: "A" });
  });

  it("takes the key without a value for one that is left out", () => {
    expect(readOne(toManifest("Workspace", "main", "root_path: .\nticket_dir:\nhealth_policy:")).spec).toEqual({ root_path: "." });
  });

  it("reads a mark of byte order, and lines that end as on Windows", () => {
    const manifest = readOne(`\uFEFF${STORE.replaceAll("\n", "\r\n")}`);
    expect(manifest.placeOf("spec.provider")).toEqual({ line: 9, column: 12 });
  });

  it("tells no more problems than anyone reads", () => {
    const many = Array.from({ length: 1500 }, (_, index) => toManifest("Agent", `a${index}`, 'command: ""')).join("---\n");
    const { manifests, problems } = readManifests(many, "m.yaml");
    expect(manifests).toEqual([]);
    expect(problems).toHaveLength(1001);
    expect(problems.at(-1)?.message).toBe("there are more errors, which are not listed");
  });

  it("is not lost for many warnings", () => {
    const many = Array.from({ length: 1500 }, (_, index) => toManifest("Workspace", `w${index}`, "root_path: .\ncolour: red")).join(
      "---\n",
    );
    const { manifests, problems } = readManifests(many, "m.yaml");
    expect(manifests).toHaveLength(1500);
    expect(problems.map(({ severity }) => severity)).toEqual(Array(1001).fill("warning"));
  });
});

describe("a path", () => {
  it("is read as references and expressions write it", () => {
    expect(parsePath("steps[2].behavior.post_actions[0].store")).toEqual(["steps", 2, "behavior", "post_actions", 0, "store"]);
    expect(parsePath("")).toEqual([]);
  });
});
