// What is deleted or overwritten is gone from the file once it is closed, not only from the tables.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Document, Store } from "../../../src/store/store.ts";
import { createManualClock, temporaryDirectory } from "../../support/store-fixture.ts";

const NEEDLE = "needle-5d0c";
let directory: ReturnType<typeof temporaryDirectory>;
let store: Store;

beforeEach(async () => {
  directory = temporaryDirectory();
  store = await openSqliteStore({ file: join(directory.path, "store.db"), clock: createManualClock() });
});
afterEach(() => directory.dispose());

const document = (id: string, text: string): Document => ({ collection: "notes", id, tag: "", at: 1, body: { text } });

function holdsNeedle(): boolean {
  return readdirSync(directory.path).some((name) => readFileSync(join(directory.path, name)).includes(NEEDLE));
}

describe("the file of the store", () => {
  it.each(["deleted", "overwritten"])("holds nothing of a document that was %s", async (how) => {
    for (let index = 0; index < 40; index += 1) await store.putDocument(document(`before-${index}`, "x".repeat(200)));
    await store.putDocument(document("secret", `${NEEDLE} ${"y".repeat(100)}`));
    expect(holdsNeedle()).toBe(true);
    if (how === "deleted") await store.forget({ streams: [], documents: [{ collection: "notes", id: "secret" }] });
    else await store.putDocument(document("secret", ""));
    await store.close();
    expect(holdsNeedle()).toBe(false);
  });
});
