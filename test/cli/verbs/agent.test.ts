// `agent …`: the list, and what is said of each change.
import { describe, expect, it } from "vitest";
import type { AgentName } from "../../../src/core/agents/state.ts";
import type { ListedAgent } from "../../../src/runtime/control/agents.ts";
import { beControlled } from "../fake-control.ts";
import { NOW, runCli } from "../fake-world.ts";

const CODER: ListedAgent = {
  project: "default",
  name: "coder",
  enabled: true,
  state: "draining",
  deadline: NOW,
  inFlight: 2,
  health: "healthy",
  capabilities: ["implement", "fix"],
};
const REVIEWER: ListedAgent = {
  ...CODER,
  name: "reviewer",
  enabled: false,
  state: "active",
  deadline: null,
  inFlight: 0,
  capabilities: [],
};

function listing(agents: readonly ListedAgent[], asked: unknown[] = []) {
  const list = async (request: object) => {
    asked.push(request);
    return agents;
  };
  return beControlled({ agents: { list } });
}

describe("agent list", () => {
  it("is a table", async () => {
    expect((await runCli(["agent", "list"], listing([CODER, REVIEWER]))).out).toMatchInlineSnapshot(`
      "NAME      ENABLED  STATE     IN-FLIGHT  HEALTH   CAPABILITIES
      coder     true     draining  2          healthy  implement,fix
      reviewer  false    active    0          healthy
      "
    `);
    expect((await runCli(["agent", "list"], listing([]))).out).toBe("No agents.\n");
  });

  it("is wider on demand, and names alone", async () => {
    const { out } = await runCli(["ag", "ls", "-o", "wide"], listing([CODER]));
    expect(out).toContain("PROJECT  DRAINED BY");
    expect(out).toContain("default  2026-11-20T08:00:00Z");
    expect((await runCli(["agent", "list", "-o", "name"], listing([CODER, REVIEWER]))).out).toBe("agent/coder\nagent/reviewer\n");
  });

  it("is in snake_case for programs", async () => {
    const { out } = await runCli(["agent", "list", "-o", "json"], listing([CODER]));
    expect(JSON.parse(out)).toEqual([
      {
        project: "default",
        name: "coder",
        enabled: true,
        state: "draining",
        in_flight: 2,
        deadline: "2026-11-20T08:00:00.000Z",
        health: "healthy",
        capabilities: ["implement", "fix"],
      },
    ]);
  });

  it.each([
    [[], "default"],
    [["-p", "site"], "site"],
    [["-A"], null],
  ])("with %j is of the project %s", async (argv, project) => {
    const asked: unknown[] = [];
    await runCli(["agent", "list", ...argv], listing([], asked));
    expect(asked).toEqual([{ project }]);
  });
});

describe("taking an agent out of service", () => {
  function steering(asked: unknown[], state: ListedAgent["state"] = "draining") {
    const note = (verb: string) => async (request: AgentName) => {
      asked.push([verb, request]);
      return { ...CODER, ...request, state };
    };
    return beControlled({ agents: { cordon: note("cordon"), uncordon: note("uncordon"), drain: note("drain") } });
  }

  it.each([
    [["cordon", "coder"], "agent 'coder' cordoned\n", { project: "default", name: "coder" }],
    [["uncordon", "coder", "-p", "site"], "agent 'coder' uncordoned\n", { project: "site", name: "coder" }],
    [["drain", "coder"], "agent 'coder' drain initiated — state: draining\n", { project: "default", name: "coder", timeoutSeconds: null }],
    [
      ["drain", "coder", "--timeout", "0"],
      "agent 'coder' drain initiated — state: draining\n",
      { project: "default", name: "coder", timeoutSeconds: 0 },
    ],
  ])("agent %j", async (argv, said, request) => {
    const asked: unknown[] = [];
    expect(await runCli(["agent", ...argv], steering(asked))).toMatchObject({ exit: 0, out: said });
    expect(asked).toEqual([[argv[0], request]]);
  });

  it("refuses a time that is none", async () => {
    expect(await runCli(["agent", "drain", "coder", "--timeout", "soon"], steering([]))).toMatchObject({ exit: 2, out: "" });
  });
});
