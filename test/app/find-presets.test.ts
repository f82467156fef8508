// Which coding agents are installed, and which of them is meant where none is named.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findFirstPreset, findPresets } from "../../src/app/find-presets.ts";
import { openPreset } from "../../src/app/open-preset.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

function install(...programs: readonly string[]): string {
  const directory = join(temporaryDirectory().path, "bin");
  mkdirSync(directory);
  for (const program of programs) writeFileSync(join(directory, program), "", { mode: 0o755 });
  return directory;
}

describe("the coding agents on PATH", () => {
  it("are told in the order in which they are preferred, wherever they lie", async () => {
    const [first, second] = [install("aider", "gemini"), install("codex", "gemini")];
    expect(await findPresets({ PATH: `${first}:/nowhere:${second}` })).toEqual([
      { name: "codex", path: join(second, "codex") },
      { name: "gemini", path: join(first, "gemini") },
      { name: "aider", path: join(first, "aider") },
    ]);
  });

  it("are none where a name is no program", async () => {
    const directory = install();
    writeFileSync(join(directory, "codex"), "", { mode: 0o644 });
    symlinkSync("/nowhere", join(directory, "claude"));
    mkdirSync(join(directory, "gemini"));
    expect(await findPresets({ PATH: directory })).toEqual([]);
    expect(await findPresets({})).toEqual([]);
  });
});

describe("the coding agent that is meant where none is named", () => {
  it("is the first, or the one that the environment names", async () => {
    const PATH = install("codex", "aider");
    expect(await findFirstPreset({ PATH })).toEqual({ name: "codex" });
    expect(await findFirstPreset({ PATH, YARDMASTER_AGENT: "aider" })).toEqual({ name: "aider" });
    expect(await findFirstPreset({ PATH, YARDMASTER_AGENT: "" })).toEqual({ name: "codex" });
  });

  it("is none in place of the one that the environment names", async () => {
    const found = await findFirstPreset({ PATH: install("codex"), YARDMASTER_AGENT: "gemini" });
    expect(found).toMatchObject({ name: null, hint: "install it: `npm install -g @google/gemini-cli`" });
  });

  it("is a mistake when the environment names what is none", async () => {
    await expect(findFirstPreset({ PATH: "", YARDMASTER_AGENT: "toString" })).rejects.toMatchObject({
      code: "app.environment",
      message: "reading the environment: YARDMASTER_AGENT: toString is no coding agent that is known",
      hint: "one of claude, codex, gemini, opencode, copilot, aider",
    });
    await expect(findFirstPreset({ PATH: "", YARDMASTER_AGENT: "claud" })).rejects.toMatchObject({ hint: "did you mean claude?" });
  });

  it("is told to someone on the forge as what they cannot mend themselves", async () => {
    expect(await findFirstPreset({ PATH: "" }, "guest")).toEqual({
      name: null,
      message: "no coding agent is installed where Yardmaster runs",
      hint: "whoever runs the server can install one of claude, codex, gemini, opencode, copilot, aider; then ask again",
    });
    expect(await findFirstPreset({ PATH: "", YARDMASTER_AGENT: "aider" }, "guest")).toMatchObject({
      hint: expect.stringMatching(/^whoever runs the server can install it: `.*`; then ask again$/),
    });
    expect(await findFirstPreset({ PATH: install("claude"), YARDMASTER_AGENT: "claud" }, "guest")).toEqual({
      name: null,
      message: "this server's coding agent is set up wrongly (`YARDMASTER_AGENT`)",
      hint: "whoever runs the server can fix that",
    });
  });
});

describe("a preset", () => {
  it("is opened by its name, and only by one that is known", async () => {
    const plain = { program: null, model: null, args: null };
    expect((await openPreset({ name: "opencode", ...plain }, "/bin")).kind).toBe("opencode");
    await expect(openPreset({ name: "of-tomorrow", ...plain }, "/bin")).rejects.toMatchObject({ code: "config.invalid" });
  });
});
