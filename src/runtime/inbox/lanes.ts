// Which delivery comes next: one lane for each key, first in first out, and only the head of a lane may be handled.
// Lives in memory and is filled again from the store; performs nothing.
import type { EffectId } from "../../core/ids.ts";

/** A place in a lane. It is taken before the delivery is stored, so that storing cannot change the order. */
export interface LanePlace {
  readonly key: string;
  /** Null while the delivery is not stored. */
  effect: EffectId | null;
  guid: string;
  /** Not before; milliseconds since the epoch. */
  dueAt: number;
  isUnderWay: boolean;
}

export interface Lanes {
  /** Takes the last place of the lane. */
  enter(key: string, guid: string): LanePlace;
  /** Gives the place up. @returns the place that has become the head; null: the lane is empty, or has the same head as before */
  leave(place: LanePlace): LanePlace | null;
  isHead(place: LanePlace): boolean;
  find(effect: EffectId): LanePlace | null;
  /** From now on it can be found, and handled when it is the head. */
  store(place: LanePlace, effect: EffectId): void;
  /** Heads that are stored, due and not under way; those of lanes that have waited longest first. */
  listDue(now: number, limit: number): readonly EffectId[];
  /** When the next head becomes due; null: none waits for a time. */
  nextDueAt(now: number): number | null;
  /** Places taken. */
  readonly size: number;
}

export function createLanes(): Lanes {
  const lanes = new Map<string, LanePlace[]>();
  const stored = new Map<EffectId, LanePlace>();
  let size = 0;

  function* heads(): Iterable<LanePlace & { readonly effect: EffectId }> {
    for (const [head] of lanes.values()) {
      if (head !== undefined && isStored(head) && !head.isUnderWay) yield head;
    }
  }

  return {
    enter(key, guid) {
      const place: LanePlace = { key, guid, effect: null, dueAt: 0, isUnderWay: false };
      const lane = lanes.get(key);
      if (lane === undefined) lanes.set(key, [place]);
      else lane.push(place);
      size += 1;
      return place;
    },
    leave(place) {
      const lane = lanes.get(place.key) ?? [];
      const index = lane.indexOf(place);
      if (index < 0) return null;
      lane.splice(index, 1);
      size -= 1;
      if (place.effect !== null) stored.delete(place.effect);
      if (lane.length === 0) lanes.delete(place.key);
      return index === 0 ? (lane[0] ?? null) : null;
    },
    isHead: (place) => lanes.get(place.key)?.[0] === place,
    find: (effect) => stored.get(effect) ?? null,
    store(place, effect) {
      place.effect = effect;
      stored.set(effect, place);
    },
    listDue(now, limit) {
      const due: EffectId[] = [];
      for (const { effect, dueAt } of heads()) {
        if (due.length === limit) break;
        if (dueAt <= now) due.push(effect);
      }
      return due;
    },
    nextDueAt(now) {
      let next: number | null = null;
      for (const { dueAt } of heads()) if (dueAt > now && (next === null || dueAt < next)) next = dueAt;
      return next;
    },
    get size() {
      return size;
    },
  };
}

function isStored(place: LanePlace): place is LanePlace & { readonly effect: EffectId } {
  return place.effect !== null;
}
