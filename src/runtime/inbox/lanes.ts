// Which delivery comes next: one lane for each key, first in first out, and only the head of a lane may be handled. Owners and their
// repositories take turns and have so many in hand each, so that none keeps the others waiting.
// Lives in memory and is filled again from the store; performs nothing.
import type { EffectId } from "../../core/ids.ts";

export interface LaneEntry {
  readonly key: string;
  readonly guid: string;
  /** Whose delivery it is. */
  readonly owner: string;
  /** It stops work, and goes before what begins it. What is before it in its lane is hurried as well. */
  readonly isUrgent: boolean;
}

/** A place in a lane. It is taken before the delivery is stored, so that storing cannot change the order. */
export interface LanePlace extends LaneEntry {
  /** Null while the delivery is not stored. */
  effect: EffectId | null;
}

export interface Lanes {
  /** Takes the last place of the lane. */
  enter(entry: LaneEntry): LanePlace;
  /** Gives the place up: the next one becomes the head. */
  leave(place: LanePlace): void;
  /** From now on it can be handled when it is the head. */
  store(place: LanePlace, effect: EffectId): void;
  /** Takes it in hand. @returns null: it is not its turn, or it is in hand already */
  begin(effect: EffectId): LanePlace | null;
  /** It stays the head, and may be handled again at `dueAt`, in milliseconds since the epoch. */
  putBack(place: LanePlace, dueAt: number): void;
  /** Those whose turn it is and that are not in hand; what was answered before is among them until it begins. */
  listDue(now: number, limit: number): readonly EffectId[];
  /** When the next head becomes due; null: none waits for a time. */
  nextDueAt(now: number): number | null;
  /** Places taken. */
  readonly size: number;
}

interface Lane {
  readonly key: string;
  readonly owner: string;
  readonly repository: string;
  readonly places: LanePlace[];
  urgent: number;
  /** `ready`: in line. `chosen`: its turn has come. */
  state: "empty" | "ready" | "chosen" | "in hand" | "waiting";
  dueAt: number;
}

/** Lanes that wait for their turn. */
interface Line {
  /** Lanes of the repository that are chosen or in hand. */
  taken: number;
  readonly urgent: Set<Lane>;
  readonly calm: Set<Lane>;
}

interface Owner {
  taken: number;
  /** Whose turn was last comes last. */
  readonly repositories: Map<string, Line>;
}

/** In hand at once; what stops work has some room of its own. */
const MOST_OF_REPOSITORY = { calm: 4, urgent: 6 };
const MOST_OF_OWNER = { calm: 8, urgent: 12 };

export function createLanes(): Lanes {
  const lanes = new Map<string, Lane>();
  const stored = new Map<EffectId, LanePlace>();
  /** Whose turn was last comes last. */
  const owners = new Map<string, Owner>();
  const chosen = new Set<Lane>();
  const waiting = new Set<Lane>();
  let size = 0;

  function ownerOf({ owner }: Lane): Owner {
    const found = owners.get(owner) ?? { taken: 0, repositories: new Map() };
    owners.set(owner, found);
    return found;
  }

  function lineOf(lane: Lane): Line {
    const { repositories } = ownerOf(lane);
    const line = repositories.get(lane.repository) ?? { taken: 0, urgent: new Set(), calm: new Set() };
    repositories.set(lane.repository, line);
    return line;
  }

  /** Takes the lane out of wherever it is. */
  function withdraw(lane: Lane): void {
    const owner = ownerOf(lane);
    const line = lineOf(lane);
    if (lane.state === "chosen" || lane.state === "in hand") {
      owner.taken -= 1;
      line.taken -= 1;
    }
    for (const set of [line.urgent, line.calm, chosen, waiting]) set.delete(lane);
    if (line.taken === 0 && line.urgent.size === 0 && line.calm.size === 0) owner.repositories.delete(lane.repository);
    if (owner.repositories.size === 0) owners.delete(lane.owner);
    lane.state = "empty";
  }

  function lineUp(lane: Lane): void {
    withdraw(lane);
    if (lane.places[0]?.effect == null) return;
    lineOf(lane)[lane.urgent > 0 ? "urgent" : "calm"].add(lane);
    lane.state = "ready";
  }

  function choose(pace: "urgent" | "calm"): boolean {
    for (const [name, owner] of owners) {
      if (owner.taken >= MOST_OF_OWNER[pace]) continue;
      for (const [repository, line] of owner.repositories) {
        const [lane] = line[pace];
        if (lane === undefined || line.taken >= MOST_OF_REPOSITORY[pace]) continue;
        line[pace].delete(lane);
        owner.repositories.delete(repository);
        owner.repositories.set(repository, line);
        owners.delete(name);
        owners.set(name, owner);
        owner.taken += 1;
        line.taken += 1;
        lane.state = "chosen";
        chosen.add(lane);
        return true;
      }
    }
    return false;
  }

  return {
    enter({ key, guid, owner, isUrgent }) {
      const place: LanePlace = { key, guid, owner, isUrgent, effect: null };
      const lane = lanes.get(key) ?? { key, owner, repository: toRepository(key), places: [], urgent: 0, state: "empty", dueAt: 0 };
      lanes.set(key, lane);
      lane.places.push(place);
      size += 1;
      if (isUrgent) {
        lane.urgent += 1;
        if (lane.state === "ready") lineUp(lane);
      }
      return place;
    },
    leave(place) {
      const lane = lanes.get(place.key);
      const index = lane?.places.indexOf(place) ?? -1;
      if (lane === undefined || index < 0) return;
      lane.places.splice(index, 1);
      size -= 1;
      if (place.isUrgent) lane.urgent -= 1;
      if (place.effect !== null) stored.delete(place.effect);
      if (index === 0) lineUp(lane);
      if (lane.places.length === 0) lanes.delete(lane.key);
    },
    store(place, effect) {
      place.effect = effect;
      stored.set(effect, place);
      const lane = lanes.get(place.key);
      if (lane?.places[0] === place) lineUp(lane);
    },
    begin(effect) {
      const place = stored.get(effect);
      const lane = place && lanes.get(place.key);
      if (!place || !lane || lane.places[0] !== place || lane.state !== "chosen") return null;
      chosen.delete(lane);
      lane.state = "in hand";
      return place;
    },
    putBack(place, dueAt) {
      const lane = lanes.get(place.key);
      if (lane?.places[0] !== place) return;
      withdraw(lane);
      lane.state = "waiting";
      lane.dueAt = dueAt;
      waiting.add(lane);
    },
    listDue(now, limit) {
      for (const lane of waiting) if (lane.dueAt <= now) lineUp(lane);
      while (chosen.size < limit && (choose("urgent") || choose("calm"))) {}
      return [...chosen].flatMap(({ places: [head] }) => (head?.effect ? [head.effect] : []));
    },
    nextDueAt(now) {
      let next: number | null = null;
      for (const { dueAt } of waiting) if (dueAt > now && (next === null || dueAt < next)) next = dueAt;
      return next;
    },
    get size() {
      return size;
    },
  };
}

/** Threads of a repository have its key in theirs. */
function toRepository(key: string): string {
  return key.split("#", 1)[0] ?? key;
}
