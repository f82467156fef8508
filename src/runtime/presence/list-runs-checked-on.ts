// The runs whose check stands on a commit, by what was shown of them.
import type { Store } from "../../store/store.ts";
import { PRESENCES, type Shown } from "./shown.ts";

/** Nobody asks for a check again that is older than so many. */
const MOST_SHOWN = 2_000;

export async function listRunsCheckedOn(store: Store, commit: string): Promise<ReadonlySet<string>> {
  const found = await store.listDocuments({ collection: PRESENCES, limit: MOST_SHOWN });
  const onIt = found.filter(({ body }) => (body as unknown as Shown).checks.some((check) => check.commit === commit));
  return new Set(onIt.map(({ id }) => id));
}
