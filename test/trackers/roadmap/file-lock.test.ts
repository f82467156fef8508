// The lock inside one process: turns, and locks whose holder cannot be asked. Real other processes are in processes.test.ts.
import { randomUUID } from "node:crypto";
import { lstat, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { processIdentity } from "../../../src/std/process-identity.ts";
import { lockPath, withFileLock } from "../../../src/trackers/roadmap/file-lock.ts";

function somePath(): string {
  const path = join(tmpdir(), `no-such-roadmap-${randomUUID()}.md`);
  onTestFinished(() => rm(lockPath(path), { force: true }));
  return path;
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

const QUICK = { pollMs: 1, stalePolls: 20, mostPolls: 60 };

describe("the lock of a file", () => {
  it("is held while the work is done, and gone afterwards, also when the work fails", async () => {
    const path = somePath();
    expect(await withFileLock(path, () => exists(lockPath(path)))).toBe(true);
    expect(await exists(lockPath(path))).toBe(false);
    await expect(withFileLock(path, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await exists(lockPath(path))).toBe(false);
  });

  it("lets one after the other in, in order, and no one polls for a turn in this process", async () => {
    const path = somePath();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} in`);
      await lstat(tmpdir());
      log.push(`${name} out`);
    };
    await Promise.all(["a", "b", "c"].map((name) => withFileLock(path, work(name), { ...QUICK, mostPolls: 1 })));
    expect(log).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
  });

  it("does not make files wait for each other", async () => {
    const [one, two] = [somePath(), somePath()];
    expect(await withFileLock(one, () => withFileLock(two, async () => "both"))).toBe("both");
  });

  it.each([
    ["in another container that is silent for long", JSON.stringify({ ...processIdentity(), host: "elsewhere" })],
    ["that says nothing we understand", "gibberish"],
  ])("is taken over from a holder %s", async (_, holder) => {
    const path = somePath();
    await symlink(holder, lockPath(path));
    expect(await withFileLock(path, async () => "ours", QUICK)).toBe("ours");
    expect(await exists(lockPath(path))).toBe(false);
  });

  it("is not taken from a living holder, and the wait ends in words", async () => {
    const path = somePath();
    const lock = lockPath(path);
    const holder = JSON.stringify(processIdentity());
    await symlink(holder, lock);
    const waiting = withFileLock(path, async () => "ours", { ...QUICK, stalePolls: 1_000 });
    await expect(waiting).rejects.toMatchObject({ code: "tracker.unavailable", message: expect.stringContaining(lock) });
    expect(await readlink(lock)).toBe(holder);
  });
});
