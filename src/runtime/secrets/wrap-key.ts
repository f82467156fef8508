// A data key as it is stored: wrapped by the master key with AES-256-GCM and bound to its id, so that one cannot be put in another's place.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { DataKey } from "./seal.ts";

export interface WrappedKey {
  /** `v1:<iv>:<tag>:<ciphertext>`, the last three in base64url. */
  readonly wrapped: string;
  /** Tells, without opening anything, whether a master key is the one that it was wrapped with. */
  readonly mark: string;
}

export type UnwrappedKey = { readonly key: DataKey } | { readonly trouble: "wrong-key" | "damaged" };

const VERSION = "v1";
const IV_BYTES = 12;
const TAG = { authTagLength: 16 };
const KEY_BYTES = 32;

export function wrapKey({ id, bytes }: DataKey, masterKey: Buffer): WrappedKey {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", masterKey, iv).setAAD(toBinding(id));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString("base64url"));
  return { wrapped: [VERSION, ...parts].join(":"), mark: toMark(masterKey) };
}

/** @param stored what was kept under this id, whatever it is by now */
export function unwrapKey(id: string, stored: unknown, masterKey: Buffer): UnwrappedKey {
  if (!isWrapped(stored)) return { trouble: "damaged" };
  if (stored.mark !== toMark(masterKey)) return { trouble: "wrong-key" };
  const [version, iv = "", tag = "", ciphertext = ""] = stored.wrapped.split(":");
  if (version !== VERSION) return { trouble: "damaged" };
  try {
    const decipher = createDecipheriv("aes-256-gcm", masterKey, Buffer.from(iv, "base64url"), TAG);
    decipher.setAAD(toBinding(id)).setAuthTag(Buffer.from(tag, "base64url"));
    const bytes = Buffer.concat([decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()]);
    return bytes.length === KEY_BYTES ? { key: { id, bytes } } : { trouble: "damaged" };
  } catch {
    return { trouble: "damaged" };
  }
}

function isWrapped(stored: unknown): stored is WrappedKey {
  if (typeof stored !== "object" || stored === null) return false;
  const { wrapped, mark } = stored as Partial<Record<keyof WrappedKey, unknown>>;
  return typeof wrapped === "string" && typeof mark === "string";
}

function toBinding(id: string): Buffer {
  return Buffer.from(`secret-key/${id}`);
}

function toMark(masterKey: Buffer): string {
  return createHmac("sha256", masterKey).update("mark").digest("base64url");
}
