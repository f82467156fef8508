// The lifecycle scripts: their limits, and what they can see.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readProcess } from "../../../src/std/process-table.ts";
import { request } from "../../../src/testing/workspaces-contract-fixture.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";
import { until } from "../../support/until.ts";

let fixture: WorktreeFixture;

afterEach(() => fixture.dispose());

describe("a hook", () => {
  it("is ended with everything it started when it runs too long", async () => {
    const script = "sleep 300 & echo $! > ../child; setsid sh -c 'echo $$ > ../stray; exec sleep 300' & sleep 300";
    fixture = openWorktrees({ hooks: { before_run: script }, hookTimeoutMs: 300 });
    const workspace = await fixture.workspaces.provision(request("A-1"));
    await expect(fixture.workspaces.runHook("before_run", workspace)).rejects.toMatchObject({
      code: "workspace.hook-failed",
      message: expect.stringContaining("longer than 300 ms"),
    });
    for (const name of ["child", "stray"]) {
      const pid = Number(readFileSync(join(workspace.path, "..", name), "utf8"));
      await until(() => readProcess(pid)?.running !== true);
    }
  });

  it("takes its new workspace with it when after_create runs too long", async () => {
    fixture = openWorktrees({ hooks: { after_create: "pwd > ../where; sleep 300" }, hookTimeoutMs: 300 });
    await expect(fixture.workspaces.provision(request("A-1"))).rejects.toMatchObject({ code: "workspace.hook-failed" });
    const where = readFileSync(join(fixture.directory, "workspaces/where"), "utf8").trim();
    expect(existsSync(where)).toBe(false);
  });

  it("may print two megabytes, and the message keeps the last two kilobytes", async () => {
    const script = "head -c 2097152 /dev/zero | tr '\\0' x; echo the last word; exit 9";
    fixture = openWorktrees({ hooks: { after_run: script } });
    const workspace = await fixture.workspaces.provision(request("A-1"));
    const line = (await fixture.workspaces.runHook("after_run", workspace)) ?? "";
    expect(line).toContain("exited with 9");
    expect(line).toMatch(/the last word$/);
    expect(Buffer.byteLength(line)).toBeLessThan(2048 + 100);
  });

  it("sees the allowed environment and nothing of ours", async () => {
    process.env["YARDMASTER_TEST_SECRET"] = "hush";
    fixture = openWorktrees({ hooks: { before_run: "env > ../env" } });
    const workspace = await fixture.workspaces.provision(request("A-1"));
    await fixture.workspaces.runHook("before_run", workspace);
    delete process.env["YARDMASTER_TEST_SECRET"];
    const names = readFileSync(join(workspace.path, "../env"), "utf8")
      .split("\n")
      .map((line) => line.split("=")[0]);
    expect(names).toEqual(expect.arrayContaining(["PATH", "HOME"]));
    expect(
      names.filter((name) => name !== "" && !["PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_", "YARDMASTER_TEST"].includes(name ?? "")),
    ).toEqual([]);
  });

  it("is run before a workspace is removed to be made again from a branch that was moved", async () => {
    fixture = openWorktrees({ hooks: { before_remove: `echo "$PWD" > ../../removed` } });
    const workspace = await fixture.workspaces.provision(request("A-1"));
    fixture.source.commit(workspace.branch, { "theirs.txt": "theirs\n" });
    expect((await fixture.workspaces.provision(request("A-1"))).createdNow).toBe(true);
    expect(readFileSync(join(fixture.directory, "removed"), "utf8")).toBe(`${workspace.path}\n`);
  });

  it("is not run for a workspace that is gone", async () => {
    fixture = openWorktrees({ hooks: { after_run: "pwd" } });
    const workspace = await fixture.workspaces.provision(request("A-1"));
    await fixture.workspaces.remove(workspace.key);
    await expect(fixture.workspaces.runHook("after_run", workspace)).rejects.toMatchObject({ code: "workspace.unavailable" });
  });
});
