// Where the master key comes from, as far as the keepers of secrets care: it wraps data keys and seals nothing itself.
// Which source there is, is for `app/` to choose.

export interface MasterKeySource {
  readonly kind: "file" | "environment" | "command";
  /** For messages: `YARDMASTER_SECRET_KEY`, or the file's path. */
  readonly name: string;
  /**
   * 32 bytes, the same ones each time.
   *
   * @param options.mayCreate nothing was wrapped yet, so that a source that can may make the key
   * @throws secret.master-key
   */
  load(options: { readonly mayCreate: boolean }): Promise<Buffer>;
}
