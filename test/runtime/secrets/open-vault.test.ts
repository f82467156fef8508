// Sealing and opening whole stores: what keeps its form, what is sealed again, and what cannot be helped.
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { SecretKeyStanding } from "../../../src/core/secrets/state.ts";
import { createOpenVault } from "../../../src/runtime/secrets/open-vault.ts";
import type { DataKey, SealedValue } from "../../../src/runtime/secrets/seal.ts";
import { countSealed } from "../../../src/runtime/secrets/sealed-values.ts";
import { secretStore } from "./secret-scene.ts";

const MATERIAL = new Map(["one", "two"].map((id): [string, DataKey] => [id, { id, bytes: randomBytes(32) }]));

/** Those that ended have no material. */
function vault(standings: Readonly<Record<string, SecretKeyStanding>>) {
  const ids = Object.keys(standings);
  const state = { keys: new Map(ids.map((id) => [id, { id, state: standings[id] as SecretKeyStanding, createdAt: 1, changedAt: 1 }])) };
  const live = [...MATERIAL].filter(([id]) => standings[id] === "active" || standings[id] === "decrypt_only");
  return createOpenVault({ state, keys: new Map(live) });
}

const first = vault({ one: "active" });
const rotating = vault({ one: "decrypt_only", two: "active" });
const rotated = vault({ one: "retired", two: "active" });
const revoked = vault({ one: "revoked" });

const plain = secretStore("prod", { TOKEN: "hush", OTHER: "x" });
const dataOf = (resource: typeof plain) => resource.spec["data"] as Record<string, SealedValue>;

describe("an open vault", () => {
  it("seals every value of a secret store, and opens it again", () => {
    const sealed = first.protect(plain, null);
    expect(JSON.stringify(sealed)).not.toContain("hush");
    expect(first.reveal(JSON.parse(JSON.stringify(sealed)))).toEqual(plain);
  });

  it("leaves every other resource alone, and a store without values", () => {
    const env = { ...plain, kind: "EnvStore" };
    expect(first.protect(env, null)).toBe(env);
    expect(first.reveal(env)).toBe(env);
    const empty = secretStore("prod", {});
    expect(first.protect(empty, null)).toBe(empty);
  });

  it("keeps the sealed form of a value that did not change, and of no other", () => {
    const before = first.protect(plain, null);
    const after = first.protect(secretStore("prod", { OTHER: "y", TOKEN: "hush" }), before);
    expect(dataOf(after)["TOKEN"]).toBe(dataOf(before)["TOKEN"]);
    expect(dataOf(after)["OTHER"]).not.toEqual(dataOf(before)["OTHER"]);
    const elsewhere = first.protect(secretStore("other", { TOKEN: "hush" }), before);
    expect(dataOf(elsewhere)["TOKEN"]).not.toEqual(dataOf(before)["TOKEN"]);
  });

  it("hands a sealed value back as it is while its key is active", () => {
    const sealed = first.protect(plain, null);
    expect(first.protect(sealed, null)).toBe(sealed);
  });

  it("seals again what is sealed under a key that only decrypts", () => {
    const before = first.protect(plain, null);
    const after = rotating.protect(before, null);
    expect(countSealed([after])).toEqual(new Map([["two", 2]]));
    expect(rotated.reveal(after)).toEqual(plain);
    expect(dataOf(rotating.protect(plain, before))["TOKEN"]).not.toEqual(dataOf(before)["TOKEN"]);
  });

  it("hands back what nobody can open any more, and seals what is new beside it", () => {
    const lost = first.protect(plain, null);
    const mixed = secretStore("prod", { ...dataOf(lost), NEW: "fresh" });
    const sealed = rotated.protect(mixed, lost);
    expect(dataOf(sealed)["TOKEN"]).toBe(dataOf(lost)["TOKEN"]);
    expect(countSealed([sealed])).toEqual(
      new Map([
        ["one", 2],
        ["two", 1],
      ]),
    );
  });

  it("names the value, the store and the key of what it cannot open", () => {
    const lost = first.protect(plain, null);
    expect(() => revoked.reveal(lost)).toThrow(
      expect.objectContaining({
        code: "secret.unreadable",
        message: "opening TOKEN of secretstore/prod: it is sealed under the key one, which is revoked",
      }),
    );
    expect(() => vault({}).reveal(lost)).toThrow("which is not known here");
  });

  it("opens nothing that was altered, or moved to another store or another key of the store", () => {
    const sealed = first.protect(plain, null);
    const token = dataOf(sealed)["TOKEN"] as SealedValue;
    const altered = { ...token, $sealed: token.$sealed.replace(/.{6}$/, "AAAAAA") };
    for (const moved of [
      secretStore("prod", { TOKEN: altered }),
      secretStore("other", { TOKEN: token }),
      secretStore("prod", { OTHER: token }),
    ]) {
      const refused = expect.objectContaining({
        code: "secret.unreadable",
        message: expect.stringContaining("altered, or sealed for another place (key one)"),
      });
      expect(() => first.reveal(moved)).toThrow(refused);
      expect(() => rotating.protect(moved, null)).toThrow(refused);
    }
  });

  it("seals nothing without an active key", () => {
    expect(() => revoked.protect(plain, null)).toThrow(
      expect.objectContaining({ code: "secret.no-active-key", message: "sealing TOKEN of secretstore/prod: no key is active" }),
    );
  });

  it("keeps nothing in the clear, even where a value is no text", () => {
    const odd = first.protect(secretStore("prod", { PIN: 12345, LIST: ["hush"], NOTHING: null }), null);
    expect(JSON.stringify(odd)).not.toMatch(/12345|hush/);
    expect(dataOf(first.reveal(odd))).toEqual({ PIN: "12345", LIST: '["hush"]', NOTHING: "null" });
  });

  it("takes names that mean something to the language for what they are", () => {
    const odd = secretStore("prod", JSON.parse('{ "__proto__": "a", "constructor": "b", "toString": "c" }'));
    const sealed = first.protect(odd, odd);
    expect(Object.keys(dataOf(sealed))).toEqual(["__proto__", "constructor", "toString"]);
    expect(first.reveal(sealed)).toEqual(odd);
  });
});
