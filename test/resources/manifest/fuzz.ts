// Published manifests with damage, read again and again: nothing may throw, hang or point outside the text.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect } from "vitest";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";

const FOLDER = new URL("../../fixtures/manifests/", import.meta.url);
const TEXTS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => readFileSync(new URL(name, FOLDER), "utf8"));

/** Pieces that mean something to a reader of YAML or of manifests. */
const PIECES = [
  ...["\n", "\t", " ", "  ", ": ", "- ", "---\n", "...\n", "? ", "|\n", ">-\n", "# ", "%YAML 1.1\n"],
  ...["[", "]", "{", "}", ",", "&a ", "*a", "!!set ", "!x ", '"', "'", "\\", "\u0000", "\uFEFF", "é", "😀", "\r\n"],
  ...[
    "null",
    "~",
    "no",
    "1e999",
    ".inf",
    "0x1F",
    "-1",
    "9007199254740993",
    "2026-01-01",
    "<<: *a\n",
    "__proto__: 1\n",
    "constructor: {}\n",
  ],
  ...[
    "steps:",
    "kind: Workflow\n",
    "kind: Trigger\n",
    "spec: []\n",
    "type: spawn_tasks\n",
    "chain_steps: [{ id: a }]\n",
    "check: 1\n",
    "ttl_days: x\n",
  ],
];

const damage = fc.record({
  /** Where, as parts of the whole. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  /** How much is taken away. */
  cut: fc.nat({ max: 40 }),
  piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })),
  times: fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat({ max: 300 }) }),
});

const damaged = fc
  .record({ text: fc.constantFrom(...TEXTS), damages: fc.array(damage, { minLength: 1, maxLength: 6 }) })
  .map(({ text, damages }) =>
    damages.reduce((sofar, { at, cut, piece, times }) => {
      const start = Math.floor(at * sofar.length);
      return sofar.slice(0, start) + piece.repeat(times) + sofar.slice(start + cut);
    }, text),
  );

const SLOWEST_MS = 5000;

/** @param seed two runs with one seed read the same texts. */
export function fuzzManifests(documents: number, seed: number): void {
  fc.assert(
    fc.property(damaged, (text) => {
      const before = performance.now();
      const { manifests, problems } = readManifests(text, "m.yaml");
      expect(performance.now() - before).toBeLessThan(SLOWEST_MS);
      const lines = text.split("\n").length;
      for (const { line, column } of problems) expect([line >= 1 && line <= lines + 1, column >= 1]).toEqual([true, true]);
      for (const { entry, spec, line, placeOf } of manifests) {
        expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
        expect(line).toBeLessThanOrEqual(lines);
        for (const { path } of [...(entry?.references(spec) ?? []), ...(entry?.expressions(spec) ?? [])]) {
          expect(placeOf(`spec.${path}`).line).toBeLessThanOrEqual(lines);
        }
      }
    }),
    { numRuns: documents, seed },
  );
}
