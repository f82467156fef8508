// Sealed values: opened only by their key and in their place, and the same value is known again without opening.
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DataKey, isSameValue, isSealed, openValue, sealValue, toKeyId } from "../../../src/runtime/secrets/seal.ts";

const newKey = (id: string): DataKey => ({ id, bytes: randomBytes(32) });

describe("a sealed value", () => {
  it("opens to what was sealed, whatever it was", () => {
    const key = newKey("k1");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (value, place) => {
        // A lone surrogate is no text in UTF-8; nothing that a file can hold has one.
        fc.pre(Buffer.from(value).toString() === value);
        const sealed = JSON.parse(JSON.stringify(sealValue(value, place, key)));
        expect(openValue(sealed, place, key)).toBe(value);
        expect(isSameValue(sealed, value, place, key)).toBe(true);
      }),
    );
  });

  it("does not show the value, nor that two places hold the same", () => {
    const key = newKey("k1");
    const [one, two] = [sealValue("hush-hush", "p/a/KEY", key), sealValue("hush-hush", "p/b/KEY", key)];
    expect(JSON.stringify([one, two])).not.toContain("hush-hush");
    expect(one.$fingerprint).not.toBe(two.$fingerprint);
    expect(one.$sealed).not.toBe(sealValue("hush-hush", "p/a/KEY", key).$sealed);
  });

  it("opens neither elsewhere, nor with another key, nor when a letter was changed or the tag was cut short", () => {
    const key = newKey("k1");
    const sealed = sealValue("hush", "p/a/KEY", key);
    expect(openValue(sealed, "p/a/OTHER", key)).toBeNull();
    expect(openValue(sealed, "p/a/KEY", newKey("k1"))).toBeNull();
    expect(openValue(sealed, "p/a/KEY", { ...key, id: "k2" })).toBeNull();
    const parts = sealed.$sealed.split(":");
    const last = parts.at(-1) ?? "";
    const tampered = [...parts.slice(0, -1), `${last.startsWith("A") ? "B" : "A"}${last.slice(1)}`].join(":");
    expect(openValue({ ...sealed, $sealed: tampered }, "p/a/KEY", key)).toBeNull();
    const cut = parts.map((part, index) => (index === 3 ? Buffer.from(part, "base64url").subarray(0, 4).toString("base64url") : part));
    expect(openValue({ ...sealed, $sealed: cut.join(":") }, "p/a/KEY", key)).toBeNull();
    expect(openValue({ ...sealed, $sealed: "nonsense" }, "p/a/KEY", key)).toBeNull();
  });

  it("tells its key and itself from ordinary values", () => {
    expect(toKeyId(sealValue("a", "b", newKey("k7")))).toBe("k7");
    expect([isSealed("a"), isSealed({ $sealed: 1 }), isSealed(null), isSealed(sealValue("a", "b", newKey("k")))]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
