// Agents as people see and steer them, on a real store: what is said outlives the process that it was said to.
import { describe, expect, it, onTestFinished } from "vitest";
import { type RunId, toRunId } from "../../../src/core/ids.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { createAgentControl } from "../../../src/runtime/agents/agent-control.ts";
import { createAgentDesk } from "../../../src/runtime/agents/agent-desk.ts";
import type { AgentWork } from "../../../src/runtime/agents/agent-work.ts";
import { settleAgents } from "../../../src/runtime/agents/settle-agents.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";

const NOW = Date.UTC(2026, 10, 20);
const RUN = toRunId("run_1");
const CODER = { project: "default", name: "coder" };

function anAgent(name: string, project = "default", spec: Record<string, unknown> = { capabilities: ["fix"] }): Resource {
  const metadata = { name, project, labels: {}, annotations: {} };
  return { apiVersion: "orchestrator.dev/v2", kind: "Agent", metadata, spec, source: { origin: "apply", file: "-", line: 1 } };
}

async function aDesk({ agents = [anAgent("coder")] }: { readonly agents?: readonly Resource[] } = {}) {
  const { path, dispose } = temporaryDirectory();
  const clock = createHandClock(NOW);
  const store = await openSqliteStore({ file: `${path}/store.db`, clock });
  onTestFinished(async () => {
    await store.close();
    dispose();
  });
  const work: AgentWork[] = [];
  const open = () => {
    const desk = createAgentDesk({ store, clock, repository: "here" });
    const loadAgents = async (project: string | null) => agents.filter(({ metadata }) => project === null || metadata.project === project);
    return { desk, control: createAgentControl({ desk, loadAgents, loadWork: async () => work }) };
  };
  return { ...open(), open, work, clock };
}

describe("the list of agents", () => {
  it("has what is declared and what is known, by project and name", async () => {
    const agents = [anAgent("b", "site", {}), anAgent("coder", "default", { enabled: false, capabilities: ["fix", "plan"] }), anAgent("a")];
    const { control, work } = await aDesk({ agents });
    work.push({ agent: CODER, run: RUN, begun: true }, { agent: CODER, run: RUN, begun: true }, { agent: CODER, run: RUN, begun: false });
    const listed = await control.list({ project: null });
    expect(listed.map(({ project, name }) => `${project}/${name}`)).toEqual(["default/a", "default/coder", "site/b"]);
    expect(listed[1]).toEqual({
      ...CODER,
      enabled: false,
      state: "active",
      deadline: null,
      inFlight: 2,
      health: "healthy",
      capabilities: ["fix", "plan"],
    });
    expect(listed[2]).toMatchObject({ enabled: true, capabilities: [] });
    expect(await control.list({ project: "site" })).toHaveLength(1);
  });
});

describe("cordoning", () => {
  it("outlives the process, and takes the agent from those to choose from", async () => {
    const { control, open } = await aDesk();
    expect(await control.cordon(CODER)).toMatchObject({ state: "cordoned" });
    const { control: later, desk } = open();
    expect(await later.list({ project: null })).toMatchObject([{ state: "cordoned" }]);
    expect([...(await desk.loadUnavailable("default"))]).toEqual(["coder"]);
    expect([...(await desk.loadUnavailable("site"))]).toEqual([]);
    expect(await later.uncordon(CODER)).toMatchObject({ state: "active" });
    expect([...(await desk.loadUnavailable("default"))]).toEqual([]);
  });

  it("is refused in words when it is done already", async () => {
    const { control } = await aDesk();
    await control.cordon(CODER);
    await expect(control.cordon(CODER)).rejects.toMatchObject({
      code: "agent.wrong-state",
      message: "cannot cordon agent 'coder': current state is cordoned",
    });
  });

  it("of an agent that the project does not declare is refused", async () => {
    const { control } = await aDesk();
    for (const agent of [
      { project: "default", name: "ghost" },
      { project: "site", name: "coder" },
    ]) {
      await expect(control.cordon(agent)).rejects.toMatchObject({
        code: "resource.not-found",
        message: `agent not found: ${agent.name}`,
      });
    }
  });
});

describe("draining", () => {
  const FOREVER = { ...CODER, timeoutSeconds: null };

  it("is done at once where nothing is in flight", async () => {
    const { control } = await aDesk();
    expect(await control.drain(FOREVER)).toMatchObject({ state: "drained" });
    expect(await control.uncordon(CODER)).toMatchObject({ state: "active" });
  });

  it("waits for what is in flight and for what is still to come, and is done when someone looks", async () => {
    const { control, work } = await aDesk();
    work.push({ agent: CODER, run: RUN, begun: true });
    expect(await control.drain(FOREVER)).toMatchObject({ state: "draining", inFlight: 1 });
    await expect(control.uncordon(CODER)).rejects.toMatchObject({
      message: expect.stringContaining("cannot uncordon agent 'coder': currently draining — "),
    });
    work.splice(0, 1, { agent: CODER, run: RUN, begun: false });
    expect(await control.list({ project: null })).toMatchObject([{ state: "draining", inFlight: 0 }]);
    work.pop();
    expect(await control.list({ project: null })).toMatchObject([{ state: "drained", deadline: null }]);
  });

  it("by a server cancels, once each time it looks, what keeps the agent beyond its time", async () => {
    const { control, desk, work, clock } = await aDesk();
    const cancelled: unknown[] = [];
    const cancelRun = async (run: RunId, reason: string) => cancelled.push([run, reason]);
    const look = () => settleAgents({ desk, loadWork: async () => work, cancelRun });
    const other = { ...CODER, name: "reviewer" };
    work.push(
      { agent: CODER, run: RUN, begun: true },
      { agent: CODER, run: RUN, begun: false },
      { agent: other, run: toRunId("run_2"), begun: true },
    );
    expect(await control.drain({ ...CODER, timeoutSeconds: 60 })).toMatchObject({ deadline: NOW + 60_000 });
    await look();
    expect(cancelled).toEqual([]);
    clock.advance(60_000);
    await look();
    expect(cancelled).toEqual([[RUN, "agent 'coder' was drained, and the time for it is over"]]);
    work.splice(0, 2);
    await look();
    expect(cancelled).toHaveLength(1);
    expect(await control.list({ project: null })).toMatchObject([{ state: "drained" }]);
  });

  it("costs a look at the runs only while it lasts", async () => {
    const { control, desk } = await aDesk();
    await control.cordon(CODER);
    const loadWork = () => Promise.reject(new Error("nobody drains"));
    await settleAgents({ desk, loadWork, cancelRun: async () => {} });
  });
});
