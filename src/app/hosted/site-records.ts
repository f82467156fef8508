// Where the App is at work, as its store remembers it: by the repository's number, and whether it is to be opened by itself.
import type { Clock } from "../../std/clock.ts";
import type { Document, Store } from "../../store/store.ts";

export interface SiteRecord {
  /** The repository's number. */
  readonly id: number;
  readonly installation: number;
  /** `owner/name`, as it was when it was opened last. */
  readonly name: string;
  /** `asleep`: closed until a schedule of its is due. */
  readonly state: "busy" | "idle" | "asleep";
  /** Of one that is asleep; milliseconds since the epoch. */
  readonly wakeAt: number | null;
  /** What its triggers wait for; null: not known. */
  readonly sources: readonly string[] | null;
  /** When the App was taken out of it, where it is back and has not come to rest since; milliseconds since the epoch. */
  readonly awaySince: number | null;
}

export interface SiteRecords {
  find(id: number): Promise<SiteRecord | null>;
  /** @param states empty: all */
  list(...states: readonly SiteRecord["state"][]): Promise<readonly SiteRecord[]>;
  write(record: SiteRecord): Promise<void>;
  forget(id: number): Promise<void>;
}

const SITES = "sites";
const MOST = 10_000;

export function createSiteRecords({ store, clock }: { readonly store: Store; readonly clock: Pick<Clock, "now"> }): SiteRecords {
  return {
    async find(id) {
      const found = await store.getDocument(SITES, String(id));
      return found && toRecord(found);
    },
    async list(...states) {
      const tags = states.length === 0 ? {} : { tags: states };
      return (await store.listDocuments({ collection: SITES, limit: MOST, ...tags })).map(toRecord);
    },
    async write({ id, state, sources, ...facts }) {
      const body = { ...facts, sources: sources && [...sources] };
      await store.putDocument({ collection: SITES, id: String(id), tag: state, at: clock.now(), body });
    },
    forget: (id) => store.forget({ streams: [], documents: [{ collection: SITES, id: String(id) }] }),
  };
}

function toRecord({ id, tag, body }: Document): SiteRecord {
  return {
    id: Number(id),
    installation: Number(body["installation"]),
    name: String(body["name"] ?? ""),
    state: tag as SiteRecord["state"],
    wakeAt: (body["wakeAt"] ?? null) as number | null,
    sources: (body["sources"] ?? null) as readonly string[] | null,
    awaySince: (body["awaySince"] ?? null) as number | null,
  };
}
