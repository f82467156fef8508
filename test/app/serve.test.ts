// A server, put together as the command line puts it together, on a real repository.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findServer } from "../../src/app/open-yard.ts";
import { type RunningServer, startServer } from "../../src/app/serve.ts";
import { createIssue } from "../../src/core/issue.ts";
import type { Clock } from "../../src/std/clock.ts";
import { until } from "../support/until.ts";
import { type AYard, type AYardOptions, createAYard } from "./a-yard.ts";

let yard: AYard;
const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(0);
  await yard.dispose();
});

const QUIET = { workers: null, only: null, onChange() {}, onOutput() {} };

const SCRIPT_THAT_HANGS_ON_GOALS = `
- { when: { issue: goal }, do: [{ hang: true }] }
- do: [{ write: { path: work.txt, content: x } }]`;

async function serve(options: AYardOptions = {}, given: Partial<Parameters<typeof startServer>[2]> = {}): Promise<RunningServer> {
  yard = createAYard(options);
  const server = await startServer(yard.surroundings, await yard.open(), { ...QUIET, ...given });
  servers.push(server);
  return server;
}

describe("a server", () => {
  it("does what the roadmap lists, shows it, and has nothing left to do then", async () => {
    let changes = 0;
    const onChange = () => {
      changes += 1;
    };
    const server = await serve({ roadmap: ["Alpha", "Beta"] }, { workers: 1, onChange });
    await until(() => server.isIdle());
    const board = await server.board();
    expect(board.finished.map(({ title, outcome }) => [title, outcome])).toEqual([
      ["Alpha", "completed"],
      ["Beta", "completed"],
    ]);
    expect([board.running, board.queue, board.troubles, board.slots.limit]).toEqual([[], [], [], 1]);
    expect(changes).toBeGreaterThan(10);
    expect(yard.repository.git("branch", "--list", "yardmaster/*").split("\n").length).toBe(2);
    expect(readFileSync(join(yard.repository.path, "docs/roadmap.md"), "utf8").match(/\*\*Status:\*\* done/g)?.length).toBe(2);
  });

  it("cleans up idle workspaces, but none that is in use", async () => {
    yard = createAYard({ roadmap: ["Alpha"], workflow: "workspace: { max_bytes: 1 }\n", script: SCRIPT_THAT_HANGS_ON_GOALS });
    const parts = await yard.open();
    const hourly: (() => void)[] = [];
    const clock: Clock = {
      now: parts.clock.now,
      after(ms, callback) {
        if (ms < 3_600_000) return parts.clock.after(ms, callback);
        hourly.push(callback);
        return () => {};
      },
    };
    const server = await startServer(yard.surroundings, { ...parts, clock }, QUIET);
    servers.push(server);
    const goal = await parts.yard.requestRun(createIssue("goal"), parts.configuration.workflow);
    await until(
      async () => (await server.board()).finished.length === 1 && (await parts.yard.findRun(goal)).steps[0]?.status === "running",
    );
    const workspaces = () => readdirSync(join(yard.data, "workspaces")).filter((name) => !name.startsWith("."));
    expect(workspaces().length).toBe(2);
    await until(async () => (await server.runtime.loadScheduler()).claims.size === 1);
    hourly[0]?.();
    await until(() => hourly.length === 2);
    expect(workspaces()).toEqual([goal]);
  });

  it("refuses to be the second one on its data directory", async () => {
    await serve();
    const second = startServer(yard.surroundings, await yard.open(), QUIET);
    await expect(second).rejects.toMatchObject({ code: "app.already-running", message: expect.stringContaining(`process ${process.pid}`) });
  });

  it("lets go of everything when it stops, so that another may start", async () => {
    const server = await serve({ roadmap: ["Alpha"], script: "- do: [{ hang: true }]" });
    await until(async () => (await server.board()).running[0]?.state === "working");
    await server.stop(0);
    const parts = await yard.open();
    expect([await findServer(parts.store), await parts.store.workers()]).toEqual([null, []]);
    const next = await startServer(yard.surroundings, parts, QUIET);
    await until(async () => (await next.board()).running[0]?.step === "implement");
    await next.stop(0);
  });

  it("shows work that was asked for beside it", async () => {
    const server = await serve({ script: "- do: [{ hang: true }]" });
    const { yard: beside, configuration } = await yard.open();
    const issue = createIssue("goal", { title: "Do this" });
    const run = await beside.requestRun(issue, configuration.workflow);
    const row = await until(async () => (await server.board()).running[0]);
    expect([row.run, row.title]).toEqual([run, "Do this"]);
    await beside.cancelRun(run, "enough");
    await until(async () => (await server.board()).finished[0]?.outcome === "cancelled");
  });

  it("does not begin without its agent, and gives nothing up for it", async () => {
    yard = createAYard({ workflow: "" });
    yard.write("workflow.yaml", "agent: { backend: command, command: [no-such-agent-anywhere] }\n");
    const parts = await yard.open();
    await expect(startServer(yard.surroundings, parts, QUIET)).rejects.toMatchObject({ code: "agent.not-found" });
    expect(await findServer(parts.store)).toBeNull();
  });

  it("gives its lease back when it cannot start", async () => {
    yard = createAYard();
    const parts = await yard.open();
    const failing = { ...parts, store: { ...parts.store, registerWorker: () => Promise.reject(new Error("no room for workers")) } };
    await expect(startServer(yard.surroundings, failing, QUIET)).rejects.toThrow("no room for workers");
    expect(await findServer(parts.store)).toBeNull();
  });

  it("is idle under a halt: nothing more would start", async () => {
    const server = await serve({ roadmap: ["Alpha", "Beta"], script: "- { do: [{ say: gone }], exit: 127 }" }, { workers: 1 });
    await until(async () => (await server.board()).halted);
    await until(() => server.isIdle());
    expect((await server.board()).queue.length).toBe(2);
  });
});
