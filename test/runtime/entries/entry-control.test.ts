// Entries of local stores and of stores in files, asked for here and through the control door; and what schemas make of values.
import { describe, expect, it } from "vitest";
import { createControlClient } from "../../../src/http/control/client.ts";
import { openDoor } from "../../http/control/a-control.ts";
import { DOUBLING_SCHEMA } from "../../support/doubling-schema.ts";
import { openEntries } from "./an-entry-control.ts";
import { entryContract } from "./entry-contract.ts";

async function openThroughHttp() {
  const fixture = await openEntries();
  const door = await openDoor({ entries: fixture.entries });
  return { ...fixture, entries: createControlClient(door).entries };
}

describe("entries of a local store", () => entryContract({ provider: "local", open: () => openEntries() }));
describe("entries in files", () => entryContract({ provider: "file", open: () => openEntries() }));
describe("entries of a local store, through HTTP", () => entryContract({ provider: "local", open: openThroughHttp }));
describe("entries in files, through HTTP", () => entryContract({ provider: "file", open: openThroughHttp }));

const CONTEXT = { project: "default", store: "context" };

describe("a store", () => {
  it("works without being declared", async () => {
    const { entries } = await openEntries();
    await entries.put({ ...CONTEXT, key: "k", value: "v", taskId: null });
    expect((await entries.get({ ...CONTEXT, key: "k" }))?.value).toBe("v");
  });

  it("says so when its provider is not there", async () => {
    const { entries, declare, declareProvider } = await openEntries();
    declare("context", { provider: "redis" });
    const get = () => entries.get({ ...CONTEXT, key: "k" });
    await expect(get()).rejects.toMatchObject({
      code: "entry.backend-failed",
      message: "opening the store 'context': its provider 'redis' declares no commands",
    });
    declareProvider("redis", { builtin: true });
    await expect(get()).rejects.toMatchObject({ code: "entry.backend-failed" });
  });

  it("says so when its own schema does not hold", async () => {
    const { entries, declare } = await openEntries();
    declare("context", { schema: { type: "string", maxLength: "3" } });
    await expect(entries.put({ ...CONTEXT, key: "k", value: "v", taskId: null })).rejects.toMatchObject({
      code: "config.invalid",
      message: expect.stringContaining("compiling a store's schema: it is not valid at maxLength"),
    });
  });
});

const GUIDE = { type: "object", properties: { value: { type: "string" } } };
const PLAN = { type: "object", required: ["steps"], properties: { steps: { type: "integer" }, by: { type: "string" } } };

describe("a schema", () => {
  it.each<[object, string]>([
    [GUIDE, "my_value"],
    [GUIDE, "42"],
    [GUIDE, '"quoted"'],
    [GUIDE, "[1]"],
    [GUIDE, "{not json"],
    [GUIDE, '{"value":"x"}'],
    [GUIDE, '{"other":1}'],
    [PLAN, '{"steps":3}'],
    [{ type: "string" }, "plain"],
    [{ type: "string" }, "42"],
    [{ type: "string", maxLength: 3 }, '"abc"'],
    [{ type: ["string", "null"] }, "null"],
    [{ type: "number" }, "42"],
    [{ type: "array", items: { type: "string" } }, '["a"]'],
    [{}, "plain"],
    [{}, "[1"],
    [{ enum: ["a", "b"] }, "a"],
    [{ anyOf: [{ type: "integer" }, { type: "string", maxLength: 3 }] }, "abc"],
  ])("%j takes %s, which comes back as it was put", async (schema, value) => {
    const { entries, declare } = await openEntries();
    declare("context", { schema });
    await entries.put({ ...CONTEXT, key: "k", value, taskId: null });
    expect((await entries.get({ ...CONTEXT, key: "k" }))?.value).toBe(value);
  });

  it.each<[object, string, string]>([
    [GUIDE, '{"value":5}', "schema validation failed at $.value: expected string, got integer"],
    [
      { ...GUIDE, properties: { value: { type: "string", maxLength: 3 } } },
      "longer",
      "schema validation failed at $.value: must not have more than 3 characters",
    ],
    [PLAN, "plain", "invalid JSON value for store put"],
    [PLAN, "{", "invalid JSON value for store put"],
    [PLAN, "{}", "schema validation failed at $: missing required field 'steps'"],
    [PLAN, "[]", "schema validation failed at $: expected object, got array"],
    [PLAN, '{"steps":"x","by":1}', "schema validation failed at $.steps: expected integer, got string; $.by: expected string, got integer"],
    [{ type: "number" }, "abc", "invalid JSON value for store put"],
    [{ type: "number" }, '"abc"', "schema validation failed at $: expected number, got string"],
    [{ type: "string", maxLength: 3 }, "long text", "schema validation failed at $: must not have more than 3 characters"],
    [{ properties: { a: { type: "string" } } }, '{"a":1}', "schema validation failed at $.a: expected string, got integer"],
    [{ enum: ["a"] }, "b", 'schema validation failed at $: expected "a", got "b"'],
    [{ type: "array", items: { type: "string" } }, "[1]", "schema validation failed at $[0]: expected string, got integer"],
  ])("%j refuses %s, and nothing is stored", async (schema, value, message) => {
    const { entries, declare } = await openEntries();
    declare("context", { schema });
    await expect(entries.put({ ...CONTEXT, key: "k", value, taskId: null })).rejects.toMatchObject({ code: "entry.invalid", message });
    expect(await entries.get({ ...CONTEXT, key: "k" })).toBe(null);
  });

  it("gives up on what takes too long or nests too deeply", async () => {
    const { entries, declare } = await openEntries();
    declare("context", { schema: DOUBLING_SCHEMA });
    const put = (value: string) => entries.put({ ...CONTEXT, key: "k", value, taskId: null });
    await expect(put("a")).rejects.toMatchObject({
      code: "entry.invalid",
      message: expect.stringContaining("longer than 1000 ms"),
    });
    declare("context", { schema: { $ref: "#/$defs/list", $defs: { list: { type: "array", items: { $ref: "#/$defs/list" } } } } });
    const deep = 100_000;
    await expect(put("[".repeat(deep) + "]".repeat(deep))).rejects.toMatchObject({
      code: "entry.invalid",
      message: expect.stringContaining("nests too deeply"),
    });
    await put("[[[]]]");
  });
});
