// How far the forge has to be asked while it does not tell by itself.
import { describe, expect, it } from "vitest";
import {
  beginPolling,
  endPolling,
  followWebhooks,
  noteTaken,
  type PollingState,
  toPollingWindow,
} from "../../../src/core/deliveries/polling.ts";

const MINUTE = 60_000;
const NOW = 100 * 24 * 60 * MINUTE;
const FRESH = { isStale: false, isSilent: false, heardAt: NOW };
const STALE = { isStale: true, isSilent: true, heardAt: NOW };
const POLLING: PollingState = { settledUntil: NOW, polling: { taken: {}, recoveredAt: null } };

describe("while webhooks come", () => {
  it("everything up to the last one is settled", () => {
    const before = beginPolling(NOW - 60 * MINUTE);
    expect(followWebhooks(before, FRESH)).toEqual({ settledUntil: NOW, polling: null });
    expect(followWebhooks(before, { ...FRESH, heardAt: NOW - 90 * MINUTE })).toBe(before);
  });

  it("that none has come since the start settles nothing, and neither does silence", () => {
    const before = beginPolling(NOW - 60 * MINUTE);
    expect(followWebhooks(before, { ...FRESH, heardAt: null })).toBe(before);
    expect(followWebhooks(before, { ...FRESH, isSilent: true })).toBe(before);
  });
});

describe("while webhooks do not come", () => {
  it("what happened since the last one is taken in, place by place, and each time what is new", () => {
    const begun = followWebhooks(beginPolling(NOW), STALE);
    expect(begun).toEqual(POLLING);
    const later = NOW + 30 * MINUTE;
    expect(toPollingWindow(begun, "7", later)).toEqual({ since: NOW, until: NOW + 28 * MINUTE });
    const taken = noteTaken(begun, "7", NOW + 28 * MINUTE);
    expect(toPollingWindow(taken, "7", later).since).toBe(NOW + 28 * MINUTE);
    expect(toPollingWindow(taken, "8", later).since).toBe(NOW);
    expect(followWebhooks(taken, STALE)).toBe(taken);
  });

  it("nothing is taken in that is older than a day", () => {
    const now = NOW + 10 * 24 * 60 * MINUTE;
    expect(toPollingWindow(POLLING, "7", now).since).toBe(now - 24 * 60 * MINUTE);
  });
});

describe("when webhooks come again", () => {
  const back = { ...FRESH, heardAt: NOW + 40 * MINUTE };
  const places = ["7", "8"];

  it("every place is looked at once more, up to that time", () => {
    let state = followWebhooks(noteTaken(POLLING, "7", NOW + 38 * MINUTE), back);
    expect(endPolling(state, places).polling).not.toBeNull();
    // More webhooks do not put the end off.
    state = followWebhooks(state, { ...back, heardAt: NOW + 50 * MINUTE });
    state = noteTaken(state, "7", NOW + 41 * MINUTE);
    expect(endPolling(state, places).polling).not.toBeNull();
    state = noteTaken(state, "8", NOW + 41 * MINUTE);
    expect(endPolling(state, places)).toEqual({ settledUntil: NOW + 40 * MINUTE, polling: null });
  });

  it("and stop once more, polling goes on where it was", () => {
    const taken = noteTaken(POLLING, "7", NOW + 38 * MINUTE);
    const again = followWebhooks(followWebhooks(taken, back), STALE);
    expect(again).toEqual(taken);
    expect(endPolling(again, [])).toBe(again);
  });
});
