// A data key wrapped by the master key: it opens with that key and under its own id only, and says which of the two was wrong.
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { unwrapKey, wrapKey } from "../../../src/runtime/secrets/wrap-key.ts";

const MASTER = randomBytes(32);
const KEY = { id: "key_1", bytes: randomBytes(32) };

function withPart(index: number, change: (part: Buffer) => Buffer) {
  const { wrapped, mark } = wrapKey(KEY, MASTER);
  const parts = wrapped.split(":").map((part, at) => (at === index ? change(Buffer.from(part, "base64url")).toString("base64url") : part));
  return { wrapped: parts.join(":"), mark };
}

const flip = (part: Buffer) => Buffer.from(part.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));

describe("a wrapped key", () => {
  it("opens to what was wrapped, after a way through JSON", () => {
    expect(unwrapKey("key_1", JSON.parse(JSON.stringify(wrapKey(KEY, MASTER))), MASTER)).toEqual({ key: KEY });
  });

  it("shows neither key", () => {
    const { wrapped, mark } = wrapKey(KEY, MASTER);
    for (const text of [KEY.bytes, MASTER].flatMap((key) => [key.toString("hex"), key.toString("base64"), key.toString("base64url")])) {
      expect(`${wrapped} ${mark}`).not.toContain(text);
    }
  });

  it("is not opened by another master key, and says so", () => {
    expect(unwrapKey("key_1", wrapKey(KEY, MASTER), randomBytes(32))).toEqual({ trouble: "wrong-key" });
  });

  it.each([
    ["a changed ciphertext", "key_1", withPart(3, flip)],
    ["a changed tag", "key_1", withPart(2, flip)],
    ["a tag cut to four bytes", "key_1", withPart(2, (tag) => tag.subarray(0, 4))],
    ["a changed start value", "key_1", withPart(1, flip)],
    ["another key's id", "key_2", wrapKey(KEY, MASTER)],
    ["another version", "key_1", { ...wrapKey(KEY, MASTER), wrapped: wrapKey(KEY, MASTER).wrapped.replace("v1", "v2") }],
    ["a key of another length", "key_1", wrapKey({ id: "key_1", bytes: randomBytes(16) }, MASTER)],
    ["nothing", "key_1", null],
    ["what is left of a destroyed one", "key_1", {}],
    ["something else", "key_1", { wrapped: 1, mark: 2 }],
  ])("is damaged with %s", (_what, id, stored) => {
    expect(unwrapKey(id, stored, MASTER)).toEqual({ trouble: "damaged" });
  });
});
