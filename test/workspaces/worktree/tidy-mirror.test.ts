// What the mirror lets go of, and what it never does.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { message } from "../../../src/testing/workspaces-contract-fixture.ts";
import type { Workspace } from "../../../src/workspaces/workspace.ts";
import { GIT_ENV, runGit } from "../../support/git-repository.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";

const DAY_MS = 24 * 3600 * 1000;
const FOREVER = { maxAgeMs: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER, keep: [] };

let fixture: WorktreeFixture;

beforeEach(() => {
  fixture = openWorktrees();
  onTestFinished(() => fixture.dispose());
});

async function work(identifier: string): Promise<Workspace> {
  const workspace = await fixture.workspaces.provision({ identifier, branch: `yardmaster/${identifier}`, base: null });
  writeFileSync(join(workspace.path, "work.txt"), `${identifier}\n`);
  const author = { name: "Bot", email: "bot@example.invalid" };
  await fixture.workspaces.commit(workspace, { message: "Work", author, at: Date.now() });
  return workspace;
}

const KEPT = ["refs/heads", ...["base", "parted", "seen"].map((kind) => `refs/yardmaster/${kind}`)];

const refs = () =>
  runGit(fixture.mirror(), ["for-each-ref", "--format=%(refname)", ...KEPT])
    .split("\n")
    .filter(Boolean);

describe("tidying the mirror", () => {
  it("lets go of branches that nobody went on with for ninety days, and not a day before", async () => {
    const workspace = await work("A-1");
    await fixture.workspaces.publish(workspace, message());
    await fixture.workspaces.remove(workspace.key);
    fixture.advance(89 * DAY_MS);
    await fixture.workspaces.cleanUp(FOREVER);
    expect(refs()).toEqual(["heads", "yardmaster/base", "yardmaster/seen"].map((kind) => `refs/${kind}/yardmaster/A-1`));
    fixture.advance(2 * DAY_MS);
    await fixture.workspaces.cleanUp(FOREVER);
    expect(refs()).toEqual([]);
    expect(fixture.warnings).toEqual([]);
  });

  it("keeps a branch that has a workspace, however old it is", async () => {
    await work("A-1");
    fixture.advance(400 * DAY_MS);
    await fixture.workspaces.cleanUp(FOREVER);
    expect(refs()).toEqual(["refs/heads/yardmaster/A-1", "refs/yardmaster/base/yardmaster/A-1"]);
  });

  it("lets go of what was kept aside, at once when the default branch has it, else after ninety days", async () => {
    for (const name of ["A-1", "A-2"]) {
      const workspace = await work(name);
      await fixture.workspaces.publish(workspace, message());
      await fixture.workspaces.remove(workspace.key);
      await fixture.workspaces.retire(workspace.branch);
    }
    expect(refs()).toHaveLength(2);
    fixture.source.git("merge", "--quiet", "--no-ff", "yardmaster/A-1");
    await fixture.workspaces.refresh();
    await fixture.workspaces.cleanUp(FOREVER);
    expect(refs()).toEqual([expect.stringContaining("refs/yardmaster/parted/yardmaster/A-2/")]);
    fixture.advance(91 * DAY_MS);
    await fixture.workspaces.cleanUp(FOREVER);
    expect(refs()).toEqual([]);
  });

  it("packs what has piled up together, and workspaces that borrow from it go on", async () => {
    const workspace = await work("A-1");
    const mirror = fixture.mirror();
    const count = (name: string) =>
      runGit(mirror, ["count-objects", "--verbose"])
        .split("\n")
        .find((line) => line.startsWith(`${name}:`));
    for (let pack = 0; pack < 51; pack += 1) {
      const input = `blob\ndata <<E\n${pack}\nE\n`;
      execFileSync("git", ["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"], { cwd: mirror, env: GIT_ENV, input });
    }
    await fixture.workspaces.cleanUp(FOREVER);
    expect(fixture.warnings).toEqual([]);
    expect([count("count"), count("packs")]).toEqual(["count: 0", "packs: 2"]);
    expect(runGit(workspace.path, ["log", "--format=%s"])).toContain("First");
    expect(await fixture.workspaces.diff(workspace)).toContain("work.txt");
  });

  it("says nothing of a mirror that was never filled", async () => {
    await fixture.workspaces.cleanUp(FOREVER);
    expect(fixture.warnings).toEqual([]);
  });
});
