// What the SQLite store opens, what it refuses, and that it leaves alone what it refuses.
import { copyFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Libsql from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StreamId } from "../../../src/core/ids.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Store } from "../../../src/store/store.ts";
import { createManualClock, temporaryDirectory } from "../../support/store-fixture.ts";

const PAGE = 4096;
const stream = "run/1" as StreamId;

let directory: ReturnType<typeof temporaryDirectory>;
let file: string;

beforeEach(() => {
  directory = temporaryDirectory();
  file = join(directory.path, "store.db");
});
afterEach(() => directory.dispose());

const open = (at = file): Promise<Store> => openSqliteStore({ file: at, clock: createManualClock() });

/** A closed store with a few pages of events, all of it in the one file. */
async function writeStore(): Promise<void> {
  const store = await open();
  const nothing = { effects: [], cancel: [], documents: [], under: null, completes: false };
  for (let version = 0; version < 50; version++) {
    await store.append({ ...nothing, stream, expectedVersion: version, events: [{ type: "padding", text: "x".repeat(1000) }] });
  }
  await store.close();
}

function alter(statement: string): void {
  const connection = new Libsql(file);
  connection.exec(statement);
  connection.exec("pragma wal_checkpoint(truncate)");
  connection.close();
}

/** Opening is refused with this code, and the file stays as it is. */
async function expectRefusal(code: string): Promise<void> {
  const before = readFileSync(file);
  await expect(open()).rejects.toMatchObject({ code, message: expect.stringContaining(file), hint: expect.stringMatching(/\w/) });
  expect(readFileSync(file).equals(before)).toBe(true);
}

describe("opening a SQLite store", () => {
  it("creates the file and the directories that are missing", async () => {
    const deep = join(directory.path, "a", "b", "store.db");
    await (await open(deep)).close();
    expect(existsSync(deep)).toBe(true);
  });

  it("brings a store of the first version up to this one, and keeps what is in it", async () => {
    await writeStore();
    alter("drop table entries");
    alter("pragma user_version = 1");
    const store = await open();
    expect(await store.read(stream, 0)).toHaveLength(50);
    const shelf = { project: "default", store: "context" };
    const forever = { maxEntries: null, ttlMs: null };
    await store.putEntry(shelf, { key: "k", value: "v", taskId: null }, forever);
    await store.close();
    const again = await open();
    expect(await again.getEntry(shelf, "k", forever)).toMatchObject({ value: "v" });
    await again.close();
  });

  it("opens a path that has characters of a URL in it", async () => {
    const odd = join(directory.path, "50% of #1?mode=memory", "store & co.db");
    for (let time = 0; time < 2; time++) {
      const store = await open(odd);
      await store.putDocument({ collection: "c", id: String(time), tag: "", at: time, body: {} });
      expect(await store.listDocuments({ collection: "c", limit: 5 })).toHaveLength(time + 1);
      await store.close();
    }
  });

  it("leaves one whole file when it is closed", async () => {
    await writeStore();
    const copy = join(directory.path, "copy.db");
    writeFileSync(copy, readFileSync(file));
    const store = await open(copy);
    expect(await store.read(stream, 0)).toHaveLength(50);
    await store.close();
  });

  it("refuses a file that is not a database", async () => {
    writeFileSync(file, "dear diary, today I was no database at all\n".repeat(200));
    await expectRefusal("store.corrupted");
  });

  it("refuses a file whose end is missing", async () => {
    await writeStore();
    truncateSync(file, 5 * PAGE);
    await expectRefusal("store.corrupted");
  });

  it("refuses a file that was emptied under its write-ahead log", async () => {
    writeFileSync(file, "");
    writeFileSync(`${file}-wal`, "x".repeat(PAGE));
    await expectRefusal("store.corrupted");
  });

  it("refuses a file whose tables are overwritten", async () => {
    await writeStore();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, PAGE, 8 * PAGE));
    await expectRefusal("store.corrupted");
  });

  it("reports damage deep inside when it is read", async () => {
    await writeStore();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, bytes.length - 4 * PAGE, bytes.length - PAGE));
    const store = await open();
    await expect(store.read(stream, 0)).rejects.toMatchObject({ code: "store.corrupted", message: expect.stringContaining(file) });
    await store.close();
  });

  it("refuses another program's database", async () => {
    alter("create table recipes (name text)");
    await expectRefusal("store.corrupted");
  });

  it("refuses a store that a newer version wrote", async () => {
    await writeStore();
    alter("pragma user_version = 99");
    await expectRefusal("store.newer-version");
  });

  it("refuses a newer store that crashed with its version still in the write-ahead log only", async () => {
    await writeStore();
    const newer = new Libsql(file);
    newer.exec("pragma user_version = 99");
    const crashed = join(directory.path, "crashed.db");
    for (const part of ["", "-wal"]) copyFileSync(`${file}${part}`, `${crashed}${part}`);
    newer.close();
    file = crashed;
    await expectRefusal("store.newer-version");
  });

  it("says why a file cannot be opened", async () => {
    writeFileSync(join(directory.path, "plain"), "");
    mkdirSync(join(directory.path, "directory.db"));
    await expect(open(join(directory.path, "plain", "store.db"))).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringMatching(/plain\/store\.db: .*(ENOTDIR|EEXIST)/),
    });
    await expect(open(join(directory.path, "directory.db"))).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining("it is a directory"),
    });
  });

  it.runIf(process.platform === "linux")("says that a directory cannot be written", async () => {
    await expect(open("/proc/yardmaster/store.db")).rejects.toMatchObject({
      code: "store.unavailable",
      message: expect.stringContaining("ENOENT"),
    });
    await expect(open("/proc/1/fdinfo/store.db")).rejects.toMatchObject({ code: "store.unavailable" });
  });
});
