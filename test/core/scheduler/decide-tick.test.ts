// One look at the queue: what starts, in which order, and what never starts twice (Symphony 1.6, 1.7; gaps 3 and 4).
import { describe, expect, it } from "vitest";
import { toIssueId, toRunId } from "../../../src/core/ids.ts";
import type { SchedulerCommand } from "../../../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { claimed, claimsIn, exit, halted, parked, paused, requested, retrying, settled, stopping, tick } from "./past.ts";

const a = anIssue("a");
const b = anIssue("b");
const c = anIssue("c");

describe("a tick", () => {
  it("claims what is eligible, best first, while slots are free", () => {
    const list = [b, anIssue("first", { priority: 1 }), a, anIssue("backlog", { state: "backlog" })];
    const { events } = given([], { maxConcurrentAgents: 2 }).when(tick(list, []));
    expect(claimsIn(events)).toEqual(["first", "a"]);
  });

  it("tells a first run that it is the first, with a fresh id and the time", () => {
    const { events, effects } = given([]).when(tick([a], []));
    const told = { issue: a, runId: "new-1", source: "tracker", attempt: null, lastError: null };
    expect(events).toEqual([{ type: "issue.claimed", ...told, at: NOW }]);
    expect(effects).toEqual([{ type: "run.create", key: "run:new-1", dueAt: 0, ...told }]);
  });

  it("finds nothing to do when it comes again", () => {
    const first = given([]).when(tick([a, b], []));
    expect(given(first.events).when(tick([a, b])).events).toEqual([]);
  });

  it("starts nothing when no slot is free", () => {
    expect(given([claimed("a")], { maxConcurrentAgents: 1 }).when(tick([a, b])).events).toEqual([]);
  });

  it("reconciles first: a run that must stop keeps its slot until it has ended", () => {
    const done = { ...a, state: "done" };
    const { events } = given([claimed("a")], { maxConcurrentAgents: 1 }).when(tick([b], [done]));
    expect(events.map(({ type }) => type)).toEqual(["claim.stopping"]);
  });

  it("counts states as they are now: an issue that moved on frees a slot of the state it left", () => {
    const limits = { maxConcurrentAgentsByState: { planned: 1 } };
    const { events } = given([claimed("a")], limits).when(tick([b], [{ ...a, state: "in-progress" }]));
    expect(claimsIn(events)).toEqual(["b"]);
  });

  it("passes over a full state and goes on with the others", () => {
    const list = [anIssue("x", { priority: 1 }), anIssue("y", { priority: 1 }), anIssue("z", { state: "in-progress", priority: 4 })];
    const { events } = given([], { maxConcurrentAgentsByState: { planned: 1 } }).when(tick(list, []));
    expect(claimsIn(events)).toEqual(["x", "z"]);
  });

  it("starts nothing new when the list could not be read, and still lets go of what is finished", () => {
    const { events } = given(settled("a")).when(tick(null, [{ ...a, state: "done" }]));
    expect(events.map(({ type }) => type)).toEqual(["claim.released"]);
  });

  it("lifts what has waited long by the configured age", () => {
    const list = [anIssue("new", { priority: 3 }), anIssue("old", { createdAt: "2026-01-01T00:00:00.000Z" })];
    expect(claimsIn(given([], { maxConcurrentAgents: 1 }).when(tick(list, [])).events)).toEqual(["old"]);
    expect(claimsIn(given([], { maxConcurrentAgents: 1, priorityAgingMs: 0 }).when(tick(list, [])).events)).toEqual(["new"]);
  });
});

