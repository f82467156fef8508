// Ids that sort by time.
import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/std/clock.ts";
import { createIdSource } from "../../src/std/ids.ts";

const at = (time: () => number): Clock => ({ now: time, after: () => () => {} });
const filled = (byte: number) => (size: number) => new Uint8Array(size).fill(byte);

describe("ids", () => {
  it("are a prefix and a ULID in lower case", () => {
    const next = createIdSource(
      filled(0),
      at(() => 1_469_918_176_385),
    );
    expect(next("run")).toBe("run_01aryz6s410000000000000000");
  });

  it("have 26 characters of Crockford's alphabet at both ends of the range", () => {
    const none = createIdSource(
      filled(0),
      at(() => 0),
    );
    const all = createIdSource(
      filled(255),
      at(() => 2 ** 48 - 1),
    );
    expect([none("x"), all("x")]).toEqual([`x_${"0".repeat(26)}`, `x_7${"z".repeat(25)}`]);
  });

  it("grow within one millisecond, also when chance is at its highest", () => {
    const next = createIdSource(
      filled(255),
      at(() => 5),
    );
    const ids = Array.from({ length: 100 }, () => next("run"));
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it("grow when the clock steps back", () => {
    let time = 1_000;
    const next = createIdSource(
      filled(7),
      at(() => time),
    );
    const first = next("run");
    time = 10;
    expect(next("run") > first).toBe(true);
  });

  it("do not repeat across sources", () => {
    const ids = Array.from({ length: 1_000 }, () => createIdSource()("run"));
    expect(new Set(ids).size).toBe(1_000);
  });
});
