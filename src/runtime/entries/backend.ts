// Where a store's entries are kept: the five things that are asked of a back end. What may be stored was checked before.
import type { EntryRetention, EntryShelf } from "../../store/store.ts";
import type { Entry } from "../control/entries.ts";

/** @throws entry.backend-failed, store.* from every method */
export interface EntryBackend {
  get(shelf: EntryShelf, key: string, retention: EntryRetention): Promise<Entry | null>;
  put(shelf: EntryShelf, entry: NewEntry, retention: EntryRetention): Promise<Entry>;
  /** By key. */
  list(shelf: EntryShelf, page: EntryPage, retention: EntryRetention): Promise<readonly Entry[]>;
  /** False: there was none. */
  delete(shelf: EntryShelf, key: string, retention: EntryRetention): Promise<boolean>;
  prune(shelf: EntryShelf, retention: EntryRetention): Promise<number>;
}

export type NewEntry = Omit<Entry, "updatedAt">;

export interface EntryPage {
  readonly limit: number;
  readonly offset: number;
}