describe("a claim keeps an issue from being started twice", () => {
  const phases: readonly (readonly [string, readonly SchedulerEvent[]])[] = [
    ["runs", [claimed("a")]],
    ["is being stopped", stopping("a")],
    ["waits for its retry", retrying("a", NOW + 1)],
    ["is completed while the tracker has not noticed", settled("a")],
    ["is parked", parked("a")],
  ];
  it.each(phases)("while it %s", (_, past) => {
    expect(claimsIn(given(past).when(tick([a])).events)).toEqual([]);
  });

  it.each([
    ["failed", exit("a")],
    ["stalled", exit("a", { message: "silent for 15 min" })],
    ["never got off the ground", exit("a", { message: "making the workspace" })],
    ["met a used-up quota", exit("a", { cause: "quota" })],
    ["completed", exit("a", { outcome: "completed", cause: null })],
    ["was cancelled", exit("a", { outcome: "cancelled", cause: "person" })],
  ])("in the same moment in which its run %s", (_, command) => {
    const ended = given([claimed("a")]).when(command);
    expect(claimsIn(given([claimed("a"), ...ended.events]).when(tick([a])).events)).toEqual([]);
  });

  it("when the list names it twice", () => {
    const { events } = given([]).when(tick([a, a, { ...a, title: "again" }, b], []));
    expect(claimsIn(events)).toEqual(["a", "b"]);
  });

  it("when the list was read before the tracker moved it on, and the claim after", () => {
    for (const past of [settled("a"), parked("a"), retrying("a", NOW)]) {
      const { events } = given(past).when(tick([a, b], [{ ...a, state: "done" }]));
      expect(events.map(({ type }) => type)).toEqual(["claim.released", "issue.claimed"]);
      expect(claimsIn(events)).toEqual(["b"]);
    }
  });

  it("and no longer than that: once let go of and listed again, it starts afresh", () => {
    const released = { type: "claim.released", issueId: toIssueId("a"), reason: "it is blocked" } as const;
    const { events } = given([...retrying("a", NOW), released]).when(tick([a], []));
    expect(events).toMatchObject([{ type: "issue.claimed", attempt: null, lastError: null }]);
  });
});

describe("a retry", () => {
  it("competes in one ranked queue with everything else", () => {
    const urgent = anIssue("urgent", { priority: 1 });
    const past = retrying("a", NOW);
    expect(claimsIn(given(past, { maxConcurrentAgents: 1 }).when(tick([a, urgent])).events)).toEqual(["urgent"]);
    expect(claimsIn(given(past, { maxConcurrentAgents: 1 }).when(tick([a, { ...urgent, priority: null }])).events)).toEqual(["a"]);
  });

  it("never counts waiting for a slot as an attempt, however often it is looked at", () => {
    const past = [claimed("b"), ...retrying("a", NOW)];
    const full = given(past, { maxConcurrentAgents: 1 });
    for (let look = 0; look < 5; look += 1) expect(full.when(tick([a, b]), NOW + look * 300_000).events).toEqual([]);
    const later = given([...past, ...full.when(exit("b", { outcome: "completed" })).events], { maxConcurrentAgents: 1 });
    const { events, state } = later.when(tick([a], [a, { ...b, state: "done" }]), NOW + 3_600_000);
    expect(events).toMatchObject([{ type: "claim.released" }, { type: "issue.claimed", attempt: 1 }]);
    expect(state.claims.get(a.id)).toMatchObject({ sessions: 2, failures: 1 });
  });

  it("tells its run which attempt it is and what went wrong", () => {
    for (const counts of [true, false]) {
      const { effects } = given(retrying("a", NOW, counts)).when(tick([a]));
      expect(effects).toMatchObject([{ type: "run.create", attempt: 1, lastError: "it broke" }]);
    }
  });

  it("goes on with the branch of the run before, whatever the issue is called now", () => {
    const [first, ...rest] = retrying("a", NOW);
    if (first?.type !== "issue.claimed") throw new Error("it begins with a claim");
    const past = [{ ...first, issue: { ...a, branchName: "yardmaster/1-old" } }, ...rest];
    const renamed = { ...a, title: "New", branchName: "yardmaster/1-new" };
    const { events, state } = given(past).when(tick([renamed]));
    expect(events).toMatchObject([{ type: "issue.claimed", issue: { title: "New", branchName: "yardmaster/1-old" } }]);
    expect(state.claims.get(a.id)?.branch).toBe("yardmaster/1-old");
    expect(given(retrying("a", NOW)).when(tick([renamed])).events).toMatchObject([{ issue: { branchName: "yardmaster/1-new" } }]);
  });

  it("waits on while its issue is blocked, without being let go", () => {
    const blocked = { ...a, blockedBy: [{ id: null, identifier: "B", state: "planned" }] };
    expect(given(retrying("a", NOW)).when(tick([blocked])).events).toEqual([]);
  });

  it("does not start on a stale reading: only what the list offers can begin", () => {
    expect(given(retrying("a", NOW)).when(tick([], [a])).events).toEqual([]);
  });
});

