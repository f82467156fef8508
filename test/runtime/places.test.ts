// Places on one host: never more than there are, and every yard that waits has its turn.
import { describe, expect, it } from "vitest";
import { createHostPlaces, type HostPlaces } from "../../src/runtime/places.ts";

/** A yard that begins as many of its waiting runs as it may, at each look. */
function aYard(host: HostPlaces, name: string, told: string[], runs = { waiting: 0, atWork: 0 }) {
  const places = host.join(look);
  function look(): void {
    const given = Math.min(places.ask(), runs.waiting);
    runs.waiting -= given;
    runs.atWork += given;
    for (let begun = 0; begun < given; begun += 1) told.push(name);
    places.hold(runs.atWork);
    places.settle(runs.waiting > 0);
  }
  places.hold(runs.atWork);
  return {
    ...places,
    runs,
    want(more: number) {
      runs.waiting += more;
      look();
    },
    end() {
      runs.atWork -= 1;
      places.hold(runs.atWork);
    },
  };
}

function aHost(limit: number, names: readonly string[]) {
  const host = createHostPlaces(limit);
  const told: string[] = [];
  const yards = names.map((name) => aYard(host, name, told));
  return { host, told, yards: yards as [(typeof yards)[0], ...typeof yards] };
}

describe("places on a host", () => {
  it("are all given to a yard that wants them while nobody else waits", () => {
    const { host, told, yards } = aHost(3, ["a"]);
    host.open();
    yards[0].want(5);
    expect(told).toEqual(["a", "a", "a"]);
  });

  it("go round among those that wait, in the order in which they began to", () => {
    const { host, told, yards } = aHost(2, ["a", "b", "c"]);
    host.open();
    const [a, b, c] = yards as [(typeof yards)[0], (typeof yards)[0], (typeof yards)[0]];
    a.want(4);
    b.want(2);
    c.want(1);
    while (told.length < 7) yards.find(({ runs }) => runs.atWork > 0)?.end();
    expect(told).toEqual(["a", "a", "a", "b", "c", "a", "b"]);
    expect(yards.reduce((sum, { runs }) => sum + runs.atWork, 0)).toBeLessThanOrEqual(2);
  });

  it("are given to nobody before those that hold some since before a restart have said so", () => {
    const { host, told, yards } = aHost(2, ["a"]);
    yards[0].want(2);
    expect(told).toEqual([]);
    aYard(host, "b", told, { waiting: 0, atWork: 1 });
    host.open();
    expect(told).toEqual(["a"]);
  });

  it("pass to the next when a yard leaves, or wants none any more", () => {
    const { host, told, yards } = aHost(1, ["a", "b", "c"]);
    host.open();
    const [a, b, c] = yards as [(typeof yards)[0], (typeof yards)[0], (typeof yards)[0]];
    a.want(1);
    b.want(1);
    c.want(1);
    b.runs.waiting = 0;
    a.leave();
    expect(told).toEqual(["a", "c"]);
  });

  it("hold for more runs than there are places, after a restart with fewer", () => {
    const host = createHostPlaces(1);
    const told: string[] = [];
    const a = aYard(host, "a", told, { waiting: 0, atWork: 3 });
    host.open();
    a.want(1);
    a.end();
    a.end();
    expect(told).toEqual([]);
    a.end();
    expect(told).toEqual(["a"]);
  });
});
