// Five thousand resources of every kind, with any text anywhere: applied, exported, and applied to an empty project, they are the same.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUILTIN_KINDS } from "../../src/core/resources/resource.ts";
import { createCommandLine } from "../support/command-line.ts";
import { type Manifest, manifests } from "../support/generate-resources.ts";

const COUNT = 5000;
/** One document holds at most a million words. */
const PART = 1000;
const EXPORT = ["manifest", "export", "--with-secrets", "--yes", "--project"];

describe("five thousand resources", () => {
  it("of every kind are the same after a way round", async () => {
    const property = fc.asyncProperty(manifests(COUNT), async (written) => {
      expect(new Set(written.map(({ kind }) => kind))).toEqual(new Set([...BUILTIN_KINDS, ...customKinds(written)]));
      const line = createCommandLine();
      try {
        line.write("all.json", JSON.stringify(written));
        expect(toCounts(await line.run(["apply", "-f", "all.json", "-p", "one"]))).toEqual({ created: written.length });
        const one = await line.run([...EXPORT, "one"]);
        line.write("one.yaml", one.out);
        expect(toCounts(await line.run(["apply", "-f", "one.yaml", "-p", "one"]))).toEqual({ unchanged: written.length });
        expect(toCounts(await line.run(["apply", "-f", "one.yaml", "-p", "two"]))).toEqual({ created: written.length });
        expect((await line.run([...EXPORT, "two"])).out).toBe(one.out);
        const listed = JSON.parse((await line.run([...EXPORT, "two", "-o", "json"])).out) as readonly Manifest[];
        for (let from = 0; from < listed.length; from += PART)
          line.write(`parts/${from}.json`, JSON.stringify(listed.slice(from, from + PART)));
        expect(toCounts(await line.run(["apply", "-f", "parts", "-p", "three"]))).toEqual({ created: written.length });
        expect((await line.run([...EXPORT, "three"])).out).toBe(one.out);
      } finally {
        line.dispose();
      }
    });
    await fc.assert(property, { numRuns: 3, endOnFailure: true, reporter: withoutCounterexample });
  });
});

/** Five thousand resources are no message; the seed is enough to have them again. */
function withoutCounterexample<T>({ failed, seed, counterexamplePath, errorInstance }: fc.RunDetails<T>): void {
  if (failed) throw new Error(`with the seed ${seed}, path ${counterexamplePath}`, { cause: errorInstance });
}

function customKinds(written: readonly Manifest[]): readonly string[] {
  return written.filter(({ apiVersion }) => apiVersion === "generated.dev/v1").map(({ kind }) => kind);
}

/** How many resources became what. */
function toCounts({ exit, out, err }: { readonly exit: number; readonly out: string; readonly err: string }): object {
  if (exit !== 0) throw new Error(err.slice(0, 5000));
  const counts: Record<string, number> = {};
  for (const [, change = ""] of out.matchAll(/^\S+\/\S+ (\w+) \(project: /gm)) counts[change] = (counts[change] ?? 0) + 1;
  return counts;
}
