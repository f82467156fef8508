// What npm would publish: every promise of package.json is kept by the build. Needs `npm run build` first, as `npm test` does.
import { accessSync, constants, existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ROOT, readText } from "./source-tree.ts";

const Package = z.object({
  license: z.string(),
  engines: z.object({ node: z.string() }),
  bin: z.record(z.string(), z.string()),
  exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  files: z.array(z.string()),
});
type Package = z.infer<typeof Package>;

/** `read` answers null for a file that does not exist. */
function packageViolations(manifest: Package, read: (path: string) => string | null): readonly string[] {
  const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
  const bins = Object.entries(manifest.bin);
  return [
    ...[...new Set([...targets, ...bins.map(([, path]) => path)])]
      .filter((path) => read(path) === null)
      .map((path) => `${path} does not exist`),
    ...bins
      .filter(([, path]) => read(path)?.startsWith("#!/usr/bin/env node\n") === false)
      .map(([name, path]) => `${name}: ${path} does not start with a shebang for node`),
  ];
}

const Lock = z.object({ packages: z.record(z.string(), z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() })) });

/** npm leaves other platforms' packages out of the lockfile when it cannot read about them; `npm ci` then refuses the whole file. */
function missingFromLock({ packages }: z.infer<typeof Lock>): readonly string[] {
  const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  return optional.filter((name) => !(`node_modules/${name}` in packages));
}

describe("package.json", () => {
  const manifest = Package.parse(JSON.parse(readText("package.json")));

  it("names only files that the build makes", () => {
    expect(packageViolations(manifest, (path) => (existsSync(`${ROOT}${path}`) ? readText(path) : null))).toEqual([]);
  });

  it("names commands that the build leaves executable", () => {
    for (const path of Object.values(manifest.bin)) expect(() => accessSync(`${ROOT}${path}`, constants.X_OK)).not.toThrow();
  });

  it("publishes every page that README.md leads to", () => {
    const pages = [...readText("README.md").matchAll(/\]\(([^):#]+)[^)]*\)/g)].map(([, page = ""]) => page);
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.filter((page) => !manifest.files.some((entry) => page === entry || page.startsWith(`${entry}/`)))).toEqual([]);
  });

  it("publishes only what exists", () => {
    expect(manifest.files.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  });

  it("says MIT, as the license does", () => {
    expect(manifest.license).toBe("MIT");
    expect(readText("LICENSE")).toMatch(/^MIT License\n/);
  });

  it("asks for the Node versions that CONTRIBUTING.md names", () => {
    expect(readText("CONTRIBUTING.md")).toContain(manifest.engines.node);
  });

  it("is installed by `npm ci` on every platform", () => {
    expect(missingFromLock(Lock.parse(JSON.parse(readText("package-lock.json"))))).toEqual([]);
  });

  it("is guarded against a missing target and a missing shebang", () => {
    const planted = { ...manifest, bin: { gone: "gone.js", plain: "plain.js" }, exports: { ".": { types: "index.d.ts" } } };
    const files: Readonly<Record<string, string>> = { "plain.js": "import './x.js';\n" };
    expect(packageViolations(planted, (path) => files[path] ?? null)).toEqual([
      "index.d.ts does not exist",
      "gone.js does not exist",
      "plain: plain.js does not start with a shebang for node",
    ]);
  });

  it("is guarded against a lockfile with holes", () => {
    const packages = {
      "node_modules/tool": { optionalDependencies: { "tool-linux": "1.0.0", "tool-darwin": "1.0.0" } },
      "node_modules/tool-linux": {},
    };
    expect(missingFromLock({ packages })).toEqual(["tool-darwin"]);
  });
});
