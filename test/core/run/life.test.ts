// Whatever happens to a run, in any order: workers that answer, crash or hand back, cancellations, stale news.
// A small outbox stands in for the store, with its rules: an effect is there once, a cancelled one goes unless someone has it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toStepId } from "../../../src/core/ids.ts";
import { applyRunEvent } from "../../../src/core/run/apply-event.ts";
import { decideRun, type RunCommand } from "../../../src/core/run/decide.ts";
import type { RunEffect, RunEvent } from "../../../src/core/run/events.ts";
import { hasEnded, type RunState } from "../../../src/core/run/state.ts";
import { toRunSummary } from "../../../src/core/views/run-summary.ts";
import type { StepSpec } from "../../../src/core/workflow/workflow-spec.ts";
import { deepFreeze, NOW, toStored } from "../../support/given.ts";
import { aStep, begin, cancel, create, done, draft, enqueue, failed, finished, handBack, ready, retries, unready } from "./past.ts";

type Waiting = Exclude<RunEffect, { type: "effect.cancel" }>;

interface Entry {
  readonly effect: Waiting;
  /** A worker has it and is to answer. */
  taken: boolean;
}

function createWorld() {
  let state: RunState | null = null;
  const events: RunEvent[] = [];
  const outbox = new Map<string, Entry>();
  const offered = new Map<string, string>();
  let exits = 0;

  /** @param completes the effect that this answers */
  function tell(command: RunCommand, completes?: string): readonly RunEvent[] {
    const decision = decideRun(deepFreeze(command), state, { now: NOW });
    const decided = "refused" in decision ? [] : toStored(decision.events);
    const effects: RunEffect[] = [];
    for (const event of decided) {
      const applied = applyRunEvent(state, event);
      state = deepFreeze(applied.state);
      effects.push(...toStored(applied.effects));
    }
    events.push(...decided);
    if (completes !== undefined) outbox.delete(completes);
    for (const effect of effects) if (effect.type === "effect.cancel" && !outbox.get(effect.key)?.taken) outbox.delete(effect.key);
    for (const effect of effects) if (effect.type !== "effect.cancel") offer(effect);
    return decided;
  }

  function offer(effect: Waiting): void {
    if (!outbox.has(effect.key)) outbox.set(effect.key, { effect, taken: false });
    if (effect.type !== "step.execute") return;
    expect(state?.plan.steps.map(({ id }) => id)).toContain(effect.stepId);
    const named = `${effect.stepId}/${effect.attempt}`;
    expect(offered.get(effect.key) ?? named).toBe(named);
    offered.set(effect.key, named);
  }

  /** A worker takes an effect; what needs no waiting for is answered at once. */
  function take(entry: Entry, fails: boolean): void {
    const { effect } = entry;
    switch (effect.type) {
      case "workspace.provision":
        tell(fails ? unready : ready, effect.key);
        return;
      case "workspace.finish":
        tell(finished(fails ? "the branch has moved" : null), effect.key);
        return;
      case "scheduler.request-run":
        tell(create(state?.plan.steps ?? [], { source: "request" }), effect.key);
        return;
      case "scheduler.report-exit":
        exits += 1;
        outbox.delete(effect.key);
        return;
      case "tracker.report":
        outbox.delete(effect.key);
        return;
      case "step.execute": {
        const begun = tell(begin(effect.stepId, effect.attempt)).some(({ type }) => type === "step.started" || type === "step.recovered");
        if (begun) entry.taken = true;
        else outbox.delete(effect.key);
      }
    }
  }

  function answer(entry: Entry, how: "done" | "failed" | "fatal" | "hand-back" | "crash"): void {
    const { effect } = entry;
    if (effect.type !== "step.execute") return;
    const { stepId, attempt, key } = effect;
    if (how === "done") tell(done(stepId, attempt, "c1"), key);
    if (how === "failed" || how === "fatal") tell(failed(stepId, attempt, { retryable: how === "failed" }), key);
    if (how === "hand-back") tell(handBack(stepId, attempt));
    entry.taken = false;
  }

  return {
    tell,
    take,
    answer,
    events,
    entries: (taken: boolean) => [...outbox.values()].filter((entry) => entry.taken === taken),
    get exits() {
      return exits;
    },
    get state() {
      return state;
    },
  };
}

type Move =
  | { readonly kind: "take"; readonly pick: number; readonly fails: boolean }
  | { readonly kind: "answer"; readonly pick: number; readonly how: "done" | "failed" | "fatal" | "hand-back" | "crash" }
  | { readonly kind: "tell"; readonly command: RunCommand };

const NAMES = ["one", "two", "three"];

