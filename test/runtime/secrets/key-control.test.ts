// What may be asked of the keys of secrets: what is answered, what is refused, and what of a key is gone when it has ended.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSecretScene, type House, type SecretScene, secretStore } from "./secret-scene.ts";

let scene: SecretScene;
let house: House;

beforeEach(async () => {
  scene = createSecretScene();
  house = await scene.open();
});
afterEach(() => scene.dispose());

async function firstKey(): Promise<string> {
  const [key] = await house.keys.list({});
  if (!key) throw new Error("there is no key");
  return key.id;
}

describe("the status", () => {
  it("is fine before anything was sealed, without asking for a master key", async () => {
    expect(await house.keys.status({})).toEqual({
      active: null,
      keys: 0,
      sealed: {},
      source: "file",
      trouble: null,
      unreadable: [],
      rotating: false,
    });
    expect(scene.masterKey.asked).toEqual([]);
  });

  it("counts what is sealed under which key", async () => {
    await house.apply({ prod: { A: "1", B: "2" }, test: { C: "3" } });
    const key = await firstKey();
    expect(await house.keys.status({})).toEqual({
      active: key,
      keys: 1,
      sealed: { [key]: 3 },
      source: "file",
      trouble: null,
      unreadable: [],
      rotating: false,
    });
  });

  it("says in words what is wrong with the master key", async () => {
    await house.apply({ prod: { A: "1" } });
    scene.masterKey.key = null;
    expect(await house.keys.status({})).toMatchObject({
      active: await firstKey(),
      trouble: { message: expect.stringContaining("it is gone") },
    });
  });

  it("names the stores with values that do not open", async () => {
    await house.apply({ prod: { A: "1" }, test: { C: "3" } });
    await house.keys.revoke({ id: await firstKey(), force: true });
    await house.keys.bootstrap({});
    await house.apply({ test: { C: "3" } });
    expect(await house.keys.status({})).toMatchObject({ trouble: null, unreadable: ["secretstore/prod (project: default)"] });
  });
});

describe("a rotation", () => {
  it("seals every secret again, of every project and origin, and changes nothing else", async () => {
    await house.apply({ prod: { A: "1", B: "2" } });
    const theirs = secretStore("prod", { A: "from the repository" }, "repository");
    const other = { ...secretStore("prod", { A: "3" }, "repository"), metadata: { ...theirs.metadata, project: "web" } };
    await house.desk.submit({ type: "resources.sync", origin: "repository", version: "1", resources: [theirs, other] });
    const { version, resources } = await house.desk.load();
    const { active, resealed } = await house.keys.rotate({ resume: false });
    expect(resealed).toBe(4);
    expect(await house.keys.status({})).toMatchObject({ active, keys: 2, sealed: { [active]: 4 }, rotating: false });
    const after = await house.desk.load();
    expect(after.version).toBe(version);
    expect([...after.resources.values()].map(({ revision }) => revision)).toEqual([...resources.values()].map(({ revision }) => revision));
    const { reveal } = await house.vault.open();
    const shown = [...after.resources.values()].map(({ declarations }) => declarations.map((each) => reveal(each).spec["data"]));
    expect(shown).toEqual([[{ A: "1", B: "2" }, { A: "from the repository" }], [{ A: "3" }]]);
  });

  it("leaves nothing on the disk of the key that it retires", async () => {
    await house.apply({ prod: { A: "1" } });
    const id = await firstKey();
    const wrapped = String((await house.store.getDocument("secret-keys", id))?.body["wrapped"]);
    expect(scene.bytes().includes(wrapped)).toBe(true);
    await house.keys.rotate({ resume: false });
    expect((await house.store.getDocument("secret-keys", id))?.body).toEqual({});
    await scene.closeAll();
    expect(scene.bytes().includes(id)).toBe(true);
    expect(scene.bytes().includes(wrapped)).toBe(false);
  });

  it("needs an active key, and with --resume one that was interrupted", async () => {
    await expect(house.keys.rotate({ resume: false })).rejects.toMatchObject({ code: "secret.no-active-key" });
    await house.keys.bootstrap({});
    await expect(house.keys.rotate({ resume: true })).rejects.toMatchObject({ code: "secret.no-rotation" });
    await house.keys.revoke({ id: await firstKey(), force: true });
    await expect(house.keys.rotate({ resume: false })).rejects.toMatchObject({ code: "secret.no-active-key" });
  });

  it("begins nothing while a secret that should open does not", async () => {
    await house.apply({ prod: { A: "1" }, test: { A: "2" } });
    const moved = { ...(await house.stored("prod")), metadata: (await house.stored("test")).metadata };
    await house.desk.submit({ type: "resources.apply", project: "default", resources: [moved], prune: false, expected: null });
    const position = await house.store.feedPosition();
    await expect(house.keys.rotate({ resume: false })).rejects.toMatchObject({
      code: "secret.unreadable",
      message: expect.stringContaining("A of secretstore/test"),
    });
    expect(await house.store.feedPosition()).toBe(position);
  });

  it("is not held up by what is lost already", async () => {
    await house.apply({ lost: { A: "1" } });
    await house.keys.revoke({ id: await firstKey(), force: true });
    await house.keys.bootstrap({});
    await house.apply({ prod: { A: "2" } });
    expect(await house.keys.rotate({ resume: false })).toMatchObject({ resealed: 1 });
    expect((await house.keys.list({})).map(({ state }) => state)).toEqual(["revoked", "retired", "active"]);
  });
});

