// The `local` provider: entries are rows of the store that keeps everything else too.
import type { Store } from "../../store/store.ts";
import type { EntryBackend } from "./backend.ts";

export function createStoreBackend(store: Store): EntryBackend {
  return {
    get: (shelf, key, retention) => store.getEntry(shelf, key, retention),
    put: (shelf, entry, retention) => store.putEntry(shelf, entry, retention),
    list: (shelf, page, retention) => store.listEntries(shelf, page, retention),
    delete: (shelf, key, retention) => store.deleteEntry(shelf, key, retention),
    prune: (shelf, retention) => store.pruneEntries(shelf, retention),
  };
}
