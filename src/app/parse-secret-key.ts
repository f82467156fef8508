// A master key as text: 32 bytes in base64 (either alphabet) or in hexadecimal digits. What is no key is never quoted.

const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

export function parseSecretKey(text: string): Buffer | null {
  const key = text.trim();
  if (HEX.test(key)) return Buffer.from(key, "hex");
  return BASE64.test(key) ? Buffer.from(key, "base64") : null;
}
