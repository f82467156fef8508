// What a run's card says at each moment of its life.
import { describe, expect, it } from "vitest";
import { toStepId } from "../../../src/core/ids.ts";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import type { RunState, StepErrorCode } from "../../../src/core/run/state.ts";
import { type RunCard, toCardKey } from "../../../src/core/views/run-card.ts";
import { toRunCheck } from "../../../src/core/views/run-check.ts";
import { NOW } from "../../support/given.ts";
import { admit, aStep, begin, cancel, create, done, draft, failed, finished, ready, retries, unready } from "../run/past.ts";
import { halted, paused } from "../scheduler/past.ts";
import { aCard, aRun, asked, type CardWorld, IMPLEMENT, inQueue, MINUTE, VERIFY } from "./a-card.ts";

const held = { source: "request", held: true } as const;
const patient = create([aStep("one", retries(3)), "two"], held);
const lenient = create([IMPLEMENT, { ...VERIFY, continueOnError: true }], held);
const begun = [asked, admit, ready, begin("implement")] as const;
const worked = [...begun, done("implement", 1, "c1")] as const;

type Row<Expected> = readonly [name: string, run: RunState, expected: Expected, world?: CardWorld];

function toRows<Expected>(rows: readonly Row<Expected>[]) {
  return rows.map(([name, run, expected, world = {}]) => [name, run, expected, world] as const);
}

