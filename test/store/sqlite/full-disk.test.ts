// A disk without room: nothing acknowledged is lost, the error says so, and the same process goes on once there is room again.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RoomBuild } from "../../support/room-build.ts";
import { temporaryDirectory } from "../../support/store-fixture.ts";
import { buildStore, type StoreProcess, startStoreProcess } from "../../support/store-process.ts";

const stream = "run/full";

function succeeds(program: string, ...argv: readonly string[]): boolean {
  return spawnSync(program, argv).status === 0;
}

const hasPrlimit = succeeds("prlimit", "--version");
const canMount = succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt");

let build: RoomBuild;
let directory: ReturnType<typeof temporaryDirectory>;
let child: StoreProcess;

beforeAll(async () => {
  build = await buildStore();
});
afterAll(() => build.dispose());
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  await child.kill();
  directory.dispose();
});

/** Fills the disk, makes room, and sees that the process works on with everything it had acknowledged. */
async function fillAndGoOn(makeRoom: () => Promise<unknown>): Promise<void> {
  const { written, ...error } = (await child.ask("fill", { stream })) as { written: number; code: string; message: string };
  expect(error).toMatchObject({ code: "store.full", message: expect.stringContaining(`appending to ${stream}`) });
  expect(written).toBeGreaterThan(0);
  expect(await child.ask("count", { stream })).toBe(written);

  await makeRoom();
  expect(await child.ask("append", { stream, expectedVersion: written })).toEqual({ outcome: "appended", version: written + 1 });
  expect(await child.ask("close")).toBeNull();
}

describe("a SQLite store on a full disk", () => {
  it.skipIf(!hasPrlimit)("goes on when a limit on the size of files is raised", async () => {
    const file = join(directory.path, "store.db");
    child = await startStoreProcess(build, ["sh", "-c", 'ulimit -S -f 1000; exec "$@"', "sh"]);
    expect(await child.ask("open", { file })).toBeNull();
    await fillAndGoOn(async () => expect(succeeds("prlimit", "--pid", String(child.pid), "--fsize=unlimited")).toBe(true));
  });

  it.skipIf(!canMount)("goes on when room was made on a disk that was really full", async () => {
    const disk = join(directory.path, "disk");
    mkdirSync(disk);
    const script = 'mount -t tmpfs -o size=2m tmpfs "$0" && head -c 1000000 /dev/zero > "$0/ballast" && exec "$@"';
    child = await startStoreProcess(build, ["unshare", "-rm", "sh", "-c", script, disk]);
    const file = join(disk, "store.db");
    expect(await child.ask("open", { file })).toBeNull();
    await fillAndGoOn(() => child.ask("remove", { file: join(disk, "ballast") }));
  });
});
