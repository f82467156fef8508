// Where a run stands in the queue, and about when its turn comes.
import { describe, expect, it } from "vitest";
import { toQueuePlace } from "../../../src/core/views/queue-place.ts";
import { given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { aRun, asked, atWork, inQueue, MINUTE } from "./a-card.ts";

const RUN = aRun(asked);
const TEN_MINUTES = [9 * MINUTE, 10 * MINUTE, 60 * MINUTE];

function place(past: Parameters<typeof given>[0], slots: number, { run = RUN, durationsMs = TEN_MINUTES, now = NOW } = {}) {
  return toQueuePlace(run, given(past, { maxConcurrentAgents: slots }).state, { durationsMs, now });
}

describe("a place in the queue", () => {
  it("is the order of arrival among those that people asked for", () => {
    expect(place(inQueue("x", "r", "y"), 1)).toMatchObject({ position: 2, total: 3 });
  });

  it("is none once the scheduler has let the run begin", () => {
    expect(place(atWork("r"), 1)).toBeNull();
  });

  it("waits for nothing when a slot is free for it", () => {
    expect(place([...atWork("w"), ...inQueue("x", "r")], 3)).toMatchObject({ waitsFor: null, waitMs: 0 });
  });

  it("waits for a slot when others take them all", () => {
    expect(place([...atWork("w"), ...inQueue("x", "r")], 2)).toMatchObject({ waitsFor: "slots" });
  });

  it("waits for a place on the host when there is a slot here, and nobody can say for how long", () => {
    const crowded = { type: "scheduler.crowded-out" } as const;
    expect(place([...atWork("w"), ...inQueue("r"), crowded], 3)).toMatchObject({ waitsFor: "host", waitMs: null });
    expect(place([...atWork("w"), ...inQueue("r"), crowded], 1)).toMatchObject({ waitsFor: "slots" });
  });

  it.each([
    ["works on", "w", [] as const],
    ["comes first on", "x", ["x"] as const],
  ])("waits for another run that %s the same branch, however many slots are free", (_, other, before) => {
    const onBranch = anIssue(other, { branchName: "b" });
    const first =
      before.length === 0
        ? atWork(other).map((event) => (event.type === "issue.claimed" ? { ...event, issue: onBranch } : event))
        : inQueue(other).map((event) => (event.type === "run.requested" ? { ...event, issue: onBranch } : event));
    const run = { ...RUN, issue: anIssue("r", { branchName: "b" }) };
    expect(place([...first, ...inQueue("r")], 9, { run })).toMatchObject({ waitsFor: "branch" });
  });
});

describe("the estimate", () => {
  const rows = [
    ["what is left of the run at work", [...atWork("w"), ...inQueue("r")], 1, 4 * MINUTE, 6 * MINUTE],
    ["a quarter more for a run that is overdue", [...atWork("w"), ...inQueue("r")], 1, 30 * MINUTE, 2.5 * MINUTE],
    ["those that go first, one after the other", [...atWork("w"), ...inQueue("x", "y", "r")], 1, 0, 30 * MINUTE],
    ["those that go first, side by side", [...atWork("v", "w"), ...inQueue("x", "y", "r")], 2, 0, 20 * MINUTE],
    ["nothing while a slot is free", inQueue("r"), 1, 0, 0],
  ] as const;
  it.each(rows)("counts %s", (_, past, slots, later, waitMs) => {
    expect(place(past, slots, { now: NOW + later })?.waitMs).toBe(waitMs);
  });

  it("is not made from fewer than three runs", () => {
    expect(place(inQueue("x", "r"), 1, { durationsMs: [MINUTE, MINUTE] })?.waitMs).toBeNull();
  });

  it("is not made when nothing may run at all", () => {
    expect(place(inQueue("x", "r"), 0)?.waitMs).toBeNull();
  });
});
