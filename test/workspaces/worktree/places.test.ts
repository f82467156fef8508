// Workspaces stay under their root, and nothing that is not one is touched.
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { message, request } from "../../../src/testing/workspaces-contract-fixture.ts";
import { openWorktrees, type WorktreeFixture } from "../../support/git-workspaces.ts";

let fixture: WorktreeFixture;
let root: string;
let outside: string;

beforeEach(() => {
  fixture = openWorktrees();
  root = join(fixture.directory, "workspaces");
  outside = join(fixture.directory, "outside");
  mkdirSync(root);
  mkdirSync(outside);
  writeFileSync(join(outside, "precious"), "precious\n");
});

afterEach(() => fixture.dispose());

describe("the place of a workspace", () => {
  it("is inside the root, with the root's symbolic links resolved", async () => {
    symlinkSync(root, join(fixture.directory, "alias"));
    const { path } = await fixture.open({ root: join(fixture.directory, "alias") }).provision(request("A-1"));
    expect(path).toBe(join(root, "A-1"));
  });

  it.each(["../outside", "..", "/etc", "a/../../outside", "./..", "A-1/../../outside"])(
    "is inside the root for an issue called %s",
    async (name) => {
      const { path } = await fixture.workspaces.provision(request(name, { branch: "work" }));
      expect(join(path, "..")).toBe(root);
      expect(readdirSync(outside)).toEqual(["precious"]);
    },
  );

  it.runIf(process.platform === "linux")("is refused where the system lets nobody make directories", async () => {
    await expect(fixture.open({ root: "/proc/yardmaster/workspaces" }).provision(request("A-1"))).rejects.toMatchObject({
      code: "workspace.unavailable",
      message: "making the directory of the workspaces, /proc/yardmaster/workspaces: ENOENT",
      hint: expect.stringContaining("workspace.root"),
    });
  });

  it("is refused when a symbolic link stands there", async () => {
    symlinkSync(outside, join(root, "A-1"));
    await expect(fixture.workspaces.provision(request("A-1"))).rejects.toMatchObject({ code: "workspace.outside-root" });
    await expect(fixture.workspaces.remove("A-1")).rejects.toMatchObject({ code: "workspace.outside-root" });
    expect(readdirSync(outside)).toEqual(["precious"]);
  });

  it("is refused when a file or somebody's directory stands there", async () => {
    writeFileSync(join(root, "A-1"), "mine\n");
    mkdirSync(join(root, "A-2"));
    writeFileSync(join(root, "A-2/mine"), "mine\n");
    for (const name of ["A-1", "A-2"]) {
      await expect(fixture.workspaces.provision(request(name))).rejects.toMatchObject({ code: "workspace.occupied" });
      await expect(fixture.workspaces.remove(name)).rejects.toMatchObject({ code: "workspace.occupied" });
    }
    expect(readFileSync(join(root, "A-2/mine"), "utf8")).toBe("mine\n");
  });

  it("is not shared by two repositories", async () => {
    await fixture.workspaces.provision(request("A-1"));
    const other = openWorktrees({ root });
    await expect(other.workspaces.provision(request("A-1"))).rejects.toMatchObject({ code: "workspace.occupied" });
    other.dispose();
  });
});

describe("a workspace whose agent replaced it by a link", () => {
  it("passes no check, and is neither recorded nor entered by hooks nor emptied", async () => {
    const workspace = await fixture.workspaces.provision(request("A-1"));
    renameSync(workspace.path, join(fixture.directory, "moved"));
    symlinkSync(outside, workspace.path);
    const refused = { code: "workspace.outside-root" };
    await expect(fixture.workspaces.check(workspace)).rejects.toMatchObject(refused);
    await expect(fixture.workspaces.commit(workspace, message())).rejects.toMatchObject(refused);
    await expect(fixture.workspaces.runHook("before_run", workspace)).rejects.toMatchObject(refused);
    await expect(fixture.workspaces.remove(workspace.key)).rejects.toMatchObject(refused);
    await fixture.workspaces.cleanUp({ maxAgeMs: -1, maxBytes: 0, keep: [] });
    expect(readdirSync(outside)).toEqual(["precious"]);
    expect(fixture.warnings.join()).toContain("cleaning up A-1");
  });
});

describe("a clean-up", () => {
  it("counts links as links, not as what they lead to", async () => {
    const { path } = await fixture.workspaces.provision(request("A-1"));
    writeFileSync(join(outside, "big"), Buffer.alloc(3_000_000, 1));
    symlinkSync(outside, join(path, "link"));
    const limits = { maxAgeMs: Number.MAX_SAFE_INTEGER, maxBytes: 2_000_000, keep: [] };
    expect(await fixture.workspaces.cleanUp(limits)).toEqual([]);
  });

  it("spares a workspace that is in use: recording and hooks count", async () => {
    const workspace = await fixture.workspaces.provision(request("A-1"));
    fixture.advance(60_000);
    await fixture.workspaces.commit(workspace, message());
    const limits = { maxAgeMs: 30_000, maxBytes: Number.MAX_SAFE_INTEGER, keep: [] };
    expect(await fixture.workspaces.cleanUp(limits)).toEqual([]);
  });
});

describe("removing", () => {
  it("removes links and leaves what they lead to", async () => {
    const { key, path } = await fixture.workspaces.provision(request("A-1"));
    symlinkSync(outside, join(path, "link"));
    await fixture.workspaces.remove(key);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(outside)).toEqual(["precious"]);
  });

  it("is finished by a later clean-up when it was cut short", async () => {
    await fixture.workspaces.provision(request("A-1"));
    mkdirSync(join(root, ".trash-cut-short"));
    mkdirSync(join(root, ".draft-cut-short"));
    const limits = { maxAgeMs: Number.MAX_SAFE_INTEGER, maxBytes: Number.MAX_SAFE_INTEGER, keep: [] };
    await fixture.workspaces.cleanUp(limits);
    expect(readdirSync(root)).toHaveLength(3);
    fixture.advance(2 * 60 * 60 * 1000);
    await fixture.workspaces.cleanUp(limits);
    expect(readdirSync(root)).toEqual(["A-1"]);
  });

  it("is no error when the directory is gone, and the next one is made anew", async () => {
    const { path } = await fixture.workspaces.provision(request("A-1"));
    rmSync(path, { recursive: true });
    expect((await fixture.workspaces.provision(request("A-1"))).createdNow).toBe(true);
    expect(lstatSync(path).isDirectory()).toBe(true);
  });
});

describe("a file system that refuses", () => {
  it("says what was being done, and where", async () => {
    writeFileSync(join(fixture.directory, "plain"), "");
    const workspaces = fixture.open({ root: join(fixture.directory, "plain/below") });
    await expect(workspaces.provision(request("A-1"))).rejects.toMatchObject({
      code: "workspace.unavailable",
      message: expect.stringContaining("making the directory of the workspaces"),
    });
  });
});
