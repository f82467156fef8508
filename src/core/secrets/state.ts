// The keys that secrets are sealed with: what became of each, and when. Ids and times; key material is nowhere in the core.

/** `active` seals and opens; `decrypt_only` still opens; `revoked` and `retired` do neither, and their material is gone. */
export type SecretKeyStanding = "active" | "decrypt_only" | "revoked" | "retired";

export interface SecretKey {
  readonly id: string;
  readonly state: SecretKeyStanding;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it reached its state. */
  readonly changedAt: number;
}

/** At most one key is active. While there are keys that only decrypt, a rotation waits to be finished. */
export interface SecretKeysState {
  /** Oldest first. */
  readonly keys: ReadonlyMap<string, SecretKey>;
}

export const NO_SECRET_KEYS: SecretKeysState = { keys: new Map() };

export function toActiveKey({ keys }: SecretKeysState): SecretKey | null {
  return [...keys.values()].find(({ state }) => state === "active") ?? null;
}

/** Keys whose values are still to be sealed again. */
export function toSupersededKeys({ keys }: SecretKeysState): readonly SecretKey[] {
  return [...keys.values()].filter(({ state }) => state === "decrypt_only");
}

/** Those that open something, and whose material therefore has to be there. */
export function toLiveKeys({ keys }: SecretKeysState): readonly SecretKey[] {
  return [...keys.values()].filter(({ state }) => state === "active" || state === "decrypt_only");
}
