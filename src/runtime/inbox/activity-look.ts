// Asks the forge what happened, place by place, while webhooks are silent: first to notice that they do not come, then to take in what they
// would have told. What is taken in twice, or comes by a late webhook too, is told apart by whoever handles it.
import {
  beginPolling,
  endPolling,
  followWebhooks,
  noteTaken,
  type PollingState,
  type PollingWindow,
  toPollingWindow,
} from "../../core/deliveries/polling.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import type { FreshnessWatch } from "./freshness-watch.ts";

/** A repository where the App is at work. */
export interface ActivityPlace {
  readonly installation: number;
  readonly repository: number;
}

export interface Happening {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Takes it in as a delivery of its own; once more changes nothing. @throws forge.*, inbox.full, store.* */
  take(): Promise<void>;
}

export interface ActivityLog {
  /**
   * What happened after this time and webhooks would have told, oldest first; null: it is better not to ask now.
   *
   * @throws forge.*
   */
  read(place: ActivityPlace, since: number): Promise<readonly Happening[] | null>;
}

export interface ActivityLookDeps {
  readonly activity: ActivityLog;
  listPlaces(): Promise<readonly ActivityPlace[]>;
  readonly freshness: FreshnessWatch;
  readonly store: Pick<Store, "getDocument" | "putDocument">;
  readonly clock: Clock;
  readonly log: Log;
}

/** In one look; the others come with the next ones. */
const MOST_PLACES = 40;
const STATE = { collection: "polling", id: "state" };

/** @returns looks once, and says whether polling goes on. Throws what may go better next time */
export function createActivityLook({ activity, listPlaces, freshness, store, clock, log }: ActivityLookDeps): () => Promise<boolean> {
  const startedAt = clock.now();
  let state: PollingState | null = null;
  /** Where the next look begins. */
  let after = 0;

  async function load(): Promise<PollingState> {
    const kept = (await store.getDocument(STATE.collection, STATE.id))?.body["state"] as PollingState | undefined;
    if (kept !== undefined) return kept;
    const begun = beginPolling(startedAt);
    await keep(begun);
    return begun;
  }

  async function keep(next: PollingState): Promise<void> {
    if (next === state) return;
    await store.putDocument({ ...STATE, tag: "state", at: clock.now(), body: { state: next } });
    state = next;
  }

  function chooseNext(places: readonly ActivityPlace[]): readonly ActivityPlace[] {
    const sorted = places.toSorted((one, other) => one.repository - other.repository);
    const start = sorted.findIndex(({ repository }) => repository > after);
    const turned = start < 0 ? sorted : [...sorted.slice(start), ...sorted.slice(0, start)];
    return turned.slice(0, MOST_PLACES);
  }

  async function read(place: ActivityPlace, { since }: PollingWindow): Promise<readonly Happening[] | null> {
    try {
      return await activity.read(place, since);
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.retryable) throw error;
      // Gone, or no longer ours to see: nothing there is for us.
      log.info({ err: error, repository: place.repository }, "asking what happened in a repository");
      return [];
    }
  }

  async function lookAt(place: ActivityPlace, before: PollingState): Promise<PollingState> {
    const name = String(place.repository);
    const window = toPollingWindow(before, name, clock.now());
    const happened = await read(place, window);
    if (happened === null) return before;
    const newest = happened.at(-1);
    if (newest !== undefined) freshness.find(newest.at);
    const now = followWebhooks(before, toWebhooks());
    if (now.polling === null) return now;
    for (const happening of happened) if (happening.at <= window.until) await happening.take();
    return noteTaken(now, name, window.until);
  }

  function toWebhooks() {
    return { isStale: freshness.isStale(), isSilent: freshness.isSilent(), heardAt: freshness.heardAt };
  }

  return async () => {
    state ??= await load();
    await keep(followWebhooks(state, toWebhooks()));
    if (state.polling === null && !freshness.isSilent()) return false;
    const places = await listPlaces();
    for (const place of chooseNext(places)) {
      after = place.repository;
      await keep(await lookAt(place, state));
    }
    await keep(
      endPolling(
        state,
        places.map(({ repository }) => String(repository)),
      ),
    );
    return state.polling !== null;
  };
}