describe("a direct request", () => {
  it("starts before every candidate, in order of arrival, under the run id it came with", () => {
    const urgent = anIssue("urgent", { priority: 1 });
    const { events } = given([requested("y"), requested("x")], { maxConcurrentAgents: 3 }).when(tick([urgent, a], []));
    expect(events).toMatchObject([
      { issue: { id: "y" }, runId: "run-y", source: "request" },
      { issue: { id: "x" }, runId: "run-x", source: "request" },
      { issue: { id: "urgent" }, runId: "new-1", source: "tracker" },
    ]);
  });

  it("waits for a slot, and keeps its place", () => {
    const waiting = given([requested("x"), requested("y")], { maxConcurrentAgents: 1 });
    const { events, state } = waiting.when(tick([a], []));
    expect(claimsIn(events)).toEqual(["x"]);
    expect([...state.requests.keys()]).toEqual(["y"]);
  });

  it("needs no tracker", () => {
    expect(claimsIn(given([requested("x")]).when(tick(null)).events)).toEqual(["x"]);
  });

  it("takes no room from the states of the tracker", () => {
    const limits = { maxConcurrentAgentsByState: { planned: 1 } };
    const { events } = given([requested("x")], limits).when(tick([a, b], []));
    expect(claimsIn(events)).toEqual(["x", "a"]);
  });

  it("for an issue that the tracker lists too starts it once", () => {
    expect(claimsIn(given([requested("a")]).when(tick([a, b], [])).events)).toEqual(["a", "b"]);
    expect(claimsIn(given([requested("x"), requested("a")], { maxConcurrentAgents: 1 }).when(tick([a], [])).events)).toEqual(["x"]);
  });

  it("is taken down once, and not for an issue that is held already", () => {
    const request = { type: "scheduler.request-run", issue: a, runId: toRunId("run-a") } as const;
    const { events } = given([]).when(request);
    expect(events).toEqual([requested("a")]);
    expect(given(events).when(request).events).toEqual([]);
    expect(given([claimed("a")]).when(request).events).toEqual([]);
  });

  it("is withdrawn when its run ends before it began", () => {
    const { events, state } = given([requested("x")]).when(exit("x", { outcome: "cancelled", cause: "person" }));
    expect(events).toEqual([{ type: "run.withdrawn", issueId: "x" }]);
    expect(state.requests.size).toBe(0);
  });

  it("is not withdrawn by the end of some other run", () => {
    expect(given([requested("x")]).when(exit("x", { runId: toRunId("other") })).events).toEqual([]);
  });
});

describe("while dispatch is halted", () => {
  it("nothing starts, neither candidates nor retries nor requests", () => {
    expect(given([halted(), requested("x"), ...retrying("a", NOW)]).when(tick([a, b], [a])).events).toEqual([]);
  });

  it("claims are still reconciled", () => {
    const { events } = given([halted(), claimed("a"), ...parked("b")]).when(tick([c], []));
    expect(events.map(({ type }) => type)).toEqual(["claim.stopping", "claim.released"]);
  });

  it("everything goes on when a person resumes it, once", () => {
    const { events } = given([halted()]).when({ type: "scheduler.resume" });
    expect(events).toEqual([{ type: "scheduler.resumed" }]);
    expect(claimsIn(given([halted(), ...events]).when(tick([a], [])).events)).toEqual(["a"]);
    expect(given([]).when({ type: "scheduler.resume" }).events).toEqual([]);
  });
});

