// Schedules in time zones, above all where clocks are put forward and back.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CronSchedule, isTimeZone, listTimeZones, parseCron } from "../../src/std/cron.ts";

function schedule(text: string, zone = "UTC"): CronSchedule {
  const parsed = parseCron(text, zone);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.schedule;
}

/** The next times after a moment, as people write them. */
function timesAfter(text: string, zone: string, from: string, count: number): readonly string[] {
  const { next } = schedule(text, zone);
  const times: string[] = [];
  for (let time = next(Date.parse(from)); time !== null && times.length < count; time = next(time)) {
    times.push(new Date(time).toISOString().replace(":00.000Z", "Z"));
  }
  return times;
}

describe("a schedule", () => {
  it("has five fields, or six with seconds first, or a nickname", () => {
    expect(timesAfter("5 4 * * *", "UTC", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-01T04:05Z"]);
    expect(timesAfter("0 5 4 * * *", "UTC", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-01T04:05Z"]);
    expect(timesAfter("@Weekly", "UTC", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-04T00:00Z"]);
  });

  it.each(["", "* * * *", "* * * * * * *", "60 * * * *", "@reboot", "2026-01-01T00:00:00", "* * * * x", "*/0 * * * *"])(
    "is not %j",
    (text) => {
      expect(parseCron(text, "UTC").ok).toBe(false);
    },
  );

  it("is due later than the moment it is asked of", () => {
    const { next } = schedule("0 * * * *");
    const hour = Date.parse("2026-01-01T03:00Z");
    expect(next(hour)).toBe(hour + 3_600_000);
    expect(next(hour - 1)).toBe(hour);
  });

  it("may never be due", () => {
    expect(schedule("0 0 31 2 *").next(0)).toBeNull();
  });

  it("means the wall clock of its zone", () => {
    expect(timesAfter("0 9 * * *", "Asia/Kolkata", "2026-01-01T00:00Z", 1)).toEqual(["2026-01-01T03:30Z"]);
  });
});

describe("where clocks are put forward", () => {
  it("a daily time in the gap is due once, right after it", () => {
    expect(timesAfter("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2)).toEqual(["2026-03-29T01:00Z", "2026-03-30T00:30Z"]);
  });

  it("a time in the gap that is one of a list is due right after it too", () => {
    expect(timesAfter("30 2,5 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2)).toEqual(["2026-03-29T01:00Z", "2026-03-29T03:30Z"]);
  });

  it("a repeated time goes on without the hour that is missing", () => {
    expect(timesAfter("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:10Z", 3)).toEqual([
      "2026-03-29T00:30Z",
      "2026-03-29T01:00Z",
      "2026-03-29T01:30Z",
    ]);
  });
});

describe("where clocks are put back", () => {
  it("a daily time in the hour that comes twice is due once", () => {
    expect(timesAfter("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2)).toEqual(["2026-10-25T00:30Z", "2026-10-26T01:30Z"]);
  });

  it("a repeated time is due in both hours", () => {
    expect(timesAfter("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:40Z", 5)).toEqual([
      "2026-10-25T00:00Z",
      "2026-10-25T00:30Z",
      "2026-10-25T01:00Z",
      "2026-10-25T01:30Z",
      "2026-10-25T02:00Z",
    ]);
  });
});

describe("the latest time", () => {
  const hour = Date.parse("2026-01-01T03:00Z");
  const { latest } = schedule("0 * * * *");

  it("may be the moment itself", () => {
    expect(latest(0, hour)).toBe(hour);
    expect(latest(0, hour - 1)).toBe(hour - 3_600_000);
  });

  it("is later than the one that is done", () => {
    expect(latest(hour, hour + 1000)).toBeNull();
    expect(latest(hour - 1, hour + 1000)).toBe(hour);
  });

  it("is the last of those that follow each other, in any zone and at any time of the year", () => {
    const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"];
    const patterns = ["30 2 * * *", "*/7 * * * *", "15 1,2,3 * * *", "0 30 1 * * 0", "0 0 1 * *", "59 23 * * 1-5"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...patterns),
        fc.integer({ min: Date.parse("2026-01-01T00:00Z"), max: Date.parse("2027-01-01T00:00Z") }),
        fc.integer({ min: 0, max: 3 * 24 * 3_600_000 }),
        (zone, pattern, from, length) => {
          const { next, latest: last } = schedule(pattern, zone);
          let newest: number | null = null;
          for (let time = next(from); time !== null && time <= from + length; time = next(time)) {
            if (newest !== null) expect(time).toBeGreaterThan(newest);
            newest = time;
          }
          expect(last(from, from + length)).toBe(newest);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a time zone", () => {
  it("is a name of the IANA database", () => {
    expect(["Europe/Berlin", "UTC", "america/new_york"].filter(isTimeZone)).toHaveLength(3);
    expect(["Europe/Berlni", "+02:00", "", "../etc"].filter(isTimeZone)).toEqual([]);
  });

  it("is in the list of names", () => {
    expect(listTimeZones()).toContain("Europe/Berlin");
    expect(listTimeZones().filter((name) => !isTimeZone(name))).toEqual([]);
  });
});
