// The engine's contract, on the embedded engine.
import { describe, it } from "vitest";
import { createLocalEngine } from "../../../src/engine/local/index.ts";
import { type EngineHarness, engineContract } from "../../../src/testing/engine-contract.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";

const clock = createHandClock(1_000_000);
const harness: EngineHarness = {
  now: clock.now,
  advance: clock.advance,
  async open({ outbox, ...given }) {
    return { engine: createLocalEngine({ ...outbox, ...given, clock }), dispose: async () => {} };
  },
};

describe("the local engine", () => {
  for (const { name, run } of engineContract(harness)) it(name, run);
});
