// Signatures of webhooks, against those that others publish.
import { describe, expect, it } from "vitest";
import { isSignedByAny, parseSignature } from "../../src/std/hmac-signature.ts";

const body = Buffer.from("Hello, World!");
/** From GitHub's page on validating deliveries. */
const GITHUB = { key: "It's a Secret to Everybody", signature: "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" };

function isSigned(keys: readonly string[], text: string): boolean {
  const signature = parseSignature(text);
  return signature !== null && isSignedByAny(keys, body, signature);
}

describe("a signature", () => {
  it("is the one that GitHub makes", () => {
    expect(isSigned([GITHUB.key], `sha256=${GITHUB.signature}`)).toBe(true);
  });

  it("is made by one of several keys", () => {
    expect(isSigned(["other", GITHUB.key, "another"], GITHUB.signature)).toBe(true);
    expect(isSigned(["other", "another"], GITHUB.signature)).toBe(false);
    expect(isSigned([], GITHUB.signature)).toBe(false);
  });

  it("is of other bytes when one bit differs", () => {
    expect(isSigned([GITHUB.key], GITHUB.signature.replace(/7$/, "6"))).toBe(false);
  });

  it.each(["", "sha256=", GITHUB.signature.slice(1), `${GITHUB.signature}00`, `sha512=${GITHUB.signature}`])("is not %j", (text) => {
    expect(parseSignature(text)).toBeNull();
  });
});
