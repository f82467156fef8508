// What polls may use of an hour, and what is kept for people.
import { describe, expect, it } from "vitest";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { createGithubQuota } from "../../../src/trackers/github/index.ts";

const HOUR = 3_600_000;

function given(remaining: number, limit = 5000) {
  const clock = createHandClock();
  const quota = createGithubQuota({ clock });
  const poll = {};
  quota.observe("graphql", { limit, remaining, resetAt: HOUR });
  quota.spent(poll, 2);
  return { clock, quota, poll };
}

describe("a poll", () => {
  it("is asked at once while nothing is known", () => {
    expect(createGithubQuota({ clock: createHandClock() }).waitOfPoll({})).toBe(0);
  });

  it("is asked at once while much is left", () => {
    const { quota, poll } = given(3000);
    expect(quota.waitOfPoll(poll)).toBe(0);
  });

  it("goes apart from the one before when half of its part is used", () => {
    const { quota, poll, clock } = given(1100);
    // 100 points above the reserve, 2 for each poll, in an hour.
    expect(quota.waitOfPoll(poll)).toBe(72_000);
    clock.advance(72_000);
    expect(quota.waitOfPoll(poll)).toBe(0);
  });

  it("goes further apart when others poll too", () => {
    const { quota, poll } = given(1100);
    quota.spent({}, 2);
    expect(quota.waitOfPoll(poll)).toBe(144_000);
  });

  it("waits for the next hour at the reserve", () => {
    const { quota, poll, clock } = given(1001);
    expect(quota.waitOfPoll(poll)).toBe(HOUR);
    expect(quota.waitOfPerson()).toBe(0);
    clock.advance(HOUR);
    expect(quota.waitOfPoll(poll)).toBe(0);
  });

  it("leaves 500, and where there are few, half", () => {
    expect(given(501, 1500).quota.waitOfPoll({})).toBe(0);
    expect(given(500, 1500).quota.waitOfPoll({})).toBe(HOUR);
    expect(given(100, 200).quota.waitOfPoll({})).toBe(HOUR);
    expect(given(101, 200).quota.waitOfPoll({})).toBe(0);
  });

  it("waits for requests as it does for points", () => {
    const { quota, poll } = given(5000);
    quota.observe("core", { limit: 5000, remaining: 900, resetAt: HOUR / 2 });
    expect(quota.waitOfPoll(poll)).toBe(HOUR / 2);
    expect(quota.describe()).toBe("900 of 5000 are left");
  });
});

describe("a pause", () => {
  it("holds for everyone, and the longest counts", () => {
    const { quota, poll, clock } = given(5000);
    quota.pause(60_000);
    quota.pause(1000);
    expect([quota.waitOfPoll(poll), quota.waitOfPerson()]).toEqual([60_000, 60_000]);
    clock.advance(60_000);
    expect([quota.waitOfPoll(poll), quota.waitOfPerson()]).toEqual([0, 0]);
  });
});
