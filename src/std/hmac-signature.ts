// Signatures as webhooks carry them: HMAC-SHA256 of the raw body in hex, with or without `sha256=` before it.
import { createHmac, timingSafeEqual } from "node:crypto";

/** The bytes of a signature; null for a text that is none. */
export function parseSignature(text: string): Uint8Array | null {
  const [, hex] = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  return hex === undefined ? null : Buffer.from(hex, "hex");
}

/** Whether one of the keys made the signature. Takes the same time whichever it is: each is tried, and each is compared to the end. */
export function isSignedByAny(keys: readonly string[], body: Uint8Array, signature: Uint8Array): boolean {
  let signed = false;
  for (const key of keys) {
    const expected = createHmac("sha256", key).update(body).digest();
    if (expected.length === signature.length && timingSafeEqual(expected, signature)) signed = true;
  }
  return signed;
}
