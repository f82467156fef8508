// The lock between processes: one at a time, and never held by the dead.
import { existsSync, lutimesSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileLockHeld, withFileLock } from "../../src/std/file-lock.ts";
import { processIdentity } from "../../src/std/process-identity.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;

beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, "it.lock");
});

afterEach(() => directory.dispose());

describe("a file lock", () => {
  it("lets one work at a time and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, () =>
        withFileLock(path, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it("is given back when the work fails", async () => {
    await expect(withFileLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withFileLock(path, async () => "yes")).toBe("yes");
  });

  it.each([
    ["whose process ended", { ...processIdentity(), pid: 2 ** 22 + 1 }],
    ["whose pid is another process's by now", { ...processIdentity(), startTicks: 1 }],
    ["from before the machine was started", { ...processIdentity(), bootId: "before" }],
  ])("is taken over from a holder %s", async (_, holder) => {
    symlinkSync(JSON.stringify(holder), path);
    expect(await withFileLock(path, async () => readlinkSync(path))).toContain(`"pid":${process.pid}`);
    expect(existsSync(path)).toBe(false);
  });

  it("is taken over from a holder in another container when its heartbeat stopped", async () => {
    symlinkSync(JSON.stringify({ ...processIdentity(), host: "another" }), path);
    const silentSince = Date.now() / 1000 - 60;
    lutimesSync(path, silentSince, silentSince);
    expect(await withFileLock(path, async () => "mine")).toBe("mine");
  });

  it("lets one after the other in, in order", async () => {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} out`);
    };
    await Promise.all(["a", "b", "c"].map((name) => withFileLock(path, work(name), { patienceMs: 0 })));
    expect(log).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
  });

  it("is not taken from a living holder, and patience ends in words", async () => {
    const holder = JSON.stringify(processIdentity());
    symlinkSync(holder, path);
    await expect(withFileLock(path, async () => "ours", { patienceMs: 20 })).rejects.toThrow(FileLockHeld);
    expect(readlinkSync(path)).toBe(holder);
  });

  it("is taken over when it says nothing we understand and is old", async () => {
    symlinkSync("gibberish", path);
    lutimesSync(path, 1, 1);
    expect(await withFileLock(path, async () => "mine")).toBe("mine");
  });

  it("says why when its directory is not there", async () => {
    mkdirSync(join(directory.path, "there"));
    await expect(withFileLock(join(directory.path, "missing/it.lock"), async () => {})).rejects.toMatchObject({ code: "ENOENT" });
  });
});
