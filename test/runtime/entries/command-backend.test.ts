// Stores kept by commands of their owner's: what the commands are told, what they may answer, and that nothing that is stored is ever run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCommandBackend } from "../../../src/runtime/entries/command-backend.ts";
import { systemClock } from "../../../src/std/clock.ts";
import { openEntries, SCRIPT_COMMANDS } from "./an-entry-control.ts";
import { HOSTILE_KEYS } from "./entry-contract.ts";

const NOTES = { project: "web", store: "notes" };
const VARIABLES = ["STORE_NAME", "PROJECT_ID", "KEY", "VALUE", "TASK_ID", "LIMIT", "OFFSET", "MAX_ENTRIES", "TTL_SECONDS", "TTL_DAYS"];
const TELL = `for v in ${VARIABLES.join(" ")}; do eval "printf '%s=%s\\n' $v \\"\\$$v\\""; done >> told`;

async function openCommands(commands: Readonly<Record<string, string>> = {}, spec = {}) {
  const fixture = await openEntries({ KEY: "inherited", LIMIT: "inherited", SECRET: "passed on" });
  const all = { ...SCRIPT_COMMANDS, ...commands };
  fixture.declare("notes", { provider: "command", commands: all, ...spec });
  const told = () => {
    const file = join(fixture.directory, "told");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  return { ...fixture, told, hit: () => existsSync(join(fixture.directory, "hit")) };
}

describe("a store kept by commands", () => {
  it("gives back what was put", async () => {
    const { entries } = await openCommands();
    expect(await entries.get({ ...NOTES, key: "k" })).toBe(null);
    expect(await entries.put({ ...NOTES, key: "k", value: "two\nlines, \"quoted\" 'too' $HOME", taskId: "run_1" })).toEqual({
      key: "k",
      value: "two\nlines, \"quoted\" 'too' $HOME",
      taskId: "run_1",
      updatedAt: null,
    });
    expect(await entries.get({ ...NOTES, key: "k" })).toMatchObject({ value: "two\nlines, \"quoted\" 'too' $HOME" });
    expect(await entries.delete({ ...NOTES, key: "k" })).toBe(true);
    expect(await entries.get({ ...NOTES, key: "k" })).toBe(null);
  });

  it("can be the commands of a provider that many stores share", async () => {
    const { entries, declare, declareProvider } = await openEntries();
    declareProvider("scripts", { commands: SCRIPT_COMMANDS });
    declare("notes", { provider: "scripts" });
    await entries.put({ ...NOTES, key: "k", value: "v", taskId: null });
    expect((await entries.get({ ...NOTES, key: "k" }))?.value).toBe("v");
  });

  it("never runs what is stored", async () => {
    const { entries, hit } = await openCommands();
    for (const text of HOSTILE_KEYS.filter((key) => key.length < 100)) {
      const place = { project: text, store: "notes" };
      await entries.put({ ...place, key: text, value: text, taskId: text }).catch((error: unknown) => {
        // Our script makes directories of project names: not of every text one can.
        expect(error).toMatchObject({ code: "entry.backend-failed" });
      });
    }
    await entries.put({ ...NOTES, key: "k", value: "$(touch hit) `touch hit` '; touch hit; \" && touch hit", taskId: null });
    expect((await entries.get({ ...NOTES, key: "k" }))?.value).toBe("$(touch hit) `touch hit` '; touch hit; \" && touch hit");
    expect(hit()).toBe(false);
  });

  it("is told all that is asked, and nothing that was not", async () => {
    const { entries, told } = await openCommands({ put: TELL }, { retention: { max_entries: 5, ttl_seconds: 90_000 } });
    await entries.put({ ...NOTES, key: "k", value: "v", taskId: "run_1" });
    expect(told()).toBe(
      "STORE_NAME=notes\nPROJECT_ID=web\nKEY=k\nVALUE=v\nTASK_ID=run_1\nLIMIT=\nOFFSET=\nMAX_ENTRIES=5\nTTL_SECONDS=90000\nTTL_DAYS=2\n",
    );
  });

  it("is told the page of a list, and no retention where there is none", async () => {
    const { entries, told } = await openCommands({ list: TELL });
    expect(await entries.list({ ...NOTES, limit: 7, offset: 14 })).toEqual([]);
    expect(told()).toBe(
      "STORE_NAME=notes\nPROJECT_ID=web\nKEY=\nVALUE=\nTASK_ID=\nLIMIT=7\nOFFSET=14\nMAX_ENTRIES=\nTTL_SECONDS=\nTTL_DAYS=\n",
    );
  });

  it("reads lists as they come", async () => {
    const list = [
      { key: "a", value: "text", updated_at: "2026-11-20T00:00:00Z", task_id: "run_1" },
      { key: "b", value: { deep: [1] }, updated_at: 1_795_000_000 },
      { key: "c", value: null, updated_at: "2026-11-20 00:00:00" },
      { key: "d", value: 5, updated_at: "yesterday", more: true },
      { key: "e", updated_at: 1_795_000_000_000 },
      { key: "f", value: "", updated_at: 1e300 },
    ];
    const { entries } = await openCommands({ list: `cat <<'EOF'\n${JSON.stringify(list)}\nEOF` });
    expect(await entries.list({ ...NOTES, limit: 6, offset: 0 })).toEqual([
      { key: "a", value: "text", updatedAt: Date.UTC(2026, 10, 20), taskId: "run_1" },
      { key: "b", value: '{"deep":[1]}', updatedAt: 1_795_000_000_000, taskId: null },
      { key: "c", value: "null", updatedAt: Date.UTC(2026, 10, 20), taskId: null },
      { key: "d", value: "5", updatedAt: null, taskId: null },
      { key: "e", value: "null", updatedAt: 1_795_000_000_000, taskId: null },
      { key: "f", value: "", updatedAt: null, taskId: null },
    ]);
  });

  it("leaves out of a list what has aged out, as far as the list says", async () => {
    const list = [
      { key: "old", value: "", updated_at: "2026-11-18T00:00:00Z" },
      { key: "new", value: "", updated_at: "2026-11-19T12:00:00Z" },
      { key: "x", value: "" },
    ];
    const { entries } = await openCommands({ list: `echo '${JSON.stringify(list)}'` }, { retention: { ttl_seconds: 86_400 } });
    expect((await entries.list({ ...NOTES, limit: 10, offset: 0 })).map(({ key }) => key)).toEqual(["new", "x"]);
    expect(await entries.list({ ...NOTES, limit: 1, offset: 0 })).toHaveLength(1);
  });

  it.each(["echo not json", "echo '{}'", "echo '[1]'", "echo '[null]'", "echo '[{\"value\":1}]'"])(
    "says when a list is none: %s",
    async (list) => {
      const { entries } = await openCommands({ list });
      await expect(entries.list({ ...NOTES, limit: 1, offset: 0 })).rejects.toMatchObject({
        code: "entry.backend-failed",
        message: "listing the store 'notes': its command did not print a JSON array of {key, value, updated_at}",
      });
    },
  );

  it("prunes by its command, and after a put where something is to be kept only so long", async () => {
    const retention = { retention: { max_entries: 5 } };
    const { entries, told } = await openCommands({ prune: 'echo "pruned to $MAX_ENTRIES" >> told; echo 3' }, retention);
    expect(await entries.prune(NOTES)).toBe(3);
    await entries.put({ ...NOTES, key: "k", value: "v", taskId: null });
    expect(told()).toBe("pruned to 5\npruned to 5\n");
    const silent = await openCommands({ prune: "echo done" });
    expect(await silent.entries.prune(NOTES)).toBe(0);
    await silent.entries.put({ ...NOTES, key: "k", value: "v", taskId: null });
    expect(silent.told()).toBe("");
  });

  it("says when it cannot prune", async () => {
    const { entries } = await openCommands();
    await expect(entries.prune(NOTES)).rejects.toMatchObject({
      code: "entry.backend-failed",
      message: "running the command 'prune' of the store 'notes': there is none",
    });
  });

  it("passes on what a failed command said", async () => {
    const { entries } = await openCommands({ get: "echo partial; echo no route to host >&2; exit 3", put: "exit 1", delete: "kill -9 $$" });
    await expect(entries.get({ ...NOTES, key: "k" })).rejects.toMatchObject({
      code: "entry.backend-failed",
      message: "running the command 'get' of the store 'notes': it exited with 3: partial\nno route to host",
    });
    await expect(entries.put({ ...NOTES, key: "k", value: "v", taskId: null })).rejects.toMatchObject({
      message: "running the command 'put' of the store 'notes': it exited with 1",
    });
    await expect(entries.delete({ ...NOTES, key: "k" })).rejects.toMatchObject({
      message: "running the command 'delete' of the store 'notes': it was ended (SIGKILL)",
    });
  });

  it("ends a command that does not end, and one that does not stop writing", async () => {
    const { directory } = await openEntries();
    const commands = { ...SCRIPT_COMMANDS, get: "sleep 60", put: "yes" };
    const env = { PATH: process.env["PATH"] ?? "" };
    const keep = { maxEntries: null, ttlMs: null };
    const backend = createCommandBackend({ commands, cwd: directory, env, clock: systemClock, timeoutMs: 200 });
    await expect(backend.get(NOTES, "k", keep)).rejects.toMatchObject({ message: expect.stringContaining("it took longer than 200 ms") });
    const patient = createCommandBackend({ commands, cwd: directory, env, clock: systemClock });
    await expect(patient.put(NOTES, { key: "k", value: "v", taskId: null }, keep)).rejects.toMatchObject({
      message: expect.stringContaining("it wrote more than"),
    });
  });

  it("takes the largest value that an environment can hold, and refuses a larger one", async () => {
    const { entries } = await openCommands();
    const largest = "x".repeat(128 * 1024 - 64);
    await entries.put({ ...NOTES, key: "k", value: largest, taskId: null });
    expect((await entries.get({ ...NOTES, key: "k" }))?.value).toBe(largest);
    await expect(entries.put({ ...NOTES, key: "k", value: `${largest}x`, taskId: null })).rejects.toMatchObject({ code: "entry.invalid" });
  });
});
