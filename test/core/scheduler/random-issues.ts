// Random issues for property tests: few states, priorities and dates, so that ties and full states are common. Ids never repeat in a list.
import fc from "fast-check";
import type { Issue } from "../../../src/core/issue.ts";
import { anIssue } from "../an-issue.ts";

const DATES = [null, "2025-06-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-02-20T08:30:00.000Z"];

export function issues(size: { readonly minLength?: number; readonly maxLength?: number } = {}): fc.Arbitrary<Issue[]> {
  const parts = fc.record({
    state: fc.constantFrom("planned", "In-Progress", " planned ", "review"),
    priority: fc.constantFrom(null, 1, 2, 3, 4, 9),
    createdAt: fc.constantFrom(...DATES),
    identifier: fc.constantFrom("a", "b", "C", "a-10", "a-9"),
  });
  return fc.array(parts, size).map((list) => list.map((different, index) => anIssue(`id-${index}`, different)));
}
