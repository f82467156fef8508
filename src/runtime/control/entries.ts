// Operations on what workflows remember: entries of a WorkflowStore, keyed by project, store and key.

export interface Entry {
  readonly key: string;
  /** The text as it was put. */
  readonly value: string;
  /** Milliseconds since the epoch; null when the store is kept by a command that does not say. */
  readonly updatedAt: number | null;
  /** The task that wrote it, where that is known. */
  readonly taskId: string | null;
}

export interface EntryPlace {
  readonly project: string;
  readonly store: string;
}

/** @throws entry.invalid, entry.backend-failed from every operation. */
export interface EntryControl {
  /** What has aged out is as good as gone, here and in lists. */
  get(request: EntryPlace & { readonly key: string }): Promise<Entry | null>;
  /** Checked against the store's schema first. */
  put(request: EntryPlace & { readonly key: string; readonly value: string; readonly taskId: string | null }): Promise<Entry>;
  /** By key. */
  list(request: EntryPlace & { readonly limit: number; readonly offset: number }): Promise<readonly Entry[]>;
  /** False: there was none. */
  delete(request: EntryPlace & { readonly key: string }): Promise<boolean>;
  /** Removes what the store's retention does not keep; answers how many. */
  prune(request: EntryPlace): Promise<number>;
}
