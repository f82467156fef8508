// Finding the server of a data directory: the one that lives, not the one that a crash left word of.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createControlClient } from "../../../src/http/control/client.ts";
import { findControl, publishControl, withdrawControl } from "../../../src/http/control/discovery.ts";
import { processIdentity } from "../../../src/std/process-identity.ts";
import { readProcess } from "../../../src/std/process-table.ts";
import { openDoor } from "./a-control.ts";

const ADDRESS = { port: 4321, token: "a-token" };

function openDirectory() {
  const path = mkdtempSync(join(tmpdir(), "yardmaster-control-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const file = join(path, "control.json");
  return { path, file, write: (content: unknown) => writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content)) };
}

describe("control.json", () => {
  it("leads to the server that wrote it, and is for its owner's eyes alone", async () => {
    const { path, file } = openDirectory();
    expect(await findControl(path)).toBe(null);
    await publishControl(path, ADDRESS);
    expect(await findControl(path)).toEqual({ ...ADDRESS, server: processIdentity() });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(path)).toEqual(["control.json"]);
  });

  it("is replaced as a whole by the next server, and removed only by its own", async () => {
    const { path, file } = openDirectory();
    await publishControl(path, ADDRESS);
    await publishControl(path, { port: 5000, token: "another" });
    await withdrawControl(path, ADDRESS);
    expect(await findControl(path)).toMatchObject({ port: 5000 });
    await withdrawControl(path, { port: 5000, token: "another" });
    expect(existsSync(file)).toBe(false);
    await withdrawControl(path, ADDRESS);
  });

  it("is passed over when its server has died, also when its process id lives on in another process", async () => {
    const { path, write } = openDirectory();
    const child = spawn("sleep", ["60"]);
    const identity = { ...processIdentity(), pid: child.pid ?? 0, startTicks: readProcess(child.pid ?? 0)?.startTicks ?? null };
    write({ ...ADDRESS, server: identity });
    expect(await findControl(path)).toMatchObject(ADDRESS);
    write({ ...ADDRESS, server: { ...identity, startTicks: (identity.startTicks ?? 0) + 1 } });
    expect(await findControl(path)).toBe(null);
    write({ ...ADDRESS, server: identity });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await findControl(path)).toBe(null);
  });

  it("is believed about a process that cannot be seen only when that answers", async () => {
    const { path, write } = openDirectory();
    const elsewhere = { ...processIdentity(), pidNamespace: "pid:[1]" };
    const door = await openDoor({ entries: { list: async () => [] } });
    write({ port: door.port, token: door.token, server: elsewhere });
    expect(await findControl(path)).toMatchObject({ port: door.port });
    write({ port: door.port, token: "not the door's", server: elsewhere });
    expect(await findControl(path)).toBe(null);
    await door.stop(0);
    write({ port: door.port, token: door.token, server: elsewhere });
    expect(await findControl(path)).toBe(null);
  });

  it("leads to an error, not to nothing, when its server lives and cannot be reached", async () => {
    const { path } = openDirectory();
    const door = await openDoor({});
    await publishControl(path, door);
    await door.stop(0);
    const found = await findControl(path);
    expect(found).not.toBe(null);
    const { entries } = createControlClient(found ?? ADDRESS);
    await expect(entries.list({ project: "p", store: "s", limit: 1, offset: 0 })).rejects.toMatchObject({ code: "control.unreachable" });
  });

  it.each(["", "{", "null", "[]", "{}", { port: 0, token: "t" }, { port: 70_000, token: "t", server: processIdentity() }, { ...ADDRESS }])(
    "is passed over when it holds %o",
    async (content) => {
      const { path, write } = openDirectory();
      write(content);
      expect(await findControl(path)).toBe(null);
    },
  );

  it("is not followed when it is a link", async () => {
    const { path, file } = openDirectory();
    const elsewhere = openDirectory();
    await publishControl(elsewhere.path, ADDRESS);
    symlinkSync(elsewhere.file, file);
    await expect(findControl(path)).rejects.toMatchObject({ code: "control.unreachable", hint: expect.stringContaining("never a link") });
  });

  it("says which directory cannot be written", async () => {
    const { path } = openDirectory();
    const missing = join(path, "gone");
    await expect(publishControl(missing, ADDRESS)).rejects.toMatchObject({
      code: "app.data-directory",
      message: expect.stringContaining(missing),
    });
  });

  it("keeps the token out of a directory listing's reach while it is written", async () => {
    const { path, file } = openDirectory();
    const before = process.umask(0);
    try {
      await publishControl(path, ADDRESS);
    } finally {
      process.umask(before);
    }
    expect(statSync(file).mode & 0o077).toBe(0);
    chmodSync(file, 0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject(ADDRESS);
  });
});
