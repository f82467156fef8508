// What is known of presets before one is loaded: the same names wherever they are named, and no variable that is another's.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { agents } from "../../src/agents/index.ts";
import { PRESET_NAMES, PRESETS } from "../../src/agents/presets.ts";

describe("the presets", () => {
  it("are kinds of agents", () => {
    expect(PRESET_NAMES.filter((name) => !Object.hasOwn(agents, name))).toEqual([]);
  });

  it("are preferred in a fixed order", () => {
    expect(PRESET_NAMES).toEqual(["claude", "codex", "gemini", "opencode", "copilot", "aider"]);
  });

  it("name variables of theirs, and never those by which the server itself reaches a forge", () => {
    const names = Object.values(PRESETS).flatMap(({ variables }): readonly string[] => variables);
    expect(names.filter((name) => !/^[A-Z][A-Z0-9_]+$/.test(name))).toEqual([]);
    expect(names.filter((name) => ["GITHUB_TOKEN", "GH_TOKEN"].includes(name) || name.startsWith("YARDMASTER_"))).toEqual([]);
  });

  it("stand in the page about agents with the variables that each gets", () => {
    const page = readFileSync(new URL("../../docs/agents.md", import.meta.url), "utf8");
    const rows = PRESET_NAMES.map((name) => `| \`${name}\` | ${PRESETS[name].variables.map((variable) => `\`${variable}\``).join(", ")} |`);
    expect(rows.filter((row) => !page.includes(`${row}\n`))).toEqual([]);
  });
});
