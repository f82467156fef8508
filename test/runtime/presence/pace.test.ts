// How soon what people see of a run may be written again.
import { describe, expect, it } from "vitest";
import { toDueAt, toRetryMs } from "../../../src/runtime/presence/pace.ts";
import { createShown } from "../../../src/runtime/presence/shown.ts";

const NEW = createShown(12);
const WRITTEN = { ...NEW, writtenAt: 0, rounds: 1, writes: 2, state: "running" } as const;

describe("the next write", () => {
  it.each([
    ["is at once for what nobody has seen", NEW, "queued", 0],
    ["comes after five seconds", WRITTEN, "running", 5_000],
    ["comes later each time", { ...WRITTEN, rounds: 3 }, "finishing", 45_000],
    ["comes after ten minutes at the latest", { ...WRITTEN, rounds: 30 }, "running", 600_000],
    ["comes after ten minutes once the budget is used up", { ...WRITTEN, writes: 7 }, "running", 600_000],
    ["has a minute's time for places in the queue", { ...WRITTEN, state: "queued" }, "queued", 60_000],
    ["comes soon when the work begins", { ...WRITTEN, state: "queued", rounds: 9, writes: 9 }, "preparing", 5_000],
    ["comes soon when a person is needed", { ...WRITTEN, state: "queued", rounds: 9, writes: 9 }, "needs-you", 5_000],
  ] as const)("%s", (_, shown, state, dueAt) => {
    expect(toDueAt(shown, state)).toBe(dueAt);
  });
});

describe("the next try", () => {
  it.each([
    [1, null, 2_000],
    [4, null, 16_000],
    [40, null, 300_000],
    [1, 90_000, 90_000],
    [9, 1_000, 300_000],
  ])("after %i failures, with %s ms asked for, comes after %i ms", (failures, saidMs, waitMs) => {
    expect(toRetryMs(failures, saidMs)).toBe(waitMs);
  });
});
