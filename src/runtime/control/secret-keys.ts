// Operations on the keys that secrets are sealed with. No operation answers key material.
import type { SecretKey } from "../../core/secrets/state.ts";

export interface SecretKeyStatus {
  /** The id of the key that seals. */
  readonly active: string | null;
  /** Keys there ever were. */
  readonly keys: number;
  /** Secret values sealed, by the key that they are sealed under. */
  readonly sealed: Readonly<Record<string, number>>;
  /** Where the master key comes from, which wraps these keys. */
  readonly source: "file" | "environment" | "command";
  /** Why the master key is not there or does not open the keys, in words; null when it does or nothing is to be opened. */
  readonly trouble: { readonly message: string; readonly hint: string | null } | null;
  /** Secret stores with a value that does not open though the keys do: `secretstore/prod (project: default)`. */
  readonly unreadable: readonly string[];
  /** A rotation was interrupted and waits to be finished. */
  readonly rotating: boolean;
}

export interface SecretKeyEventRecord {
  readonly at: number;
  readonly keyId: string;
  readonly event: "created" | "superseded" | "retired" | "revoked";
}

export interface SecretKeyControl {
  status(request: object): Promise<SecretKeyStatus>;
  /** Oldest first. */
  list(request: object): Promise<readonly SecretKey[]>;
  /**
   * A new active key, every secret sealed again, the old keys retired and destroyed; also those of a rotation that was interrupted.
   *
   * @param request.resume only finish one that was interrupted @throws secret.no-rotation when there is none
   * @throws secret.no-active-key; secret.unreadable when a value that should open does not: nothing was changed
   */
  rotate(request: { readonly resume: boolean }): Promise<{ readonly active: string; readonly resealed: number }>;
  /**
   * Ends a key, and with it every value that is sealed under it.
   *
   * @param request.id or a prefix that only one key has
   * @throws secret.key-not-found, secret.key-ambiguous, secret.key-retired; secret.key-in-use without `force`
   */
  revoke(request: { readonly id: string; readonly force: boolean }): Promise<SecretKey>;
  /** A first key, or one after the active key was revoked. @throws secret.already-active */
  bootstrap(request: object): Promise<SecretKey>;
  /** Newest first. @param request.keyId as in `revoke`; null: all */
  history(request: { readonly limit: number; readonly keyId: string | null }): Promise<readonly SecretKeyEventRecord[]>;
}
