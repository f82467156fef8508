// Several processes on one mirror, and what a killed one leaves behind.
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { message, request } from "../../../src/testing/workspaces-contract-fixture.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";
import { buildWorktrees, provisionElsewhere } from "../../support/git-workspaces-process.ts";
import type { RoomBuild } from "../../support/room-build.ts";
import { until } from "../../support/until.ts";

let build: RoomBuild;
let fixture: WorktreeFixture;

beforeAll(async () => {
  build = await buildWorktrees();
});

beforeEach(() => {
  fixture = openWorktrees();
});

afterEach(() => fixture.dispose());
afterAll(() => build.dispose());

describe("two processes on one mirror", () => {
  it("make forty workspaces at once, and share those of the same issues", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `A-${index}`);
    const [first, second] = [names, names.map((name) => name.replace("A-1", "B-1"))].map((list) =>
      provisionElsewhere(build, fixture.options, list),
    );
    const made = [...((await first?.made) ?? []), ...((await second?.made) ?? [])];
    expect(made).toHaveLength(40);
    const paths = new Set(made.map(({ path }) => path));
    expect(made.filter(({ createdNow }) => createdNow)).toHaveLength(paths.size);
    for (const path of paths) expect(readFileSync(join(path, "README.md"), "utf8")).toBe("hello\n");
  });
});

describe("a process that was killed", () => {
  it("while it made a workspace leaves nothing that stops the next one, which begins from the start", async () => {
    const started = join(fixture.directory, "workspaces/started");
    const hooks = { ...fixture.options.hooks, after_create: "echo $$ > ../started.new; mv ../started.new ../started; exec sleep 300" };
    const { child } = provisionElsewhere(build, { ...fixture.options, hooks }, ["A-1"]);
    await until(() => existsSync(started));
    child.kill("SIGKILL");
    process.kill(Number(readFileSync(started, "utf8")), "SIGKILL");
    const workspace = await fixture.workspaces.provision(request("A-1"));
    expect(workspace.createdNow).toBe(true);
  });

  it("leaves a lock of git that is taken away when it is old", async () => {
    const workspace = await fixture.workspaces.provision(request("A-1"));
    writeFileSync(join(workspace.path, "work.txt"), "work\n");
    const lock = join(fixture.mirror(), "refs/heads/yardmaster/A-1.lock");
    writeFileSync(lock, "");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    expect((await fixture.workspaces.commit(workspace, message())).changedFiles).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it("leaves a lock of git that is waited for while it is young", async () => {
    const workspaces = fixture.open({ env: fixture.watchedEnv });
    const workspace = await workspaces.provision(request("A-1"));
    writeFileSync(join(workspace.path, "work.txt"), "work\n");
    const lock = join(fixture.mirror(), "refs/heads/yardmaster/A-1.lock");
    writeFileSync(lock, "");
    const committing = workspaces.commit(workspace, message());
    await until(() => fixture.commands().filter((line) => line.startsWith("update-ref refs/heads/")).length > 1);
    rmSync(lock);
    expect((await committing).changedFiles).toBe(1);
  });
});