const steps: fc.Arbitrary<readonly StepSpec[]> = fc
  .array(fc.record({ attempts: fc.integer({ min: 1, max: 3 }), continueOnError: fc.boolean() }), { minLength: 1, maxLength: NAMES.length })
  .map((list) => list.map(({ attempts, continueOnError }, index) => aStep(NAMES[index] ?? "", { ...retries(attempts), continueOnError })));

const stray: fc.Arbitrary<RunCommand> = fc
  .tuple(fc.constantFrom(...NAMES, "unheard-of").map(toStepId), fc.integer({ min: 0, max: 4 }))
  .chain(([id, attempt]) =>
    fc.constantFrom<RunCommand>(
      done(id, attempt + 5),
      failed(id, attempt + 5),
      handBack(id, attempt + 5),
      begin(id, 9),
      cancel("scheduler"),
      draft,
      enqueue("unheard-of"),
    ),
  );

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("take" as const),
        pick: fc.nat(),
        fails: fc.constantFrom(false, false, false, false, true),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("answer" as const),
        pick: fc.nat(),
        how: fc.constantFrom("done", "done", "failed", "fatal", "hand-back", "crash"),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("tell" as const), command: stray }) },
  ),
  { maxLength: 40 },
);

function play(world: ReturnType<typeof createWorld>, move: Move): void {
  if (move.kind === "tell") {
    world.tell(move.command);
    return;
  }
  const entries = world.entries(move.kind === "answer");
  const entry = entries[move.pick % entries.length];
  if (!entry) return;
  if (move.kind === "take") world.take(entry, move.fails);
  else world.answer(entry, move.how);
}

/** As a tracker's run, as one that a person asked for, or as one that was created first and is started by the last move at the latest. */
const beginnings = fc.constantFrom("tracker", "request", "draft");

function beginLife(world: ReturnType<typeof createWorld>, how: "tracker" | "request" | "draft", plan: readonly StepSpec[]): void {
  if (how === "draft") world.tell(draft);
  else world.tell(create(plan, { held: how === "request", source: how }));
}

/** From here on every worker does what it should. */
function settle(world: ReturnType<typeof createWorld>): void {
  for (let round = 0; round < 100; round += 1) {
    for (const entry of world.entries(true)) world.answer(entry, "done");
    for (const entry of world.entries(false)) world.take(entry, false);
  }
}

describe("a run's life", () => {
  it("always comes to an end that the scheduler hears of, and begins no step after it has begun to end", () => {
    fc.assert(
      fc.property(steps, beginnings, moves, moves, (plan, how, before, after) => {
        const world = createWorld();
        beginLife(world, how, plan);
        for (const move of before) play(world, move);
        if (how === "draft") world.tell(enqueue(...plan));
        for (const move of after) play(world, move);
        settle(world);

        expect([...world.entries(true), ...world.entries(false)]).toEqual([]);
        expect(world.state && hasEnded(world.state)).toBe(true);
        expect(world.exits).toBeGreaterThanOrEqual(1);
        const types = world.events.map(({ type }) => type);
        expect(types.filter((type) => ["run.completed", "run.failed", "run.cancelled"].includes(type))).toHaveLength(1);
        expect(types.slice(types.indexOf("run.finishing")).filter((type) => type.startsWith("step."))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it("leaves every step in a state with a reason, as the engine's tables have it", () => {
    const allowed = {
      pending: ["blocked_by_failure"],
      running: [],
      completed: [null],
      skipped: [],
      failed: ["attempts_exhausted", "not_retryable", "timeout", "interrupted"],
      cancelled: ["run_cancelled"],
    } as const;
    fc.assert(
      fc.property(steps, moves, (plan, all) => {
        const world = createWorld();
        world.tell(create(plan));
        for (const move of all) play(world, move);
        settle(world);
        for (const { status, reason, attempts, failures } of world.state?.steps ?? []) {
          expect(allowed[status]).toContain(reason);
          expect(failures).toBeLessThanOrEqual(attempts);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is the same when it is read back, and its summary is JSON", () => {
    fc.assert(
      fc.property(steps, beginnings, moves, (plan, how, all) => {
        const world = createWorld();
        beginLife(world, how, plan);
        for (const move of all) play(world, move);
        if (how === "draft") world.tell(enqueue(...plan));
        let state: RunState | null = null;
        for (const event of toStored(world.events)) state = applyRunEvent(state, event).state;
        expect(state).toStrictEqual(world.state);
        if (state) expect(toStored(toRunSummary(state))).toStrictEqual(toRunSummary(state));
      }),
      { numRuns: 300 },
    );
  });
});
