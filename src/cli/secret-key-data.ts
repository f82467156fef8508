// Keys of secrets for programs: the stable shapes behind `-o json` and `-o yaml`. Names are snake_case, times ISO 8601 in UTC.
import type { SecretKey } from "../core/secrets/state.ts";
import type { SecretKeyEventRecord, SecretKeyStatus } from "../runtime/control/secret-keys.ts";

export function toKeyData({ id, state, createdAt, changedAt }: SecretKey) {
  return { id, state, created_at: toIso(createdAt), changed_at: toIso(changedAt) };
}

export function toStatusData({ active, keys, sealed, source, trouble, unreadable, rotating }: SecretKeyStatus) {
  const words = trouble === null ? null : toTroubleWords(trouble);
  return { active_key: active, keys, sealed_values: sealed, master_key_source: source, trouble: words, unreadable, rotating };
}

export function toTroubleWords({ message, hint }: NonNullable<SecretKeyStatus["trouble"]>): string {
  return hint === null ? message : `${message}; ${hint}`;
}

const SOURCES = {
  file: "the file secret.key in the data directory",
  environment: "YARDMASTER_SECRET_KEY",
  command: "YARDMASTER_SECRET_KEY_COMMAND",
} as const satisfies Record<SecretKeyStatus["source"], string>;

export function toSourceWords(source: SecretKeyStatus["source"]): string {
  return SOURCES[source];
}

export function toEventData({ at, keyId, event }: SecretKeyEventRecord) {
  return { created_at: toIso(at), key_id: keyId, event };
}

export function toIso(at: number): string {
  return new Date(at).toISOString();
}
