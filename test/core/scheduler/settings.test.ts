// The numbers the scheduler decides by, in the form in which they are compared.
import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, toSettings } from "../../../src/core/scheduler/settings.ts";

describe("settings", () => {
  it("are Symphony's unless given", () => {
    expect(toSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(DEFAULT_SETTINGS).toMatchObject({ maxConcurrentAgents: 10, maxRetryBackoffMs: 300_000 });
  });

  it("compare states and labels without case and outer spaces", () => {
    const settings = toSettings({ activeStates: [" Todo "], terminalStates: ["DONE"], requiredLabels: ["Agent ", " "] });
    expect(settings).toMatchObject({ activeStates: ["todo"], terminalStates: ["done"], requiredLabels: ["agent", ""] });
  });

  it("leave out limits per state that are no limit", () => {
    const given = { Todo: 2, zero: 0, negative: -1, half: 1.5, nothing: Number.NaN };
    expect(toSettings({ maxConcurrentAgentsByState: given }).maxConcurrentAgentsByState).toEqual({ todo: 2 });
  });
});
