// A rotation that is killed, that meets another, or that meets an apply: no secret is lost, and the next one finishes it.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SecretVault } from "../../../src/runtime/secret-vault.ts";
import type { Store } from "../../../src/store/store.ts";
import { createDyingStore, type Death, Died } from "./dying-store.ts";
import { createSecretScene, type House, type SecretScene } from "./secret-scene.ts";

const SECRETS = { prod: { TOKEN: "one", OTHER: "two" }, test: { TOKEN: "three" } };
const MOST_WRITES = 5;

let scene: SecretScene;
let house: House;

beforeEach(async () => {
  scene = createSecretScene();
  house = await scene.open();
  await house.apply(SECRETS);
});
afterEach(() => scene.dispose());

const dying = (death: Death) => scene.open({ wrap: (store) => createDyingStore(store, death) });

/** How many writes it takes, undisturbed. */
async function countWrites(work: (mortal: House) => Promise<unknown>): Promise<number> {
  for (let write = 1; write <= MOST_WRITES; write += 1) {
    const survived = await work(await dying({ write, when: "before" })).then(
      () => true,
      () => false,
    );
    if (survived) return write - 1;
  }
  throw new Error("it takes more writes than anybody thought");
}

async function expectAllWell(survivor: House): Promise<void> {
  expect(await survivor.read()).toEqual(SECRETS);
  const { active, sealed, rotating } = await survivor.keys.status({});
  expect(sealed).toEqual({ [active ?? "none"]: 3 });
  expect(rotating).toBe(false);
  for (const { id, state } of await survivor.keys.list({})) {
    const { body = null } = (await survivor.store.getDocument("secret-keys", id)) ?? {};
    expect(Object.keys(body ?? {})).toEqual(state === "active" ? ["wrapped", "mark"] : []);
  }
}

describe("a rotation that is killed", () => {
  const deaths: readonly Death[] = [1, 2, 3].flatMap((write) => [{ write, when: "before" } as const, { write, when: "after" } as const]);

  it("can be killed at three writes", async () => {
    expect(await countWrites((mortal) => mortal.keys.rotate({ resume: false }))).toBe(deaths.length / 2);
  });

  it.each(deaths)("$when write $write loses nothing, and the next one finishes it", async (death) => {
    await expect((await dying(death)).keys.rotate({ resume: false })).rejects.toThrow(Died);
    const survivor = await scene.open();
    expect(await survivor.read()).toEqual(SECRETS);
    await survivor.keys.rotate({ resume: false });
    await expectAllWell(survivor);
  });

  it.each(deaths)("$when write $write is finished by --resume where there is something to finish", async (death) => {
    await expect((await dying(death)).keys.rotate({ resume: false })).rejects.toThrow(Died);
    const survivor = await scene.open();
    const { rotating } = await survivor.keys.status({});
    expect(rotating).toBe(!(death.write === 1 && death.when === "before") && !(death.write === 3 && death.when === "after"));
    if (rotating) await survivor.keys.rotate({ resume: true });
    await expectAllWell(survivor);
  });

  it.each(deaths)("$when write $write lets secrets be applied before it is finished", async (death) => {
    await expect((await dying(death)).keys.rotate({ resume: false })).rejects.toThrow(Died);
    const survivor = await scene.open();
    expect((await survivor.apply(SECRETS)).obstacles).toEqual([]);
    await survivor.keys.rotate({ resume: false });
    await expectAllWell(survivor);
  });

  it("again and again, at any write, loses nothing", async () => {
    const death = fc.record({ write: fc.integer({ min: 1, max: 3 }), when: fc.constantFrom("before", "after"), resume: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(death, { minLength: 1, maxLength: 5 }), async (row) => {
        for (const { resume, ...each } of row) {
          await (await dying(each)).keys.rotate({ resume }).catch(() => {});
          expect(await (await scene.open()).read()).toEqual(SECRETS);
        }
        const survivor = await scene.open();
        await survivor.keys.rotate({ resume: false });
        await expectAllWell(survivor);
        await scene.closeAll();
      }),
      { numRuns: 15 },
    );
  });
});

describe("a first secret that is killed", () => {
  it.each([1, 2].flatMap((write) => [{ write, when: "before" } as const, { write, when: "after" } as const]))(
    "$when write $write can be applied again",
    async (death) => {
      const fresh = createSecretScene();
      try {
        const mortal = await fresh.open({ wrap: (store) => createDyingStore(store, death) });
        await expect(mortal.apply(SECRETS)).rejects.toThrow(Died);
        const survivor = await fresh.open();
        await survivor.apply(SECRETS);
        await expectAllWell(survivor);
      } finally {
        await fresh.dispose();
      }
    },
  );
});

describe("a revocation that is killed", () => {
  it.each(["before", "after"] as const)("%s its one write has happened or has not", async (when) => {
    const [key] = await house.keys.list({});
    await expect((await dying({ write: 1, when })).keys.revoke({ id: key?.id ?? "", force: true })).rejects.toThrow(Died);
    const survivor = await scene.open();
    if (when === "before") await expectAllWell(survivor);
    else await expect(survivor.read()).rejects.toMatchObject({ code: "secret.unreadable" });
  });
});

describe("two rotations at once", () => {
  it("end with one active key that everything is sealed under", async () => {
    const houses = await Promise.all([scene.open(), scene.open(), scene.open()]);
    await Promise.all(houses.map(({ keys }) => keys.rotate({ resume: false })));
    await expectAllWell(await scene.open());
    expect((await house.keys.list({})).map(({ state }) => state)).toEqual(["retired", "retired", "retired", "active"]);
  });

  it("lose nothing when the one that resumes meets the one that goes on", async () => {
    await expect((await dying({ write: 2, when: "before" })).keys.rotate({ resume: false })).rejects.toThrow(Died);
    const [one, other] = [await scene.open(), await scene.open()];
    await Promise.all([one.keys.rotate({ resume: true }), other.keys.rotate({ resume: false })]);
    await expectAllWell(await scene.open());
  });
});