describe("a pause", () => {
  const pause = { type: "scheduler.pause", by: "ann", reason: "release", saidAt: NOW } as const;

  it("lets nothing begin, and outlasts a start of the server", () => {
    const { events } = given([]).when(pause);
    expect(events).toMatchObject([
      { type: "scheduler.halted", halt: { by: "ann", reason: "release", at: NOW } },
      { type: "pause.decided" },
    ]);
    expect(given(events).when(tick([a], [])).events).toEqual([]);
    expect(given(events).when({ type: "scheduler.resume" }).events).toEqual([]);
  });

  it("ends when a person resumes it", () => {
    const { events } = given(given([]).when(pause).events).when({ type: "scheduler.resume", person: { saidAt: NOW + 1 } });
    expect(events).toMatchObject([{ type: "scheduler.resumed" }, { type: "pause.decided" }]);
  });

  it.each([null, 1])("is what the last word says, in whatever order the words are told, in %s", (thread) => {
    const said = (type: "pause" | "resume", saidAt: number) => toWord(thread, type, saidAt);
    const isPaused = (...words: readonly SchedulerCommand[]) => {
      const past: SchedulerEvent[] = [];
      for (const word of words) past.push(...given(past).when(word).events);
      const { state } = given(past);
      return thread === null ? state.halted !== null : state.pauses.has(thread);
    };
    expect(isPaused(said("resume", 20), said("pause", 10))).toBe(false);
    expect(isPaused(said("pause", 20), said("resume", 10))).toBe(true);
    expect(isPaused(said("pause", 10), said("pause", 30), said("resume", 20))).toBe(true);
    expect(isPaused(said("resume", 10), said("pause", 20))).toBe(true);
    expect(isPaused(said("pause", 10), said("resume", 10))).toBe(false);
  });

  it("in a thread is another word than one for everywhere", () => {
    const past = given([]).when(toWord(null, "resume", 20)).events;
    expect(
      given(past)
        .when(toWord(1, "pause", 10))
        .state.pauses.has(1),
    ).toBe(true);
  });

  it("is remembered for as long as an older word may be told", () => {
    const past = given([]).when(toWord(1, "resume", 0)).events;
    const [day, week] = [24 * 3600 * 1000, 7 * 24 * 3600 * 1000];
    expect([
      ...given(past)
        .when(toWord(2, "pause", day))
        .state.lastWords.keys(),
    ]).toEqual([1, 2]);
    expect([
      ...given(past)
        .when(toWord(2, "pause", week))
        .state.lastWords.keys(),
    ]).toEqual([2]);
  });

  it("is not taken back by a broken setup, and is asked for once", () => {
    const paused = given([claimed("a"), ...given([]).when(pause).events]);
    expect(paused.when(pause).events).toEqual([]);
    expect(paused.when(exit("a", { cause: "setup" })).events.map(({ type }) => type)).not.toContain("scheduler.halted");
  });
});

describe("an issue of the tracker whose branch people had work asked for on", () => {
  const issue = anIssue("#7", { branchName: "yardmaster/7" });
  const asked = requested("asked", { branchName: "yardmaster/7" });

  it("is not begun while what they asked for waits: with one slot that is all that starts", () => {
    expect(claimsIn(given([asked], { maxConcurrentAgents: 2 }).when(tick([issue], [])).events)).toEqual(["asked"]);
  });

  it("is not begun while that is at work", () => {
    const past = given([asked]).when(tick(null)).events;
    expect(given([asked, ...past]).when(tick([issue, a], [])).events).toMatchObject([{ type: "issue.claimed", issue: a }]);
  });

  it("is begun once the branch is free", () => {
    const begun = given([asked]).when(tick(null)).events;
    const past = [asked, ...begun];
    const ended = given(past).when(exit("asked")).events;
    expect(claimsIn(given([...past, ...ended]).when(tick([issue], [])).events)).toEqual(["#7"]);
  });
});

describe("a tick on a host with few free places", () => {
  const within = (places: number, candidates: Parameters<typeof tick>[0]) =>
    ({ ...tick(candidates, []), places }) as ReturnType<typeof tick>;

  it("begins no more than there are places, requests first, and says that something is left", () => {
    const { events, state } = given([requested("r")]).when(within(2, [b, a, c]));
    expect(claimsIn(events)).toEqual(["r", "a"]);
    expect(state.isCrowdedOut).toBe(true);
  });

  it("says nothing again while nothing changes, and that there is room when there is", () => {
    const past = given([]).when(within(0, [a])).events;
    expect(past).toEqual([{ type: "scheduler.crowded-out" }]);
    expect(given(past).when(within(0, [a])).events).toEqual([]);
    const { events, state } = given(past).when(within(1, [a]));
    expect(events.map(({ type }) => type)).toEqual(["scheduler.given-room", "issue.claimed"]);
    expect(state.isCrowdedOut).toBe(false);
  });

  it("waits for nobody when all dispatch is halted, or its own limit is reached", () => {
    expect(given([{ type: "scheduler.crowded-out" }, halted()]).when(within(0, [a])).state.isCrowdedOut).toBe(false);
    expect(given([claimed("a")], { maxConcurrentAgents: 1 }).when(tick([a, b])).state.isCrowdedOut).toBeUndefined();
  });
});

