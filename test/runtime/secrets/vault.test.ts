// The vault on a real store: the first key, the right and the wrong master key, and what may be seen of a secret on the disk.
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeMasterKey, createSecretScene, type SecretScene } from "./secret-scene.ts";

const PLANTED = "planted-needle-73c1";
let scene: SecretScene;

beforeEach(() => {
  scene = createSecretScene();
});
afterEach(() => scene.dispose());

describe("the first secret", () => {
  it("makes a master key and a first key, and can be read again by another process", async () => {
    await (await scene.open()).apply({ prod: { TOKEN: PLANTED } });
    const other = await scene.open();
    expect(await other.read()).toEqual({ prod: { TOKEN: PLANTED } });
    expect(await other.keys.list({})).toMatchObject([{ state: "active" }]);
    expect(scene.masterKey.asked.filter(({ mayCreate }) => mayCreate)).toHaveLength(1);
  });

  it("is made under one key when two processes begin at once", async () => {
    const houses = [await scene.open(), await scene.open(), await scene.open()];
    await Promise.all(houses.map((house, index) => house.apply({ [`store-${index}`]: { TOKEN: PLANTED } })));
    for (const house of houses) expect(Object.keys(await house.read())).toHaveLength(3);
    expect(await houses[0]?.keys.list({})).toHaveLength(1);
  });

  it("leaves no sign of itself in events, documents or snapshots, nor does any key", async () => {
    const house = await scene.open();
    await house.apply({ prod: { TOKEN: PLANTED, [`KEY_${"x".repeat(10)}`]: `${PLANTED}-too` } });
    await house.apply({ prod: { TOKEN: `${PLANTED}-changed` } });
    await house.keys.rotate({ resume: false });
    const open = scene.bytes();
    await scene.closeAll();
    for (const bytes of [open, scene.bytes()]) {
      expect(bytes.includes("KEY_xxxxxxxxxx")).toBe(true);
      expect(bytes.includes(PLANTED)).toBe(false);
      expect(bytes.includes(Buffer.from(PLANTED).toString("base64url").slice(0, 20))).toBe(false);
      expect(bytes.includes(scene.masterKey.key ?? PLANTED)).toBe(false);
      expect(bytes.includes(scene.masterKey.key?.toString("base64url") ?? PLANTED)).toBe(false);
    }
  });

  it("is not seen as changed when it is applied again, neither before nor after a rotation", async () => {
    const house = await scene.open();
    const change = async () => (await house.apply({ prod: { TOKEN: PLANTED } })).changes.map((each) => each.change);
    expect(await change()).toEqual(["created"]);
    expect(await change()).toEqual(["unchanged"]);
    await house.keys.rotate({ resume: false });
    expect(await change()).toEqual(["unchanged"]);
  });
});

describe("the master key", () => {
  beforeEach(async () => {
    await (await scene.open()).apply({ prod: { TOKEN: PLANTED } });
  });

  it("that is another one is told apart by name, and nothing is changed", async () => {
    const position = await (await scene.open()).store.feedPosition();
    const house = await scene.open({ masterKey: createFakeMasterKey(randomBytes(32)) });
    const wrong = { code: "secret.wrong-key", message: expect.stringContaining("another master key than that of /keys/secret.key") };
    await expect(house.read()).rejects.toMatchObject(wrong);
    await expect(house.apply({ prod: { TOKEN: "other" } })).rejects.toMatchObject(wrong);
    await expect(house.keys.rotate({ resume: false })).rejects.toMatchObject(wrong);
    await expect(house.keys.bootstrap({})).rejects.toMatchObject(wrong);
    expect(await house.keys.status({})).toMatchObject({ trouble: { message: expect.stringContaining("another master key") } });
    expect(await house.store.feedPosition()).toBe(position);
    expect(await (await scene.open()).read()).toEqual({ prod: { TOKEN: PLANTED } });
  });

  it("that is gone is missed and never made anew", async () => {
    const gone = createFakeMasterKey();
    const house = await scene.open({ masterKey: gone });
    await expect(house.apply({ prod: { TOKEN: "other" } })).rejects.toMatchObject({ code: "secret.master-key" });
    await expect(house.keys.rotate({ resume: false })).rejects.toMatchObject({ code: "secret.master-key" });
    await expect(house.keys.bootstrap({})).rejects.toMatchObject({ code: "secret.master-key" });
    expect(gone.key).toBeNull();
    expect(gone.asked.every(({ mayCreate }) => !mayCreate)).toBe(true);
  });

  it("that is gone for good can be given up, and a new one made", async () => {
    const house = await scene.open({ masterKey: createFakeMasterKey() });
    const [key] = await house.keys.list({});
    await house.keys.revoke({ id: key?.id ?? "", force: true });
    await house.keys.bootstrap({});
    await house.apply({ prod: { TOKEN: "anew" } });
    expect(await house.read()).toEqual({ prod: { TOKEN: "anew" } });
  });

  it("is not asked for where no secret is", async () => {
    const house = await scene.open({ masterKey: createFakeMasterKey() });
    const project = { ...(await house.stored("prod")), kind: "Project", spec: {} };
    await house.desk.submit({ type: "resources.apply", project: "default", resources: [project], prune: false, expected: null });
    expect(await house.keys.list({})).toHaveLength(1);
  });
});

describe("a stored key", () => {
  it("that was altered or removed is damaged, by name", async () => {
    const house = await scene.open();
    await house.apply({ prod: { TOKEN: PLANTED } });
    const [key] = await house.keys.list({});
    const id = key?.id ?? "";
    const kept = await house.store.getDocument("secret-keys", id);
    if (!kept) throw new Error("the key's material is not there");
    const damaged = { code: "secret.damaged", message: expect.stringContaining(id) };
    await house.store.putDocument({ ...kept, body: { ...kept.body, wrapped: "v1:AAAA:AAAA:AAAA" } });
    await expect(house.read()).rejects.toMatchObject(damaged);
    await house.store.forget({ streams: [], documents: [{ collection: "secret-keys", id }] });
    await expect(house.read()).rejects.toMatchObject(damaged);
    await house.store.putDocument(kept);
    expect(await house.read()).toEqual({ prod: { TOKEN: PLANTED } });
  });

  it("put in another key's place opens nothing", async () => {
    const house = await scene.open();
    await house.keys.bootstrap({});
    const [one] = await house.keys.list({});
    const kept = await house.store.getDocument("secret-keys", one?.id ?? "");
    await house.keys.rotate({ resume: false });
    const [, two] = await house.keys.list({});
    if (!kept || !two) throw new Error("there should be two keys");
    await house.store.putDocument({ ...kept, id: two.id });
    await expect(house.vault.open()).rejects.toMatchObject({ code: "secret.damaged" });
  });
});