describe("a rotation that meets a revocation", () => {
  it("ends without the key that was revoked under its hands", async () => {
    const [key] = await house.keys.list({});
    const other = await scene.open();
    const rotating = await scene.open({
      wrap: (store) =>
        interrupting(
          store,
          "append",
          ({ events: [event] }) => event?.type === "resources.resealed",
          () => other.keys.revoke({ id: key?.id ?? "", force: true }),
        ),
    });
    // The values were opened before, so that they can be sealed again all the same.
    await rotating.keys.rotate({ resume: false });
    expect(await rotating.read()).toEqual(SECRETS);
    expect((await rotating.keys.list({})).map(({ state }) => state)).toEqual(["revoked", "active"]);
  });

  it("does not wait for secrets that the revocation has made unreadable", async () => {
    await expect((await dying({ write: 2, when: "before" })).keys.rotate({ resume: false })).rejects.toThrow(Died);
    const [key] = await house.keys.list({});
    const other = await scene.open();
    const rotating = await scene.open({
      wrap: (store) =>
        interrupting(
          store,
          "read",
          (stream) => String(stream).startsWith("resources/"),
          () => other.keys.revoke({ id: key?.id ?? "", force: true }),
        ),
    });
    expect(await rotating.keys.rotate({ resume: true })).toMatchObject({ resealed: 0 });
    await expect(rotating.read()).rejects.toMatchObject({ code: "secret.unreadable" });
  });
});

describe("opening the vault while a rotation ends", () => {
  it("finds the keys as they are then", async () => {
    const other = await scene.open();
    const wrap: Parameters<typeof scene.open>[0] = {
      wrap: (store) =>
        interrupting(
          store,
          "getDocument",
          () => true,
          () => other.keys.rotate({ resume: false }),
        ),
    };
    expect(await (await scene.open(wrap)).read()).toEqual(SECRETS);
  });
});

/** A store on which something else happens once, right before a call. */
function interrupting<Name extends "append" | "read" | "getDocument">(
  store: Store,
  name: Name,
  isMeant: (...given: Parameters<Store[Name]>) => boolean,
  happens: () => Promise<unknown>,
): Store {
  let hasHappened = false;
  const method = store[name] as (...given: unknown[]) => Promise<unknown>;
  async function intercepted(...given: unknown[]): Promise<unknown> {
    if (!hasHappened && isMeant(...(given as Parameters<Store[Name]>))) {
      hasHappened = true;
      await happens();
    }
    return await method(...given);
  }
  return { ...store, [name]: intercepted };
}

describe("an apply that meets a rotation", () => {
  /** Stops after the vault was opened, that is with the old key in hand, until it is let go. */
  function createGate() {
    let arrive = () => {};
    let letGo = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const opened = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const wrapVault = (vault: SecretVault): SecretVault => ({
      async open() {
        const keys = await vault.open();
        arrive();
        await opened;
        return keys;
      },
    });
    return { arrived, letGo, wrapVault };
  }

  it("is sealed under the new key even when it had opened the vault before and is as slow as can be", async () => {
    const gate = createGate();
    const slow = await scene.open({ wrapVault: gate.wrapVault });
    const applied = slow.apply({ prod: { TOKEN: "changed", OTHER: "two" }, late: { TOKEN: "new" } });
    await gate.arrived;
    await house.keys.rotate({ resume: false });
    gate.letGo();
    expect((await applied).changes.map(({ change }) => change)).toEqual(["updated", "created"]);
    const after = await scene.open();
    expect(await after.read()).toEqual({ prod: { TOKEN: "changed", OTHER: "two" }, test: { TOKEN: "three" }, late: { TOKEN: "new" } });
    const { active, sealed } = await after.keys.status({});
    expect(sealed).toEqual({ [active ?? "none"]: 4 });
  });

  it("is not fooled by a rotation that had nothing to seal again", async () => {
    const fresh = createSecretScene();
    try {
      const gate = createGate();
      const rotating = await fresh.open();
      await rotating.keys.bootstrap({});
      const slow = await fresh.open({ wrapVault: gate.wrapVault });
      const applied = slow.apply({ prod: { TOKEN: "one" } });
      await gate.arrived;
      await rotating.keys.rotate({ resume: false });
      gate.letGo();
      await applied;
      expect(await rotating.read()).toEqual({ prod: { TOKEN: "one" } });
    } finally {
      await fresh.dispose();
    }
  });

  it("loses nothing, however they interleave", async () => {
    const [rotating, applying] = [await scene.open(), await scene.open()];
    const rounds = 12;
    await Promise.all([
      (async () => {
        for (let round = 0; round < rounds; round += 1) await rotating.keys.rotate({ resume: false });
      })(),
      (async () => {
        for (let round = 0; round < rounds; round += 1)
          await applying.apply({ prod: { TOKEN: `one ${round}`, OTHER: "two" }, [`s${round}`]: { K: `${round}` } });
      })(),
    ]);
    const all = await (await scene.open()).read();
    expect(Object.keys(all)).toHaveLength(2 + rounds);
    expect(all["prod"]).toEqual({ TOKEN: `one ${rounds - 1}`, OTHER: "two" });
    expect(all["s3"]).toEqual({ K: "3" });
  });
});
