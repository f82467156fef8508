// Secrets under another key: the declarations are replaced where they stand, and nobody hears of a change.
import { describe, expect, it } from "vitest";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { applyResourceEvents, NO_RESOURCES, toDeclarations } from "../../../src/core/resources/state.ts";

const store = (name: string, sealed: string, origin: Resource["source"]["origin"] = "apply"): Resource => ({
  apiVersion: "orchestrator.dev/v2",
  kind: "SecretStore",
  metadata: { name, project: "default", labels: {}, annotations: {} },
  spec: { data: { KEY: sealed } },
  source: { origin, file: "-", line: 1 },
});
const applied = (resource: Resource) => ({ type: "resource.applied", resource, at: 1 }) as const;
const resealed = (...resources: readonly Resource[]) => ({ type: "resources.resealed", resources, at: 2 }) as const;

describe("declarations that are sealed again", () => {
  const before = applyResourceEvents(NO_RESOURCES, [
    applied(store("a", "1")),
    applied(store("a", "2", "repository")),
    applied(store("b", "3")),
  ]);

  it("take the place of those of the same origin, with version and revisions as they were", () => {
    const after = applyResourceEvents(before, [resealed(store("a", "2'", "repository"), store("b", "3'"))]);
    expect(toDeclarations(after)).toEqual([store("a", "1"), store("a", "2'", "repository"), store("b", "3'")]);
    expect(after.version).toBe(before.version);
    expect([...after.resources.values()].map(({ revision }) => revision)).toEqual(
      [...before.resources.values()].map(({ revision }) => revision),
    );
  });

  it("bring nothing back that is gone", () => {
    const gone = applyResourceEvents(before, [
      { type: "resource.deleted", kind: "SecretStore", name: "b", project: "default", origin: "apply", at: 2 },
      resealed(store("b", "3'"), store("a", "9", "builtin")),
    ]);
    expect(toDeclarations(gone)).toEqual([store("a", "1"), store("a", "2", "repository")]);
  });

  it("leave the state that was given as it was", () => {
    applyResourceEvents(before, [resealed(store("b", "3'"))]);
    expect(toDeclarations(before)).toContainEqual(store("b", "3"));
  });
});
