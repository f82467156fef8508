// Whose turn it is: deliveries of one lane in their order, owners and repositories in turn, and what stops work before what begins it.
import { describe, expect, it } from "vitest";
import { deliveryStream, toEffectId } from "../../../src/core/ids.ts";
import { createLanes, type LaneEntry, type Lanes } from "../../../src/runtime/inbox/lanes.ts";

const toEffect = (guid: string) => toEffectId(deliveryStream(guid), "handle:1");

function enter(lanes: Lanes, guid: string, key: string, more: Partial<LaneEntry> = {}) {
  const place = lanes.enter({ key, guid, owner: "installation/1", isUrgent: false, ...more });
  lanes.store(place, toEffect(guid));
  return place;
}

/** Takes in hand whatever may be, and says what. */
function begin(lanes: Lanes, now = 0): string[] {
  const begun: string[] = [];
  for (const effect of lanes.listDue(now, 100)) {
    const place = lanes.begin(effect);
    if (place !== null) begun.push(place.guid);
  }
  return begun;
}

describe("lanes", () => {
  it("let only their heads be handled, one after the other", () => {
    const lanes = createLanes();
    const first = enter(lanes, "a", "repository/1#1");
    enter(lanes, "b", "repository/1#1");
    expect([begin(lanes), begin(lanes)]).toEqual([["a"], []]);
    lanes.leave(first);
    expect([begin(lanes), lanes.size]).toEqual([["b"], 1]);
  });

  it("do not wait for what is not stored, and keep its place", () => {
    const lanes = createLanes();
    const place = lanes.enter({ key: "repository/1#1", guid: "a", owner: "installation/1", isUrgent: false });
    enter(lanes, "b", "repository/1#1");
    enter(lanes, "c", "repository/1#2");
    expect(begin(lanes)).toEqual(["c"]);
    lanes.store(place, toEffect("a"));
    expect(begin(lanes)).toEqual(["a"]);
  });

  it("name what has its turn again until it begins", () => {
    const lanes = createLanes();
    enter(lanes, "a", "repository/1#1");
    expect(lanes.listDue(0, 5)).toEqual(lanes.listDue(0, 5));
    expect(lanes.listDue(0, 5)).toEqual([toEffect("a")]);
  });

  it("keep what was put back until its time, and then handle it before what came later", () => {
    const lanes = createLanes();
    const place = enter(lanes, "a", "repository/1#1");
    enter(lanes, "b", "repository/1#1");
    begin(lanes);
    lanes.putBack(place, 1_000);
    expect([begin(lanes, 999), lanes.nextDueAt(999)]).toEqual([[], 1_000]);
    expect(begin(lanes, 1_000)).toEqual(["a"]);
  });
});

describe("a repository with many deliveries", () => {
  it("has four in hand, its owner eight, and others have theirs", () => {
    const lanes = createLanes();
    for (const repository of [1, 2, 3]) {
      for (let thread = 0; thread < 20; thread += 1) enter(lanes, `${repository}-${thread}`, `repository/${repository}#${thread}`);
    }
    enter(lanes, "other", "repository/9#1", { owner: "installation/2" });
    const begun = begin(lanes);
    expect(begun).toHaveLength(9);
    expect(begun).toContain("other");
    expect(begun.filter((guid) => guid.startsWith("1-"))).toHaveLength(3);
  });

  it("takes turns with the others", () => {
    const lanes = createLanes();
    for (let thread = 0; thread < 20; thread += 1) enter(lanes, `a-${thread}`, `repository/1#${thread}`);
    for (let thread = 0; thread < 2; thread += 1) enter(lanes, `b-${thread}`, `repository/2#${thread}`, { owner: "installation/2" });
    expect(begin(lanes)).toEqual(["a-0", "b-0", "a-1", "b-1", "a-2", "a-3"]);
  });

  it("has room for what stops work, which goes first", () => {
    const lanes = createLanes();
    for (let thread = 0; thread < 10; thread += 1) enter(lanes, `run-${thread}`, `repository/1#${thread}`);
    expect(begin(lanes)).toHaveLength(4);
    enter(lanes, "cancel", "repository/1#20", { isUrgent: true });
    expect(begin(lanes)).toEqual(["cancel"]);
  });

  it("hurries what is before it in its thread", () => {
    const lanes = createLanes();
    for (let thread = 0; thread < 10; thread += 1) enter(lanes, `run-${thread}`, `repository/1#${thread}`);
    enter(lanes, "cancel", "repository/1#9", { isUrgent: true });
    expect(begin(lanes)[0]).toBe("run-9");
  });
});
