// What the App's log says at the start about its coding agents.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { warnWithoutAgent } from "../../../src/app/hosted/warn-without-agent.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";

async function linesOf(variables: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const lines: string[] = [];
  await warnWithoutAgent({ variables }, { warn: (_facts, message) => void lines.push(message) });
  return lines;
}

function directoryWithCodex(): string {
  const place = temporaryDirectory();
  onTestFinished(() => place.dispose());
  writeFileSync(join(place.path, "codex"), "");
  chmodSync(join(place.path, "codex"), 0o755);
  return place.path;
}

describe("the start of the App", () => {
  it("warns once where no coding agent is installed, with what to do", async () => {
    const lines = await linesOf({ PATH: "/nowhere" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^no coding agent is installed where Yardmaster runs: put one of claude, .* on its PATH/);
  });

  it("warns where the one that is named is not installed, and says nothing where one is", async () => {
    const PATH = directoryWithCodex();
    expect((await linesOf({ PATH, YARDMASTER_AGENT: "aider" }))[0]).toContain("install it: `");
    expect(await linesOf({ PATH })).toEqual([]);
  });
});
