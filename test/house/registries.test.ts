// A room's registry lists exactly the implementations that stand in it, each under its folder's name.
import { describe, expect, it } from "vitest";
import { blankComments, importsOf, readTree, type SourceTree } from "./source-tree.ts";

const ROOMS = ["store", "trackers", "agents", "workspaces", "engine", "forge"];

// `kind: () => import("./folder/…")`; what stands between arrow and import is the registry's own business.
const ENTRY = /["']?([\w-]+)["']?\s*:\s*(?:async\s*)?\([^)]*\)\s*=>[^:]*?\bimport\(\s*"\.\/([\w-]+)\//g;

function registryViolations(room: string, tree: SourceTree): readonly string[] {
  const folders = new Set([...tree.keys()].flatMap((file) => new RegExp(`^src/${room}/([^/]+)/`).exec(file)?.[1] ?? []));
  const index = `src/${room}/index.ts`;
  const text = tree.get(index);
  if (text === undefined) return folders.size === 0 ? [] : [`${index} is missing`];

  const entries = [...blankComments(text).matchAll(ENTRY)].map(([, kind = "", folder = ""]) => ({ kind, folder }));
  const listed = new Set(entries.map(({ folder }) => folder));
  const loaded = importsOf(index, text).flatMap(({ specifier }) => /^\.\/([\w-]+)\//.exec(specifier ?? "")?.[1] ?? []);
  return [
    ...entries.filter(({ kind, folder }) => kind !== folder).map(({ kind, folder }) => `${index}: "${kind}" loads ${folder}/`),
    ...[...folders].filter((folder) => !listed.has(folder)).map((folder) => `${index} does not list ${folder}/`),
    ...[...listed].filter((folder) => !folders.has(folder)).map((folder) => `${index} lists ${folder}/, which does not exist`),
    ...loaded.filter((folder) => !listed.has(folder)).map((folder) => `${index} imports ${folder}/ outside its registry`),
  ];
}

describe("the registries", () => {
  it.each(ROOMS)("list what stands in %s", (room) => {
    expect(registryViolations(room, readTree([`src/${room}`]))).toEqual([]);
  });
});

describe("the guard of the registries", () => {
  it("finds an implementation that is missing, misnamed, gone or loaded elsewhere", () => {
    const planted = new Map([
      [
        "src/store/index.ts",
        [
          'import { helper } from "./postgres/helper.ts";',
          "export const stores = {",
          '  sqlite: () => import("./sqlite/index.ts"),',
          '  memory: async (settings) => (await import("./volatile/index.ts")).create(settings),',
          '  gone: () => import("./gone/index.ts"),',
          "};",
        ].join("\n"),
      ],
      ["src/store/sqlite/index.ts", ""],
      ["src/store/volatile/index.ts", ""],
      ["src/store/postgres/index.ts", ""],
    ]);
    expect(registryViolations("store", planted)).toEqual([
      'src/store/index.ts: "memory" loads volatile/',
      "src/store/index.ts does not list postgres/",
      "src/store/index.ts lists gone/, which does not exist",
      "src/store/index.ts imports postgres/ outside its registry",
    ]);
  });

  it("misses a registry where there are implementations", () => {
    expect(registryViolations("agents", new Map([["src/agents/command/index.ts", ""]]))).toEqual(["src/agents/index.ts is missing"]);
  });
});
