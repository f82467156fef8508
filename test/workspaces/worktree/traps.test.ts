// An agent may write anything in its workspace. Each trap here is first sprung by plain git in the workspace, which shows that it is
// live, and then everything Yardmaster does with the workspace must leave it alone.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { message, request } from "../../../src/testing/workspaces-contract-fixture.ts";
import type { Workspace } from "../../../src/workspaces/workspace.ts";
import { createGitRepository, runGit, writeScript } from "../../support/git-repository.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";

let fixture: WorktreeFixture;
let workspace: Workspace;
let fired: string;
let trap: string;

beforeEach(async () => {
  fixture = openWorktrees();
  fired = join(fixture.directory, "fired");
  trap = writeScript(join(fixture.directory, "trap"), `echo x > ${fired}; cat`);
  // A submodule of the project, as most checkouts have it: not filled.
  const inner = createGitRepository(join(fixture.directory, "inner"));
  fixture.source.git("update-index", "--add", "--cacheinfo", `160000,${inner.head("main")},vendor`);
  fixture.source.git("commit", "--quiet", "--message", "Add a submodule");
  workspace = await fixture.workspaces.provision(request("A-1"));
});

afterEach(() => fixture.dispose());

interface Trap {
  readonly name: string;
  plant(path: string): void;
  /** What a host that trusts the workspace would run. */
  spring(path: string): void;
}

const traps: readonly Trap[] = [
  {
    name: "core.fsmonitor in the workspace's configuration",
    plant: (path) => runGit(path, ["config", "core.fsmonitor", trap]),
    spring: (path) => runGit(path, ["status"]),
  },
  {
    name: "diff.external in the workspace's configuration",
    plant(path) {
      runGit(path, ["config", "diff.external", trap]);
      writeFileSync(join(path, "README.md"), "edited\n");
    },
    spring: (path) => runGit(path, ["diff"]),
  },
  {
    name: "hooks in the workspace's git directory",
    plant(path) {
      for (const hook of ["pre-commit", "pre-push", "post-checkout", "post-index-change", "reference-transaction"]) {
        writeScript(join(path, ".git/hooks", hook), `echo x > ${fired}`);
      }
    },
    spring: (path) => runGit(path, ["push", "--quiet", fixture.source.path, "HEAD:refs/heads/sprung"]),
  },
  {
    name: "a commondir that leads to another configuration",
    plant(path) {
      plantEvilDirectory(path);
      writeFileSync(join(path, ".git/commondir"), `${join(path, "evil")}\n`);
    },
    spring: (path) => runGit(path, ["status"]),
  },
  {
    name: "a .git file that leads elsewhere",
    plant(path) {
      plantEvilDirectory(path);
      rmSync(join(path, ".git"), { recursive: true });
      writeFileSync(join(path, ".git"), `gitdir: ${join(path, "evil")}\n`);
    },
    spring: (path) => runGit(path, ["status"]),
  },
  {
    name: "a filter named in .gitattributes",
    plant(path) {
      writeFileSync(join(path, ".gitattributes"), "* filter=evil diff=evil merge=evil\n");
      for (const key of ["filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv"])
        runGit(path, ["config", key, trap]);
      runGit(path, ["config", "--unset", "filter.evil.process"]);
    },
    spring: (path) => runGit(path, ["add", ".gitattributes"]),
  },
  {
    name: "a nested repository with an evil configuration",
    plant(path) {
      const nested = createGitRepository(join(path, "nested"));
      nested.git("config", "core.fsmonitor", trap);
      writeFileSync(join(nested.path, "README.md"), "edited\n");
    },
    spring: springSubmodule("nested"),
  },
  {
    name: "a nested repository by a .git file",
    plant(path) {
      const nested = createGitRepository(join(path, "nested"));
      nested.git("config", "core.fsmonitor", trap);
      runGit(path, ["init", "--quiet", "--separate-git-dir", join(path, "hidden"), "nested"]);
      writeFileSync(join(nested.path, "README.md"), "edited\n");
    },
    spring: springSubmodule("nested"),
  },
  {
    name: "a filled submodule with an evil configuration",
    plant(path) {
      const vendor = createGitRepository(join(path, "vendor"));
      vendor.git("config", "core.fsmonitor", trap);
      writeFileSync(join(vendor.path, "README.md"), "edited\n");
      writeFileSync(join(path, ".gitmodules"), `[submodule "vendor"]\n\tpath = vendor\n\turl = ext::${trap}\n\n`);
    },
    spring: springSubmodule("vendor"),
  },
];

describe("runs nothing of the agent's", () => {
  for (const { name, plant, spring } of traps) {
    it(`when it plants ${name}`, async () => {
      plant(workspace.path);
      spring(workspace.path);
      expect(existsSync(fired), "the trap is live").toBe(true);
      rmSync(fired);

      const { workspaces } = fixture;
      await workspaces.commit(workspace, message());
      writeFileSync(join(workspace.path, "work.txt"), "work\n");
      await workspaces.commit(workspace, message("Again"));
      await workspaces.publish(workspace, message());
      expect(fixture.source.files(workspace.branch)["work.txt"]).toBe("work\n");
      await workspaces.provision(request("A-1"));
      await workspaces.provision(request("A-2"));
      await workspaces.cleanUp({ maxAgeMs: 0, maxBytes: 0, keep: [workspace.key] });
      await workspaces.remove(workspace.key);
      expect(existsSync(fired)).toBe(false);
    });
  }

  it("when the mirror's own configuration was changed: it is written again before use", async () => {
    const mirror = fixture.mirror();
    const config = readFileSync(join(mirror, "config"), "utf8");
    for (const [key, value] of [
      ["core.fsmonitor", trap],
      ["core.alternateRefsCommand", trap],
      ["filter.evil.clean", trap],
    ] as const) {
      runGit(mirror, ["config", key, value]);
    }
    writeFileSync(join(workspace.path, ".gitattributes"), "* filter=evil\n");
    await fixture.workspaces.commit(workspace, message());
    expect(readFileSync(join(mirror, "config"), "utf8")).toBe(config);
    expect(fixture.warnings.join()).toContain("configuration of the mirror");
    expect(existsSync(fired)).toBe(false);
  });
});

function plantEvilDirectory(path: string): void {
  runGit(path, ["clone", "--quiet", "--bare", "--no-hardlinks", ".git", "evil"]);
  runGit(path, ["--git-dir=evil", "config", "core.bare", "false"]);
  runGit(path, ["--git-dir=evil", "config", "core.fsmonitor", trap]);
}

function springSubmodule(name: string) {
  return (path: string) => {
    const index = { env: { GIT_INDEX_FILE: join(fixture.directory, "naive-index") } };
    runGit(path, ["read-tree", "HEAD"], index);
    runGit(path, ["add", "--all"], index);
    runGit(path, ["status", name], index);
  };
}
