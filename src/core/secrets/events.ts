// What happened to the keys of secrets: which key, and when. Nothing else may stand in these events, for they are kept for ever.

export type SecretKeyEvent =
  /** A new key seals from now on. */
  | { readonly type: "secret-key.created"; readonly keyId: string; readonly at: number }
  /** Another key took its place; until everything is sealed again it opens what it sealed. */
  | { readonly type: "secret-key.superseded"; readonly keyId: string; readonly at: number }
  /** Nothing was sealed under it any more; its material was destroyed with this commit. */
  | { readonly type: "secret-key.retired"; readonly keyId: string; readonly at: number }
  /** Someone gave it up with whatever it sealed; its material was destroyed with this commit. */
  | { readonly type: "secret-key.revoked"; readonly keyId: string; readonly at: number };