describe("the card", () => {
  const rows: readonly Row<Partial<RunCard>>[] = [
    [
      "queued, with its place",
      aRun(asked),
      { state: "queued", commands: ["cancel", "why"], step: null },
      { past: inQueue("x", "r"), slots: 1 },
    ],
    ["queued before the scheduler has heard of it", aRun(asked), { state: "queued", queue: null }],
    [
      "needing a person while all work is halted",
      aRun(asked),
      { state: "needs-you", need: { code: "halted", reason: "no agent", by: null } },
      { past: [...inQueue("r"), halted("no agent")] },
    ],
    [
      "needing a person while all work is paused",
      aRun(asked),
      { state: "needs-you", need: { code: "all-paused", reason: "release", by: "ann" } },
      { past: [...inQueue("r"), paused(null)] },
    ],
    [
      "needing a person while work in its thread is paused",
      aRun(asked),
      { state: "needs-you", need: { code: "paused", reason: "release", by: "ann" } },
      { past: [...inQueue("r"), paused(12)] },
    ],
    ["queued while work in another thread is paused", aRun(asked), { state: "queued" }, { past: [...inQueue("r"), paused(13)] }],
    ["needing a person to start it", aRun(draft), { state: "needs-you", need: { code: "start", reason: null, by: null }, steps: [] }],
    ["preparing", aRun(asked, admit), { state: "preparing", step: null }],
    ["running in a step", aRun(...begun), { state: "running", step: { name: "implement", number: 1 }, elapsedMs: 5 * MINUTE }],
    ["running between steps", aRun(...worked), { state: "running", step: { name: "verify", number: 2 } }],
    ["finishing", aRun(...worked, begin("verify"), done("verify")), { state: "finishing", step: null }],
    ["being stopped", aRun(...begun, cancel()), { state: "cancelling", commands: [] }],
    [
      "completed",
      aRun(...worked, begin("verify"), done("verify"), finished()),
      { state: "completed", commit: "c1", branch: "yardmaster/a", failure: null, commands: [], elapsedMs: 0 },
    ],
    [
      "unchanged",
      aRun(...begun, done("implement"), begin("verify"), done("verify"), finished()),
      { state: "unchanged", commit: null, branch: null, commands: ["retry"] },
    ],
    [
      "completed though its own checks failed",
      aRun(lenient, admit, ready, begin("implement"), done("implement", 1, "c1"), begin("verify"), failed("verify"), finished()),
      {
        state: "completed",
        failure: { step: "verify", message: "its command exited with code 1", said: null, kind: "work", log: null },
        commands: ["retry"],
      },
    ],
    [
      "failed in a step",
      aRun(...begun, failed("implement"), finished()),
      {
        state: "failed",
        commands: ["retry"],
        failure: { step: "implement", message: "the agent's program exited with code 1", said: "it broke", kind: "work", log: null },
      },
    ],
    [
      "failed outside of the steps",
      aRun(asked, admit, unready, finished()),
      {
        state: "failed",
        failure: { step: null, message: "its workspace could not be prepared", said: "no space left", kind: "work", log: null },
      },
    ],
    [
      "cancelled by someone",
      { ...aRun(...begun, cancel(), failed("implement"), finished()), cancellation: { by: "person", reason: "not now", login: "bo" } },
      {
        state: "cancelled",
        failure: null,
        cancellation: { login: "bo", byScheduler: false, reason: "not now", isOurs: false },
        commands: ["retry"],
      },
    ],
    [
      "cancelled by the scheduler",
      aRun(asked, cancel("scheduler"), finished()),
      { state: "cancelled", cancellation: { login: null, byScheduler: true, reason: "not now", isOurs: true } },
    ],
  ];
  it.each(toRows(rows))("of a run %s", (_, run, card, world) => {
    expect(aCard(run, world)).toMatchObject({ run: "r", workflow: "fix", askedBy: "ana", ...card });
  });

  it("tells for each step what it is, how far it is and what it took", () => {
    const run = aRun(patient, admit, ready, begin("one"), failed("one"));
    expect(aCard(run).steps).toMatchObject([
      { name: "one", kind: "check", status: "retrying", attempt: 1, maxAttempts: 3, durationMs: null },
      { name: "two", status: "waiting", attempt: null, maxAttempts: 1 },
    ]);
    const over = aRun(...begun, done("implement", 1, "c1"), begin("verify"), failed("verify"), finished());
    expect(aCard(over).steps).toMatchObject([
      { name: "implement", kind: "work", status: "done", durationMs: 0, changedFiles: 2 },
      { name: "verify", kind: "check", status: "failed" },
    ]);
    expect(aCard(aRun(...begun, failed("implement"), finished())).steps).toMatchObject([{ status: "failed" }, { status: "left-out" }]);
    expect(aCard(aRun(...begun, cancel(), failed("implement"), finished())).steps).toMatchObject([
      { status: "cancelled" },
      { status: "left-out" },
    ]);
  });

  it("lists thirty steps and counts the others", () => {
    const run = aRun(create(Array.from({ length: 45 }, (_, index) => `s${index}`)));
    expect(aCard(run)).toMatchObject({ moreSteps: 15, steps: { length: 30 } });
  });

  it("does not tell where the workspace lies, nor anything that looks like a credential", () => {
    const token = `ghp_${"a".repeat(36)}`;
    const run = aRun(...begun, failed("implement", 1, { message: `cannot read /yard/a/src/x.ts with ${token}` }), finished());
    const card = aCard(run, { facts: { log: `in /yard/a\n${token}` } });
    expect(card.failure?.said).toContain("cannot read ./src/x.ts with ***");
    expect(card.failure?.log).toBe("in .\n***");
  });

  it("says how a step failed in words of ours, and beside them what was said of it", () => {
    const tell = (code: StepErrorCode, exitCode: number | null = null, step = IMPLEMENT) => {
      const run = aRun(
        create([step], held),
        admit,
        ready,
        begin(step.id),
        failed(step.id, 1, { code, exitCode, retryable: false }),
        finished(),
      );
      const { message, said } = aCard(run).failure ?? {};
      return `${message} | ${said}`;
    };
    expect([
      tell("EXIT", 3),
      tell("EXIT", 0),
      tell("EXIT", null),
      tell("EXIT", 3, VERIFY),
      tell("EXIT", 1, aStep("tests", { body: { kind: "tests" } })),
      tell("CREDENTIALS", 77),
      tell("TIMEOUT"),
      tell("NO_CHANGE", 0),
      tell("NOT_STARTED", 127, VERIFY),
      tell("INTERNAL"),
    ]).toMatchInlineSnapshot(`
      [
        "the agent's program exited with code 3 | it broke",
        "the agent's program reported an error | it broke",
        "the agent's program was stopped from outside | it broke",
        "its command exited with code 3 | null",
        "the tests exited with code 1 | null",
        "the agent's credentials were rejected | it broke",
        "the agent's program ran out of time | null",
        "the agent ended without changing anything | null",
        "its command could not be started | it broke",
        "Yardmaster itself failed while running it | it broke",
      ]
    `);
  });

  it("tells what the program said once: not beside a log that ends with it", () => {
    const run = aRun(...begun, failed("implement"), finished());
    expect(aCard(run, { facts: { log: "working\nit broke" } }).failure).toMatchObject({ said: null, log: "working\nit broke" });
  });

  it("tells a message from outside of the steps from its beginning, to be read as a whole", () => {
    const message = `publishing: ${"x".repeat(500)}`;
    const run = aRun(asked, admit, { type: "run.report-workspace-failure", message }, finished());
    expect(aCard(run).failure?.said).toBe(message);
  });

  it("tells what people did to its branch as it is: the sentences are ours", () => {
    const error =
      "somebody deleted the branch 'x'. The run's commits are on 'x-1': look at them there, or try again to make the branch again";
    const run = aRun(...worked, begin("verify"), done("verify"), {
      type: "run.report-finish",
      error,
      isOurs: true,
      commit: null,
      conflicts: [],
    });
    expect(aCard(run).failure).toMatchObject({ step: null, message: error, said: null, kind: "work" });
  });

  it("tells after how long a step ran out of time", () => {
    const run = aRun(create([{ ...VERIFY, timeoutMs: 90_000 }], held), admit, ready, begin("verify"));
    const ended = aRun(
      create([{ ...VERIFY, timeoutMs: 90_000 }], held),
      admit,
      ready,
      begin("verify"),
      failed("verify", 1, { code: "TIMEOUT" }),
      finished(),
    );
    expect([aCard(run).failure, aCard(ended).failure?.message]).toEqual([null, "its command ran out of time after 1 min 30 s, its limit"]);
  });

  it("tells how often a step was tried", () => {
    const run = aRun(create([{ ...VERIFY, ...retries(2) }], held), admit, ready, begin("verify"), failed("verify"), begin("verify", 2));
    const ended = aRun(
      create([{ ...VERIFY, ...retries(2) }], held),
      ...[admit, ready, begin("verify"), failed("verify"), begin("verify", 2), failed("verify", 2), finished()],
    );
    expect([aCard(run).failure, aCard(ended).failure?.message]).toEqual([null, "its command exited with code 1, after 2 attempts"]);
  });

  it("has the words of the agent that changed something last, without what is nobody's business", () => {
    const said = (id: string, summary: string, commit: string | null): RunCommand => ({
      type: "step.report",
      stepId: toStepId(id),
      attempt: 1,
      result: { ok: true, commit, changedFiles: commit ? 1 : 0, summary },
    });
    const worked = [...begun, said("implement", "Mended /yard/a/x.ts", "c1"), begin("verify"), said("verify", "All is well", null)];
    expect(aCard(aRun(...worked, finished())).summary).toBe("Mended ./x.ts");
    expect(aCard(aRun(...worked)).summary).toBe(null);
    expect(aCard(aRun(...begun, said("implement", "Nothing to do", null), begin("verify"), done("verify"), finished())).summary).toBe(
      "Nothing to do",
    );
  });

  it("keeps the last twenty lines of a log, long ones cut", () => {
    const log = [...Array.from({ length: 50 }, (_, index) => `line ${index}`), "x".repeat(5000)].join("\n");
    const kept = aCard(aRun(...begun, failed("implement"), finished()), { facts: { log } }).failure?.log?.split("\n") ?? [];
    expect(kept).toHaveLength(20);
    expect(kept[0]).toBe("line 31");
    expect(kept.at(-1)).toBe(`${"x".repeat(199)}…`);
  });
});

