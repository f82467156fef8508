// The verbs of `secret key` on real keys: each says in one line what it did, and never shows a key.
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { World } from "../../../src/cli/world.ts";
import { createFakeControl } from "../../http/control/a-control.ts";
import { createDyingStore } from "../../runtime/secrets/dying-store.ts";
import { createSecretScene } from "../../runtime/secrets/secret-scene.ts";
import { runCli } from "../fake-world.ts";

const STORED = "stored in /state/site; no server runs\n";

async function openKeys() {
  const scene = createSecretScene();
  onTestFinished(() => scene.dispose());
  const house = await scene.open();
  const openControl: World["openControl"] = async () => ({
    ...createFakeControl({ secretKeys: house.keys }),
    repository: "/srv/site",
    dataDirectory: "/state/site",
    server: null,
    warnings: [],
    async close() {},
  });
  /** Ids are new each time: the first key is `<1>`. */
  async function secretKey(...argv: readonly string[]) {
    const { exit, out, err } = await runCli(["secret", "key", ...argv], { openControl });
    const ids = (await house.keys.list({})).map(({ id }) => id);
    const named = (text: string) => ids.reduce((shown, id, index) => shown.replaceAll(id, `<${index + 1}>`), text);
    return { exit, out: named(out), err: named(err) };
  }
  const first = async () => (await house.keys.list({}))[0]?.id ?? "";
  return { scene, house, secretKey, first };
}

describe("secret key", () => {
  it("tells how things stand before there is a key", async () => {
    const { secretKey } = await openKeys();
    expect(await secretKey("status")).toEqual({
      exit: 0,
      err: "",
      out: [
        "active key  none yet; the first secret that is applied makes one\n",
        "master key  from the file secret.key in the data directory\n",
        "secrets     0 sealed\n",
      ].join(""),
    });
    expect((await secretKey("list")).out).toBe("No keys.\n");
    expect((await secretKey("history")).out).toBe("Nothing happened yet.\n");
  });

  it("makes a key, rotates it, and tells the story", async () => {
    const { house, scene, secretKey } = await openKeys();
    expect(await secretKey("bootstrap")).toEqual({ exit: 0, out: "active: <1>\n", err: STORED });
    await house.apply({ prod: { A: "1", B: "2" } });
    scene.clock.advance(60_000);
    expect(await secretKey("rotate")).toEqual({ exit: 0, out: "rotated: <2> is active, 2 secrets sealed again\n", err: STORED });
    expect((await secretKey("ls")).out).toMatchInlineSnapshot(`
      "ID                              STATE    CREATED                   CHANGED
      <1>  retired  1970-01-01T00:16:40.000Z  1970-01-01T00:17:40.000Z
      <2>  active   1970-01-01T00:17:40.000Z  1970-01-01T00:17:40.000Z
      "
    `);
    expect((await secretKey("history", "-n", "3")).out).toMatchInlineSnapshot(`
      "TIME                      KEY                             EVENT
      1970-01-01T00:17:40.000Z  <1>  retired
      1970-01-01T00:17:40.000Z  <2>  created
      1970-01-01T00:17:40.000Z  <1>  superseded
      "
    `);
  });

  it("is the same for programs", async () => {
    const { house, secretKey, first } = await openKeys();
    await house.apply({ prod: { A: "1" } });
    const key = { id: "<1>", state: "active", created_at: "1970-01-01T00:16:40.000Z", changed_at: "1970-01-01T00:16:40.000Z" };
    expect(JSON.parse((await secretKey("list", "-o", "json")).out)).toEqual([key]);
    expect(JSON.parse((await secretKey("status", "-o", "json")).out)).toEqual({
      active_key: "<1>",
      keys: 1,
      sealed_values: { "<1>": 1 },
      master_key_source: "file",
      trouble: null,
      unreadable: [],
      rotating: false,
    });
    expect(parse((await secretKey("history", "--key-id", await first(), "-o", "yaml")).out)).toEqual([
      { created_at: "1970-01-01T00:16:40.000Z", key_id: "<1>", event: "created" },
    ]);
    expect(JSON.parse((await secretKey("rotate", "-o", "json")).out)).toEqual({ active_key: "<2>", resealed: 1 });
    const revoked = JSON.parse((await secretKey("revoke", (await house.keys.status({})).active ?? "", "--force", "-o", "json")).out);
    expect(revoked).toMatchObject({ id: "<2>", state: "revoked" });
    expect(JSON.parse((await secretKey("bootstrap", "-o", "json")).out)).toMatchObject({ id: "<3>", state: "active" });
  });

  it("finishes a rotation that was interrupted, when there is one", async () => {
    const { scene, house, secretKey } = await openKeys();
    await house.apply({ prod: { A: "1" } });
    const refused = await secretKey("rotate", "--resume");
    expect(refused).toEqual({
      exit: 2,
      out: "",
      err: "Error: resuming the rotation: no rotation was interrupted\nHint: without --resume a new one begins\n",
    });
    const mortal = await scene.open({ wrap: (store) => createDyingStore(store, { write: 2, when: "before" }) });
    await mortal.keys.rotate({ resume: false }).catch(() => {});
    expect((await secretKey("status")).out).toContain("rotation    interrupted; `yardmaster secret key rotate --resume` finishes it\n");
    expect((await secretKey("status")).out).toContain("secrets     1 sealed, 1 of them under <1>\n");
    expect((await secretKey("rotate", "--resume")).out).toBe("rotated: <2> is active, 1 secret sealed again\n");
  });

  it("gives a key up only when that is meant", async () => {
    const { house, secretKey, first } = await openKeys();
    await house.apply({ prod: { A: "1" } });
    expect(await secretKey("revoke", await first())).toEqual({
      exit: 2,
      out: "",
      err: "Error: revoking <1>: the key is in use\nHint: what is sealed under it becomes unreadable for good; --force if that is meant\n",
    });
    expect(await secretKey("revoke", await first(), "--force")).toEqual({ exit: 0, out: "revoked: <1>\n", err: STORED });
    expect(await secretKey("status")).toEqual({
      exit: 1,
      err: "",
      out: [
        "active key  none; `yardmaster secret key bootstrap` makes one\n",
        "master key  from the file secret.key in the data directory\n",
        "secrets     1 sealed, 1 of them under <1>\n",
        "unreadable  secretstore/prod (project: default); apply it again with its values, or delete it\n",
      ].join(""),
    });
    expect((await secretKey("rotate")).exit).toBe(2);
    expect(await secretKey("revoke", "key_zz")).toMatchObject({ exit: 4, err: expect.stringContaining("secret key not found: key_zz") });
  });

  it("says what is wrong with the master key, and leaves with an error", async () => {
    const { scene, house, secretKey } = await openKeys();
    await house.apply({ prod: { A: "1" } });
    scene.masterKey.key = null;
    const { exit, out } = await secretKey("status");
    expect(exit).toBe(1);
    expect(out).toContain("trouble     reading the master key /keys/secret.key: it is gone\n");
  });
});
