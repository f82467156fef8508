// Which key may be made, replaced, ended: events, or a refusal. Pure; ids of new keys come with the command that wants one.
import { assertNever } from "../errors.ts";
import type { SecretKeyEvent } from "./events.ts";
import { type SecretKey, type SecretKeysState, toActiveKey } from "./state.ts";

export type SecretKeyCommand =
  /** A first key, or one after the active key was revoked. */
  | { readonly type: "secret-keys.bootstrap"; readonly keyId: string }
  /** A new key takes the active one's place. What an interrupted rotation left behind is taken along. */
  | { readonly type: "secret-keys.begin-rotation"; readonly keyId: string }
  /** Everything that was sealed under these is sealed under another key now. Those that ended meanwhile stay as they are. */
  | { readonly type: "secret-keys.finish-rotation"; readonly keyIds: readonly string[] }
  /** @param sealed values under it, which nobody can read afterwards */
  | { readonly type: "secret-keys.revoke"; readonly keyId: string; readonly sealed: number; readonly force: boolean };

export type SecretKeyRefusal =
  | "secret.already-active"
  | "secret.no-active-key"
  | "secret.key-not-found"
  | "secret.key-in-use"
  | "secret.key-retired";

export type SecretKeyDecision = { readonly events: readonly SecretKeyEvent[] } | { readonly refused: SecretKeyRefusal };

export interface SecretKeyFacts {
  readonly now: number;
}

export function decideSecretKeys(command: SecretKeyCommand, state: SecretKeysState, { now: at }: SecretKeyFacts): SecretKeyDecision {
  const active = toActiveKey(state);
  switch (command.type) {
    case "secret-keys.bootstrap":
      return active ? { refused: "secret.already-active" } : { events: [{ type: "secret-key.created", keyId: command.keyId, at }] };
    case "secret-keys.begin-rotation":
      if (!active) return { refused: "secret.no-active-key" };
      return {
        events: [
          { type: "secret-key.superseded", keyId: active.id, at },
          { type: "secret-key.created", keyId: command.keyId, at },
        ],
      };
    case "secret-keys.finish-rotation":
      return {
        events: command.keyIds
          .filter((id) => state.keys.get(id)?.state === "decrypt_only")
          .map((keyId) => ({ type: "secret-key.retired", keyId, at })),
      };
    case "secret-keys.revoke":
      return decideRevoke(command, state.keys.get(command.keyId) ?? null, at);
    default:
      return assertNever(command);
  }
}

function decideRevoke(
  { sealed, force }: Extract<SecretKeyCommand, { type: "secret-keys.revoke" }>,
  key: SecretKey | null,
  at: number,
): SecretKeyDecision {
  if (!key) return { refused: "secret.key-not-found" };
  if (key.state === "revoked") return { events: [] };
  if (key.state === "retired") return { refused: "secret.key-retired" };
  if (!force && (key.state === "active" || sealed > 0)) return { refused: "secret.key-in-use" };
  return { events: [{ type: "secret-key.revoked", keyId: key.id, at }] };
}
