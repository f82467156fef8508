// Folds what happened to the keys of secrets. Pure; the given state stays as it was.
import type { SecretKeyEvent } from "./events.ts";
import type { SecretKeyStanding, SecretKeysState } from "./state.ts";

const STANDINGS = {
  "secret-key.created": "active",
  "secret-key.superseded": "decrypt_only",
  "secret-key.retired": "retired",
  "secret-key.revoked": "revoked",
} as const satisfies Record<SecretKeyEvent["type"], SecretKeyStanding>;

export function applySecretKeyEvents(state: SecretKeysState, events: readonly SecretKeyEvent[]): SecretKeysState {
  const keys = new Map(state.keys);
  for (const { type, keyId: id, at } of events) {
    keys.set(id, { id, state: STANDINGS[type], createdAt: keys.get(id)?.createdAt ?? at, changedAt: at });
  }
  return { keys };
}
