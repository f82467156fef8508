// Who may know whom: the table of ARCHITECTURE.md as data, held against every import line of src.
// The second guard beside Biome's import rules, and independent of them; it also looks for impurity in core.
import { describe, expect, it } from "vitest";
import { blankComments, importsOf, readTree, resolveImport, type SourceTree } from "./source-tree.ts";

const ROOMS = ["store", "engine", "trackers", "agents", "sandbox", "workspaces", "forge"];
const DOORS = ["bot", "http", "cli"];
/** What others may know of a room. Rendering has one implementation, so it has no folders, but it has a contract. */
const CONTRACTS = [
  ...["store/store", "store/log-store", "engine/engine", "trackers/tracker", "agents/agent", "sandbox/sandbox"],
  ...["workspaces/workspace", "forge/forge", "rendering/renderer", "rendering/scopes"],
].map((name) => `src/${name}.ts`);

/** Besides itself, a place may know these. `own` means of the same room. Packages: all, none, or the ones listed. */
const TABLE: Readonly<Record<string, { readonly knows: readonly string[]; readonly packages: "all" | readonly string[] }>> = {
  core: { knows: [], packages: ["zod"] },
  std: { knows: [], packages: "all" },
  contract: { knows: ["core"], packages: [] },
  registry: { knows: ["own contract", "own shared", "own implementation", "core"], packages: [] },
  // What several implementations of one room have in common: a file beside the contract.
  shared: { knows: ["own contract", "core", "std"], packages: "all" },
  implementation: { knows: ["own contract", "own shared", "core", "std"], packages: "all" },
  resources: { knows: ["core", "std"], packages: "all" },
  rendering: { knows: ["own contract", "core", "std"], packages: "all" },
  runtime: { knows: ["contract", "core", "std"], packages: "all" },
  door: { knows: ["runtime", "core", "resources", "rendering", "own contract", "std"], packages: "all" },
  app: {
    knows: ["door", "runtime", "registry", "implementation", "contract", "resources", "rendering", "core", "std"],
    packages: "all",
  },
  testing: { knows: ["contract", "registry", "implementation", "rendering", "core", "std"], packages: "all" },
  face: { knows: ["app", "runtime", "registry", "implementation", "contract", "resources", "rendering", "core", "std"], packages: "all" },
};

interface Place {
  readonly layer: string;
  readonly room: string;
  /** Files of one unit may know each other. */
  readonly unit: string;
}

function placeOf(file: string): Place | null {
  const [, room = "", ...rest] = file.split("/");
  const place = (layer: string, unit = room): Place => ({ layer, room, unit });
  if (file === "src/index.ts") return place("face");
  if (CONTRACTS.includes(file)) return place("contract", `${room} contract`);
  if (DOORS.includes(room)) return place("door");
  if (!ROOMS.includes(room)) return room in TABLE ? place(room) : null;
  if (rest.length > 1) return place("implementation", `${room}/${rest[0]}`);
  return rest[0] === "index.ts" ? place("registry", file) : place("shared", `${room} shared`);
}

function mayKnow(from: Place, to: Place): boolean {
  if (from.unit === to.unit) return true;
  const knows = TABLE[from.layer]?.knows ?? [];
  // Whoever may know all of a room may know its contract.
  return knows.includes(to.layer) || knows.includes(to.room) || (from.room === to.room && knows.includes(`own ${to.layer}`));
}

function layerViolations(tree: SourceTree): readonly string[] {
  return [...tree].flatMap(([file, text]) => {
    const from = placeOf(file);
    if (from === null) return [`${file}: this folder has no row in the table`];
    return importsOf(file, text).flatMap(({ line, specifier }) => {
      if (specifier === null) return [`${file}:${line} imports something that cannot be read`];
      const target = resolveImport(file, specifier);
      if (target === null) {
        const packages = TABLE[from.layer]?.packages ?? [];
        return packages === "all" || packages.includes(specifier) ? [] : [`${file}:${line} ${from.layer} imports ${specifier}`];
      }
      // package.json and other files outside src are data, not knowledge.
      if (!target.startsWith("src/")) return from.layer === "core" ? [`${file}:${line} core imports ${target}`] : [];
      const to = placeOf(target);
      return to !== null && mayKnow(from, to) ? [] : [`${file}:${line} ${from.layer} imports ${target}`];
    });
  });
}

const IMPURE =
  /(?<![\w.$])(?:Date|performance|process|fetch|console|setTimeout|setInterval|setImmediate|queueMicrotask|crypto|Buffer|globalThis|require|eval)\b(?!\s*\??:)|\bMath\.random\b|\bimport\.meta\b/g;