describe("a key that is revoked", () => {
  beforeEach(async () => {
    await house.apply({ prod: { A: "1" } });
  });

  it("has to be meant when it is active, or when secrets are sealed under it", async () => {
    const id = await firstKey();
    await expect(house.keys.revoke({ id, force: false })).rejects.toMatchObject({ code: "secret.key-in-use" });
    expect(await house.read()).toEqual({ prod: { A: "1" } });
    expect(await house.keys.revoke({ id, force: true })).toMatchObject({ id, state: "revoked" });
  });

  it("leaves its secrets unreadable, by name, and stops others from being stored until there is a new key", async () => {
    const id = await firstKey();
    await house.keys.revoke({ id, force: true });
    await expect(house.read()).rejects.toMatchObject({
      code: "secret.unreadable",
      message: `opening A of secretstore/prod: it is sealed under the key ${id}, which is revoked`,
    });
    const position = await house.store.feedPosition();
    await expect(house.apply({ prod: { A: "1" } })).rejects.toMatchObject({ code: "secret.no-active-key" });
    expect(await house.store.feedPosition()).toBe(position);
    await house.keys.bootstrap({});
    await house.apply({ prod: { A: "1" } });
    expect(await house.read()).toEqual({ prod: { A: "1" } });
  });

  it("leaves nothing of itself on the disk", async () => {
    const id = await firstKey();
    const wrapped = String((await house.store.getDocument("secret-keys", id))?.body["wrapped"]);
    await house.keys.revoke({ id, force: true });
    await scene.closeAll();
    expect(scene.bytes().includes(wrapped)).toBe(false);
  });

  it("can be named by the beginning of its id, as long as only one begins so", async () => {
    await house.keys.rotate({ resume: false });
    await expect(house.keys.revoke({ id: "key_", force: true })).rejects.toMatchObject({
      code: "secret.key-ambiguous",
      message: expect.stringContaining("multiple secret keys match prefix 'key_'"),
    });
    for (const id of ["key_zz", ""]) {
      await expect(house.keys.revoke({ id, force: true })).rejects.toMatchObject({ code: "secret.key-not-found" });
    }
    const { active } = await house.keys.status({});
    expect(await house.keys.revoke({ id: (active ?? "").slice(0, -1), force: true })).toMatchObject({ id: active, state: "revoked" });
  });

  it("is nothing that was retired", async () => {
    const id = await firstKey();
    await house.keys.rotate({ resume: false });
    await expect(house.keys.revoke({ id, force: true })).rejects.toMatchObject({ code: "secret.key-retired" });
  });
});

describe("the first key", () => {
  it("is made when asked, once", async () => {
    expect(await house.keys.bootstrap({})).toMatchObject({ state: "active" });
    await expect(house.keys.bootstrap({})).rejects.toMatchObject({ code: "secret.already-active" });
    expect(await house.keys.list({})).toHaveLength(1);
  });
});

describe("the history", () => {
  it("tells what became of which key, newest first", async () => {
    const { id: one } = await house.keys.bootstrap({});
    scene.clock.advance(1000);
    const { active: two } = await house.keys.rotate({ resume: false });
    const history = await house.keys.history({ limit: 50, keyId: null });
    expect(history).toEqual([
      { at: 1_001_000, keyId: one, event: "retired" },
      { at: 1_001_000, keyId: two, event: "created" },
      { at: 1_001_000, keyId: one, event: "superseded" },
      { at: 1_000_000, keyId: one, event: "created" },
    ]);
    expect(await house.keys.history({ limit: 2, keyId: null })).toEqual(history.slice(0, 2));
    expect((await house.keys.history({ limit: 50, keyId: two })).map(({ event }) => event)).toEqual(["created"]);
    await expect(house.keys.history({ limit: 50, keyId: "key_zz" })).rejects.toMatchObject({ code: "secret.key-not-found" });
  });
});
