// What the `file` provider leaves on disk, and what it does not let others make of it.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openEntries } from "./an-entry-control.ts";
import { HOSTILE_KEYS } from "./entry-contract.ts";

const NOTES = { project: "web", store: "notes" };

async function openFiles(spec = {}) {
  const fixture = await openEntries();
  fixture.declare("notes", { provider: "file", ...spec });
  const shelf = join(fixture.directory, "stores/notes/web");
  const put = (key: string, value = "v") => fixture.entries.put({ ...NOTES, key, value, taskId: null });
  const get = (key: string) => fixture.entries.get({ ...NOTES, key });
  const list = () => fixture.entries.list({ ...NOTES, limit: 100, offset: 0 });
  return { ...fixture, shelf, put, get, list };
}

describe("a store in files", () => {
  it("is one readable file for each entry, for its owner alone", async () => {
    const { shelf, put, now, directory } = await openFiles();
    await put("plan", "two\nlines");
    const file = join(shelf, "plan.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      key: "plan",
      value: "two\nlines",
      updated_at: new Date(now()).toISOString(),
      task_id: null,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "stores")).mode & 0o777).toBe(0o700);
    expect(readdirSync(shelf)).toEqual(["plan.json"]);
  });

  it("puts no file anywhere else, whatever a key is called", async () => {
    const { directory, put, declare, entries } = await openFiles();
    for (const key of HOSTILE_KEYS) await put(key);
    declare("../../up", { provider: "file" });
    await entries.put({ project: "../../up", store: "../../up", key: "../../up", value: "v", taskId: null });
    expect(readdirSync(directory).filter((name) => !name.startsWith("store.db"))).toEqual(["stores"]);
    const files = readdirSync(join(directory, "stores"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toHaveLength(HOSTILE_KEYS.length + 1);
    for (const { name } of files) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  });

  it("does not read through a link that someone put in an entry's place, and replaces it", async () => {
    const { directory, shelf, put, get, list } = await openFiles();
    const secret = join(directory, "secret.json");
    writeFileSync(secret, JSON.stringify({ key: "k", value: "secret" }));
    await put("other");
    symlinkSync(secret, join(shelf, "k.json"));
    expect(await get("k")).toBe(null);
    expect((await list()).map(({ key }) => key)).toEqual(["other"]);
    await put("k", "mine");
    expect((await get("k"))?.value).toBe("mine");
    expect(readFileSync(secret, "utf8")).toContain("secret");
  });

  it.each(["stores", "stores/notes", "stores/notes/web"])("does not follow a link in the place of %s", async (where) => {
    const { directory, put, get, list, entries } = await openFiles();
    const elsewhere = join(directory, "elsewhere");
    mkdirSync(join(elsewhere, "notes/web"), { recursive: true });
    mkdirSync(join(elsewhere, "web"));
    mkdirSync(join(directory, where, ".."), { recursive: true });
    symlinkSync(elsewhere, join(directory, where));
    const refused = { code: "entry.backend-failed", message: expect.stringContaining(`${where} is not a directory`) };
    await expect(put("k")).rejects.toMatchObject(refused);
    await expect(get("k")).rejects.toMatchObject(refused);
    await expect(list()).rejects.toMatchObject(refused);
    await expect(entries.delete({ ...NOTES, key: "k" })).rejects.toMatchObject(refused);
    await expect(entries.prune(NOTES)).rejects.toMatchObject(refused);
    expect(readdirSync(elsewhere, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
  });

  it.each(["", "{", "null", "[]", '{"key":"k"}', '{"value":"v"}'])("says which file does not hold: %s", async (text) => {
    const { shelf, put, get } = await openFiles();
    await put("other");
    writeFileSync(join(shelf, "k.json"), text);
    await expect(get("k")).rejects.toMatchObject({
      code: "entry.backend-failed",
      message: expect.stringMatching(/^reading 'k' from the store 'notes': /),
    });
    expect((await get("other"))?.value).toBe("v");
  });

  it("passes over what is not an entry, and removes with a prune what a crash left", async () => {
    const { shelf, put, list, entries } = await openFiles();
    await put("k");
    writeFileSync(join(shelf, "README"), "mine");
    mkdirSync(join(shelf, "folder.json"));
    writeFileSync(join(shelf, "half.draft"), "{");
    expect((await list()).map(({ key }) => key)).toEqual(["k"]);
    expect(await entries.prune(NOTES)).toBe(0);
    expect(readdirSync(shelf).sort()).toEqual(["README", "folder.json", "k.json"]);
  });

  it("leaves no half of a file when it cannot be written", async () => {
    const { shelf, put } = await openFiles();
    await put("other");
    mkdirSync(join(shelf, "k.json"));
    await expect(put("k")).rejects.toMatchObject({ code: "entry.backend-failed" });
    expect(existsSync(join(shelf, "k.json"))).toBe(true);
    expect(readdirSync(shelf).sort()).toEqual(["k.json", "other.json"]);
  });
});
