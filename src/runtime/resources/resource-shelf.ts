// Each declared resource as a document of its own, brought up to date with the commit that changes it: who asks for one need not load
// them all. What these documents cannot answer, the stream does.
import { keyOf, type ResourceEvent, type ResourceKey, type ResourcesState, toResourceKey } from "../../core/resources/state.ts";
import type { DocumentChange, Store } from "../../store/store.ts";

export interface ShelfOptions {
  /** Of the documents. */
  readonly collection: string;
  /** The shape of what is kept; a shelf of another shape is passed over. */
  readonly schema: string;
}

/** What holds for the whole shelf. */
interface Head extends Pick<ResourcesState, "synced"> {
  readonly schema: string;
  /** How many there are. Fewer documents: an earlier release put only some of them here. */
  readonly resources: number;
}

/** No resource has it as its key. */
const HEAD = "head";
/** The tag of all others. */
const RESOURCE = "resource";

/** The documents that a commit changes. @param state after it */
export function toShelfChanges(
  { collection, schema }: ShelfOptions,
  state: ResourcesState,
  events: readonly ResourceEvent[],
): readonly DocumentChange[] {
  const at = events.at(-1)?.at ?? 0;
  const head: Head = { schema, synced: state.synced, resources: state.resources.size };
  // A new release synchronises what comes with it before anything else, and so puts everything here in its own shape.
  const isNewRelease = events.some((event) => event.type === "resources.synced" && event.origin === "builtin");
  const changed = new Set([...(isNewRelease ? state.resources.keys() : []), ...events.flatMap(toKeys)]);
  const changes = [...changed].map((id) => {
    const declared = state.resources.get(id);
    return declared === undefined ? { collection, id, body: null } : { collection, id, tag: RESOURCE, at, body: { ...declared } };
  });
  return [...changes, { collection, id: HEAD, tag: HEAD, at, body: { ...head } }];
}

function toKeys(event: ResourceEvent): readonly ResourceKey[] {
  switch (event.type) {
    case "resource.applied":
      return [keyOf(event.resource)];
    case "resource.deleted":
      return [toResourceKey(event.project, event.kind, event.name)];
    case "resources.resealed":
      return event.resources.map(keyOf);
    case "resources.synced":
      return [];
  }
}

/** The head of a shelf that holds everything; null when the stream has to be asked. */
export async function loadShelfHead(store: Store, { collection, schema }: ShelfOptions): Promise<Head | null> {
  const [found, counts] = await Promise.all([store.getDocument(collection, HEAD), store.countDocuments(collection)]);
  const head = found?.body as Head | undefined;
  return head?.schema === schema && head.resources === (counts[RESOURCE] ?? 0) ? head : null;
}
