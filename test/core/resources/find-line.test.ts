// Where a part of a resource stands, when only the lines of its values are known.
import { describe, expect, it } from "vitest";
import { findLine } from "../../../src/core/resources/find-line.ts";

const lines = { "spec.command": 4, "spec.env[0].name": 7, "spec.env[0].value": 8, "spec.env[10].name": 9, 'metadata.labels["a.b"]': 2 };
const at = (path: string) => findLine({ origin: "apply", file: "a.yaml", line: 1, lines }, path);

describe("the line of a part", () => {
  it("is that of the value, of the first value inside it, or of what is around it", () => {
    expect([at("spec.command"), at("spec.env[0].value"), at("spec.env[0]"), at("spec.env"), at("spec")]).toEqual([4, 8, 7, 7, 4]);
    expect([at("spec.env[1]"), at("spec.env[0].refValue.key"), at("spec.comman"), at("metadata.labels")]).toEqual([7, 7, 4, 2]);
  });

  it("is that of the declaration where nothing nearer is known", () => {
    expect([at(""), at("kind"), at("metadata.name")]).toEqual([1, 1, 2]);
    expect(findLine({ origin: "builtin", file: "b", line: 3, lines: {} }, "spec.command")).toBe(3);
  });
});
