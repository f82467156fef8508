// What a change of a declaration comes to, value by value.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toFieldChanges } from "../../../src/core/resources/field-changes.ts";
import { aStore, declared } from "./declared.ts";

const flow = (spec: Readonly<Record<string, unknown>>, labels = {}) => declared("Workflow", "build", spec, { labels });

describe("the fields that change", () => {
  it("are those whose values differ, at their places", () => {
    const before = flow({ steps: [{ id: "test", command: "npm test" }, { id: "lint" }], loop: { mode: "once" } }, { team: "web" });
    const after = flow({ steps: [{ id: "test", command: "npm run test" }], max_parallel: 2 }, { team: "core" });
    expect(toFieldChanges(before, after)).toEqual([
      { path: "metadata.labels.team", from: "web", to: "core" },
      { path: "spec.steps[0].command", from: "npm test", to: "npm run test" },
      { path: "spec.steps[1]", from: { id: "lint" } },
      { path: "spec.loop", from: { mode: "once" } },
      { path: "spec.max_parallel", to: 2 },
    ]);
  });

  it("are none where only the order of keys, or where it stands, is another", () => {
    const one = declared("EnvStore", "e", { data: { A: "1", B: "2" } });
    expect(toFieldChanges(one, declared("EnvStore", "e", { data: { B: "2", A: "1" } }, { line: 9 }))).toEqual([]);
  });

  it("of a secret store are told by their names", () => {
    const secrets = (data: Readonly<Record<string, unknown>>) => ({ ...aStore("SecretStore", "s", []), spec: { data } });
    const changes = toFieldChanges(secrets({ A: "hunter2", B: "same", C: "old" }), secrets({ A: "hunter3", B: "same", D: "new" }));
    expect(changes).toEqual([
      { path: "spec.data.A", from: "***", to: "***" },
      { path: "spec.data.C", from: "***" },
      { path: "spec.data.D", to: "***" },
    ]);
  });

  it("are told of a null that comes or goes: it is a value", () => {
    const none = declared("Book", "b", {});
    const some = declared("Book", "b", { a: null });
    expect(toFieldChanges(none, some)).toEqual([{ path: "spec.a", to: null }]);
    expect(toFieldChanges(some, none)).toEqual([{ path: "spec.a", from: null }]);
  });

  it("are some exactly when the specs differ, whatever they hold", () => {
    const spec = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((map) => JSON.parse(JSON.stringify(map)) as object);
    fc.assert(
      fc.property(spec, spec, (one, other) => {
        const changes = toFieldChanges(declared("Agent", "a", { ...one }), declared("Agent", "a", { ...other }));
        expect(toFieldChanges(declared("Agent", "a", { ...one }), declared("Agent", "a", { ...one }))).toEqual([]);
        expect(changes.length === 0).toBe(sorted(one) === sorted(other));
      }),
    );
  });
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