describe("the key of a card", () => {
  const at = (run: RunState, now: number, world: CardWorld = {}) => toCardKey(aCard(run, { ...world, facts: { ...world.facts, now } }));

  it("stays the same while only time passes", () => {
    expect(at(aRun(...begun), NOW)).toBe(at(aRun(...begun), NOW + MINUTE));
    const waiting = { past: inQueue("x", "r"), slots: 1 };
    const other = { ...waiting, facts: { durationsMs: [1, 1, 1] } };
    expect(at(aRun(asked), NOW, waiting)).toBe(at(aRun(asked), NOW + MINUTE, other));
  });

  it("changes with each step and each place in the queue", () => {
    expect(at(aRun(...begun), NOW)).not.toBe(at(aRun(...worked), NOW));
    expect(at(aRun(asked), NOW, { past: inQueue("x", "r") })).not.toBe(at(aRun(asked), NOW, { past: inQueue("r") }));
  });
});

describe("the check", () => {
  const rows: readonly Row<object>[] = [
    ["waits with the run", aRun(asked), { status: "queued", conclusion: null, actions: [{ identifier: "cancel" }] }],
    ["waits while a person is needed", aRun(asked), { status: "queued" }, { past: [halted()] }],
    ["is in progress with the work", aRun(...begun), { status: "in_progress", conclusion: null }],
    ["is in progress until all has stopped", aRun(...begun, cancel()), { status: "in_progress", actions: [] }],
    [
      "succeeds with work that was checked",
      aRun(...worked, begin("verify"), done("verify"), finished()),
      { status: "completed", conclusion: "success", actions: [] },
    ],
    [
      "fails with work that its own checks did not approve of",
      aRun(lenient, admit, ready, begin("implement"), done("implement", 1, "c1"), begin("verify"), failed("verify"), finished()),
      { conclusion: "failure" },
    ],
    [
      "is neutral when there was nothing to change",
      aRun(...begun, done("implement"), begin("verify"), done("verify"), finished()),
      { conclusion: "neutral" },
    ],
    ["fails with a step", aRun(...begun, failed("implement"), finished()), { conclusion: "failure", actions: [{ identifier: "retry" }] }],
    [
      "tells that time ran out",
      aRun(...begun, failed("implement", 1, { code: "TIMEOUT", retryable: false }), finished()),
      { conclusion: "timed_out" },
    ],
    [
      "asks for a person when the agent could not be started",
      aRun(...begun, failed("implement", 1, { code: "NOT_STARTED", retryable: false }), finished()),
      { conclusion: "action_required" },
    ],
    ["is cancelled with the run", aRun(asked, cancel(), finished()), { conclusion: "cancelled", actions: [{ identifier: "retry" }] }],
  ];
  it.each(toRows(rows))("%s", (_, run, check, world) => {
    expect(toRunCheck(aCard(run, world))).toMatchObject(check);
  });

  it("keeps within what a forge has room for in a button", () => {
    const buttons = [aRun(...begun), aRun(asked, cancel(), finished())].flatMap((run) => toRunCheck(aCard(run)).actions);
    expect(buttons.map(({ identifier }) => identifier)).toEqual(["cancel", "retry"]);
    for (const { label, description, identifier } of buttons) {
      expect([label.length <= 20, description.length <= 40, identifier.length <= 20]).toEqual([true, true, true]);
    }
  });
});
