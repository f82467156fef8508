// One secret value, sealed with AES-256-GCM under a data key. Bound to its place, so that a sealed value cannot be moved elsewhere;
// carries a keyed fingerprint, so that applying the same value again is seen as no change without opening anything.
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What is stored in place of a value. */
export interface SealedValue {
  /** `v1:<data key id>:<iv>:<tag>:<ciphertext>`, the last three in base64url. */
  readonly $sealed: string;
  /** HMAC-SHA-256 of place and value under a key derived from the data key. */
  readonly $fingerprint: string;
}

/** A data key in the clear; lives in memory only. */
export interface DataKey {
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

const VERSION = "v1";
const IV_BYTES = 12;
/** Said outright, since Node would otherwise take a tag that was cut to four bytes, which can be guessed. */
const TAG = { authTagLength: 16 };

/** @param place what the value belongs to, such as `project/store/KEY` */
export function sealValue(value: string, place: string, key: DataKey): SealedValue {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
  return { $sealed: [VERSION, key.id, ...parts].join(":"), $fingerprint: fingerprint(value, place, key) };
}

/** @returns null when the value was not sealed for this place under this key, or was tampered with */
export function openValue({ $sealed }: SealedValue, place: string, key: DataKey): string | null {
  const [version, id, iv = "", tag = "", sealed = ""] = $sealed.split(":");
  if (version !== VERSION || id !== key.id) return null;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(iv, "base64url"), TAG);
    decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, "base64url"));
    return decipher.update(Buffer.from(sealed, "base64url"), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}

/** Is this the value that was sealed there? Needs no opening. */
export function isSameValue(sealed: SealedValue, value: string, place: string, key: DataKey): boolean {
  if (toKeyId(sealed) !== key.id) return false;
  const [a, b] = [Buffer.from(sealed.$fingerprint), Buffer.from(fingerprint(value, place, key))];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function toKeyId({ $sealed }: SealedValue): string | null {
  return $sealed.split(":")[1] ?? null;
}

export function isSealed(value: unknown): value is SealedValue {
  return typeof value === "object" && value !== null && "$sealed" in value && typeof value.$sealed === "string";
}

function fingerprint(value: string, place: string, key: DataKey): string {
  const own = createHmac("sha256", key.bytes).update("fingerprint").digest();
  return createHmac("sha256", own).update(`${place.length}:${place}:${value}`).digest("base64url");
}