function impurities(tree: SourceTree): readonly string[] {
  return [...tree]
    .filter(([file]) => file.startsWith("src/core/"))
    .flatMap(([file, text]) => {
      const lines = blankComments(text)
        .replace(/"(?:\\.|[^"\\\n])*"/g, '""')
        .split("\n");
      return lines.flatMap((line, index) => [...line.matchAll(IMPURE)].map((match) => `${file}:${index + 1} core uses ${match[0]}`));
    });
}

const SOURCE = readTree(["src"]);

describe("the layers", () => {
  it("hold in every import line", () => {
    expect(SOURCE.size).toBeGreaterThan(10);
    expect(layerViolations(SOURCE)).toEqual([]);
  });

  it("leave core pure", () => {
    expect(impurities(SOURCE)).toEqual([]);
  });
});

describe("the guard of the layers", () => {
  const plant = (files: Readonly<Record<string, string>>): SourceTree => new Map(Object.entries(files));

  it("finds every kind of import that steps over the table", () => {
    const planted = plant({
      "src/core/run/decide.ts": [
        'import { readFile } from "node:fs/promises";',
        'import { z } from "zod";',
        'import type { RunId } from "../ids.ts";',
        'import type {\n  Clock,\n} from "../../std/clock.ts";',
        'type Exec = import("../../std/exec.ts").ExecResult;',
      ].join("\n"),
      "src/std/exec.ts": 'export { YardmasterError } from "../core/errors.ts";',
      "src/store/store.ts": 'import { Kysely } from "kysely";\nimport type { Claim } from "./sqlite/claim.ts";',
      "src/store/index.ts": 'export const stores = {\n  // () => import(...)\n  sqlite: () => import("./sqlite/index.ts"),\n};',
      "src/store/sqlite/index.ts": [
        'import { Kysely } from "kysely";',
        'import type { Store } from "../store.ts";',
        'import { escape } from "../postgres/escape.ts";',
        'import type { Tracker } from "../../trackers/tracker.ts";',
        "const late = await import(name);",
      ].join("\n"),
      "src/agents/turn-result.ts":
        'import type { Agent } from "./agent.ts";\nimport { exec } from "../std/exec.ts";\nimport "./command/index.ts";',
      "src/agents/command/index.ts": 'import { toTurnResult } from "../turn-result.ts";',
      "src/runtime/perform.ts":
        'import { toTurnResult } from "../agents/turn-result.ts";\nimport type { Agent } from "../agents/agent.ts";\nexport * from "../agents/command/index.ts";',
      "src/cli/run.ts": 'import { start } from "../app/start.ts";\nimport "./help.ts";',
      "src/bot/reply.ts":
        'import type { Renderer } from "../rendering/renderer.ts";\nimport type { Store } from "../store/store.ts";\nimport { parse } from "../cli/run.ts";',
      "src/app/start.ts": 'const worker = new Worker(new URL("../testing/index.ts", import.meta.url));',
      "src/utils/text.ts": "export const nothing = 0;",
    });
    expect(layerViolations(planted)).toEqual([
      "src/core/run/decide.ts:1 core imports node:fs/promises",
      "src/core/run/decide.ts:4 core imports src/std/clock.ts",
      "src/core/run/decide.ts:7 core imports src/std/exec.ts",
      "src/std/exec.ts:1 std imports src/core/errors.ts",
      "src/store/store.ts:1 contract imports kysely",
      "src/store/store.ts:2 contract imports src/store/sqlite/claim.ts",
      "src/store/sqlite/index.ts:3 implementation imports src/store/postgres/escape.ts",
      "src/store/sqlite/index.ts:4 implementation imports src/trackers/tracker.ts",
      "src/store/sqlite/index.ts:5 imports something that cannot be read",
      "src/agents/turn-result.ts:3 shared imports src/agents/command/index.ts",
      "src/runtime/perform.ts:1 runtime imports src/agents/turn-result.ts",
      "src/runtime/perform.ts:3 runtime imports src/agents/command/index.ts",
      "src/cli/run.ts:1 door imports src/app/start.ts",
      "src/bot/reply.ts:2 door imports src/store/store.ts",
      "src/bot/reply.ts:3 door imports src/cli/run.ts",
      "src/app/start.ts:1 app imports src/testing/index.ts",
      "src/utils/text.ts: this folder has no row in the table",
    ]);
  });

  it("finds time, chance and the world in core, but not in its comments", () => {
    const planted = plant({
      "src/core/run/decide.ts": [
        "// Date and process are facts.",
        "const at = Date.now();",
        "const id = `run-${Math.random()}`;",
        'const home = process.env["HOME"];',
        'const word = "the process ended";',
        "const fact = facts.process;",
      ].join("\n"),
      "src/std/clock.ts": "const at = Date.now();",
    });
    expect(impurities(planted)).toEqual([
      "src/core/run/decide.ts:2 core uses Date",
      "src/core/run/decide.ts:3 core uses Math.random",
      "src/core/run/decide.ts:4 core uses process",
    ]);
  });
});
