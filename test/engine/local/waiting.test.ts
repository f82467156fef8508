// What the embedded engine does with its timers, and with a performer that breaks its word.
import { describe, expect, it } from "vitest";
import type { EffectId } from "../../../src/core/ids.ts";
import { createLocalEngine, type LocalEngineDeps } from "../../../src/engine/local/index.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";

const EFFECT = "run/a#step" as EffectId;

function open(given: Partial<LocalEngineDeps>) {
  const clock = createHandClock(1_000_000);
  const errors: unknown[] = [];
  const listeners = new Set<() => void>();
  const engine = createLocalEngine({
    clock,
    concurrency: 4,
    perform: async () => {},
    dueEffects: async () => [],
    nextDueAt: async () => null,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onError: (error) => errors.push(error),
    ...given,
  });
  return { engine, clock, errors, listeners };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the local engine's waiting", () => {
  it("leaves no timer and no listener behind when it stops", async () => {
    const { engine, clock, listeners } = open({ nextDueAt: async () => 1_005_000 });
    await engine.start();
    for (const listener of listeners) listener();
    expect(clock.waiting).toBeGreaterThan(0);
    await engine.stop();
    expect([clock.waiting, listeners.size]).toEqual([0, 0]);
  });

  it("gathers a burst of changes into one look", async () => {
    let looks = 0;
    const { engine, clock, listeners } = open({
      async dueEffects() {
        looks += 1;
        return [];
      },
    });
    await engine.start();
    for (let change = 0; change < 50; change += 1) for (const listener of listeners) listener();
    clock.advance(100);
    await settled();
    expect(looks).toBe(2);
    await engine.stop();
  });

  it("does not miss what becomes due between its two questions", async () => {
    const performed: EffectId[] = [];
    const dueAt = 1_000_010;
    const { engine, clock } = open({
      perform: async (effect) => void performed.push(effect),
      async nextDueAt() {
        const answer = performed.length === 0 && clock.now() < dueAt ? dueAt : null;
        clock.advance(10);
        return answer;
      },
      dueEffects: async () => (performed.length === 0 && clock.now() >= dueAt ? [EFFECT] : []),
    });
    await engine.start();
    await settled();
    expect(performed).toEqual([EFFECT]);
    await engine.stop();
  });

  it("asks for one performance of what it was told of twice", async () => {
    const performed: EffectId[] = [];
    const { engine } = open({ perform: async (effect) => void performed.push(effect), dueEffects: async () => [EFFECT] });
    const started = engine.start();
    engine.announce([{ id: EFFECT, dueAt: 0 }]);
    engine.announce([{ id: EFFECT, dueAt: 0 }]);
    await started;
    expect(performed).toEqual([EFFECT]);
    await engine.stop();
  });

  it("looks again soon when the outbox held more than it asked for", async () => {
    const outbox = Array.from({ length: 10 }, (_, index) => `run/${index}#step` as EffectId);
    const { engine, clock } = open({
      perform: async (effect) => void outbox.splice(outbox.indexOf(effect), 1),
      dueEffects: async (limit) => outbox.slice(0, limit),
    });
    await engine.start();
    for (let look = 0; look < 3; look += 1) {
      await settled();
      clock.advance(100);
    }
    await settled();
    expect(outbox).toEqual([]);
    await engine.stop();
  });

  it("survives a performer that rejects", async () => {
    const { engine, errors } = open({ perform: () => Promise.reject(new Error("a broken promise")) });
    await engine.start();
    engine.announce([{ id: EFFECT, dueAt: 0 }]);
    await settled();
    expect(errors).toEqual([new Error("a broken promise")]);
    await engine.stop();
  });
});