describe("runs on one branch", () => {
  const on = (name: string) => requested(name, { branchName: "yardmaster/7" });

  it("go one after the other, and in no one else's way", () => {
    const { events } = given([on("x"), on("y"), requested("z")]).when(tick([], []));
    expect(claimsIn(events)).toEqual(["x", "z"]);
    expect(claimsIn(given([on("x"), on("y"), requested("z"), ...events]).when(tick([], [])).events)).toEqual([]);
    const over = given([on("x"), on("y"), ...events]).when(exit("x", { outcome: "completed", cause: null }));
    expect(claimsIn(given([on("x"), on("y"), ...events, ...over.events]).when(tick([], [])).events)).toEqual(["y"]);
  });
});

describe("configuring", () => {
  it("takes effect at the next decision and keeps every claim", () => {
    const { events, state } = given([claimed("a")]).when({ type: "scheduler.configure", settings: { maxConcurrentAgents: 1 } });
    expect(events).toMatchObject([{ type: "scheduler.configured", settings: { maxConcurrentAgents: 1 } }]);
    expect(state.claims.size).toBe(1);
    expect(given([claimed("a"), ...events]).when(tick([a, b])).events).toEqual([]);
  });

  it("says nothing when nothing changes, however it is spelled", () => {
    const { state } = given([], { activeStates: ["Ready"] });
    expect(state.settings.activeStates).toEqual(["ready"]);
    expect(
      given([], { activeStates: ["Ready"] }).when({ type: "scheduler.configure", settings: { activeStates: [" READY"] } }).events,
    ).toEqual([]);
  });
});

describe("a pause of one thread", () => {
  const startedIn = (...past: Parameters<typeof given>[0]) => claimsIn(given(past, { maxConcurrentAgents: 9 }).when(tick([])).events);

  it("lets what was asked for there wait, and everything else begin", () => {
    expect(startedIn(requested("a", {}, 1), requested("b", {}, 2), requested("c"), paused(1))).toEqual(["b", "c"]);
  });

  it("lets what a tracker lists there wait as well", () => {
    const listed = [1, 2].map((number) => anIssue(`#${number}`, { nativeRef: { number } }));
    expect(claimsIn(given([paused(1)]).when(tick(listed)).events)).toEqual(["#2"]);
  });

  it("keeps nothing of another thread on the same branch waiting", () => {
    expect(startedIn(requested("a", { branchName: "x" }, 1), requested("b", { branchName: "x" }, 2), paused(1))).toEqual(["b"]);
  });

  it("ends when it is resumed, also while others last", () => {
    const past = [requested("a", {}, 1), requested("b", {}, 2), paused(1), paused(2)];
    const { events } = given(past).when(toWord(1, "resume"));
    expect(startedIn(...past, ...events)).toEqual(["a"]);
  });

  it("does not end with the pause of the whole repository, and does not end that one", () => {
    const past = [requested("a", {}, 1), paused(1), paused(null)];
    const { events } = given(past).when(toWord(null, "resume"));
    expect(startedIn(...past, ...events)).toEqual([]);
    expect(startedIn(...past, ...given(past).when(toWord(1, "resume")).events)).toEqual([]);
  });

  it("is decided once, and remembers who wanted it first", () => {
    const pause = toWord(1, "pause");
    expect(given([]).when(pause).state.pauses.get(1)).toEqual({ by: "ben", reason: "", at: NOW });
    expect(
      given([paused(1)])
        .when(pause)
        .state.pauses.get(1),
    ).toMatchObject({ by: "ann" });
    expect(given([]).when(toWord(1, "resume")).state.pauses.size).toBe(0);
  });

  it("takes note of where a run was asked for", () => {
    const { events } = given([]).when({ type: "scheduler.request-run", issue: anIssue("a"), runId: toRunId("run-a"), thread: 1 });
    expect(events).toMatchObject([{ type: "run.requested", thread: 1 }]);
  });
});

/** @param thread null: everywhere */
function toWord(thread: number | null, type: "pause" | "resume", saidAt = NOW): SchedulerCommand {
  const pause = { by: "ben", reason: "", saidAt };
  if (thread === null) return type === "pause" ? { type: "scheduler.pause", ...pause } : { type: "scheduler.resume", person: { saidAt } };
  return type === "pause" ? { type: "thread.pause", thread, ...pause } : { type: "thread.resume", thread, saidAt };
}
