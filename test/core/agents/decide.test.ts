// Taking agents out of service and back, as a table: what is said of an agent in each state, and what comes of it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AgentCommand, decideAgents, overdueAgents } from "../../../src/core/agents/decide.ts";
import { type AgentsState, ALL_ACTIVE, applyAgentEvents, lifecycleOf } from "../../../src/core/agents/state.ts";

const AGENT = { project: "default", name: "coder" };
const CORDON: AgentCommand = { type: "agent.cordon", agent: AGENT };
const UNCORDON: AgentCommand = { type: "agent.uncordon", agent: AGENT };
const DRAIN: AgentCommand = { type: "agent.drain", agent: AGENT, timeoutMs: null };
const IDLE: AgentCommand = { type: "agents.settle", busy: new Set() };
const BUSY: AgentCommand = { type: "agents.settle", busy: new Set(["default/coder"]) };

/** Refused commands leave the state as it is. */
function toState(commands: readonly AgentCommand[], now = 0): AgentsState {
  return commands.reduce((state, command) => {
    const decision = decideAgents(command, state, { now });
    return "refused" in decision ? state : applyAgentEvents(state, decision.events);
  }, ALL_ACTIVE);
}

describe("an agent", () => {
  it.each([
    ["cordoned", [CORDON]],
    ["active", [CORDON, UNCORDON]],
    ["draining", [DRAIN]],
    ["draining", [CORDON, DRAIN]],
    ["draining", [DRAIN, BUSY]],
    ["drained", [DRAIN, IDLE]],
    ["drained", [DRAIN, IDLE, DRAIN]],
    ["active", [DRAIN, IDLE, UNCORDON]],
    ["cordoned", [CORDON, IDLE]],
    ["active", [UNCORDON]],
  ] as const)("is %s after %j", (state, commands) => {
    expect(lifecycleOf(toState(commands), AGENT)).toBe(state);
  });

  it.each([
    ["cordoned twice", [CORDON], CORDON],
    ["cordoned while it drains", [DRAIN], CORDON],
    ["cordoned when it has drained", [DRAIN, IDLE], CORDON],
    ["uncordoned while it drains", [DRAIN], UNCORDON],
  ] as const)("cannot be %s", (_what, before, command) => {
    expect(decideAgents(command, toState(before), { now: 0 })).toEqual({ refused: "agent.wrong-state" });
  });

  it("of another project or name is another one", () => {
    const state = toState([CORDON]);
    expect(lifecycleOf(state, { project: "other", name: "coder" })).toBe("active");
    expect(lifecycleOf(state, { project: "default", name: "reviewer" })).toBe("active");
  });
});

describe("the time to drain", () => {
  const WITHIN: AgentCommand = { ...DRAIN, timeoutMs: 1000 };

  it("is over when it is, and only while something is left to do", () => {
    const state = toState([WITHIN], 500);
    expect(overdueAgents(state, 1499)).toEqual([]);
    expect(overdueAgents(state, 1500)).toEqual([expect.objectContaining(AGENT)]);
    expect(overdueAgents(toState([WITHIN, IDLE], 500), 9999)).toEqual([]);
    expect(overdueAgents(toState([DRAIN], 500), Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  it("can be changed while it runs, and taken away", () => {
    expect(overdueAgents(toState([DRAIN, WITHIN]), 1000)).toHaveLength(1);
    expect(overdueAgents(toState([WITHIN, DRAIN]), 1000)).toEqual([]);
  });

  it("counts from the first drain for those who look at since when", () => {
    const first = toState([DRAIN], 5);
    const decision = decideAgents(WITHIN, first, { now: 90 });
    const state = "events" in decision ? applyAgentEvents(first, decision.events) : first;
    expect(state.standings.get("default/coder")).toMatchObject({ since: 5, deadline: 1090 });
  });
});

it("whatever is said, a state stays one of four and only idle agents drain", () => {
  const command = fc.constantFrom(CORDON, UNCORDON, DRAIN, IDLE, BUSY);
  fc.assert(
    fc.property(fc.array(command), (commands) => {
      const state = toState(commands);
      expect(["active", "cordoned", "draining", "drained"]).toContain(lifecycleOf(state, AGENT));
      if (commands.every((each) => each !== IDLE)) expect(lifecycleOf(state, AGENT)).not.toBe("drained");
    }),
  );
});
