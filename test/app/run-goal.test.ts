// One goal from the command line: without a server, beside one, and when the one beside it dies.
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findServer, type OpenParts, SERVER_LEASE } from "../../src/app/open-yard.ts";
import { runGoal } from "../../src/app/run-goal.ts";
import { startServer } from "../../src/app/serve.ts";
import type { GoalOptions } from "../../src/cli/world.ts";
import { YardmasterError } from "../../src/core/errors.ts";
import { toWorkerId } from "../../src/core/ids.ts";
import { processIdentity } from "../../src/std/process-identity.ts";
import { until } from "../support/until.ts";
import { type AYard, createAYard } from "./a-yard.ts";

const QUIET = { workers: null, only: null, onChange() {}, onOutput() {} };
const OTHER = toWorkerId("wrk_other");
let yard: AYard;
let parts: OpenParts;

async function open(script?: string): Promise<void> {
  yard = createAYard({ roadmap: ["Alpha"], ...(script ? { script } : {}) });
  parts = await yard.open();
}
beforeEach(() => open());
afterEach(() => yard.dispose());

function run(given: Partial<GoalOptions & { interrupted: AbortSignal }> = {}, opened: OpenParts = parts) {
  const accepted: unknown[] = [];
  const texts: string[] = [];
  const done = runGoal(yard.surroundings, opened, {
    goal: "Say hello\nand mean it",
    detach: false,
    onAccepted: (_run, server) => accepted.push(server),
    onHalted: () => {},
    onText: ({ text }) => texts.push(text),
    interrupted: new AbortController().signal,
    ...given,
  });
  return { accepted, texts, done };
}

describe("running a goal", () => {
  it("without a server does it here, leaves the tracker alone, and lets go of everything", async () => {
    const { accepted, done } = run();
    expect(await done).toMatchObject({ status: "completed", issue: { title: "Say hello\nand mean it" }, source: "request" });
    expect([accepted, await findServer(parts.store), await parts.store.workers()]).toEqual([["here"], null, []]);
    expect((await parts.yard.listRuns({ statuses: [], limit: 10 })).length).toBe(1);
  });

  it("does nobody else's: what others have queued waits for a server", async () => {
    const queued = await run({ detach: true }).done;
    expect(await run({ goal: "Mine" }).done).toMatchObject({ status: "completed", issue: { title: "Mine" } });
    const waiting = await parts.yard.listRuns({ statuses: ["queued"], limit: 10 });
    expect(waiting.map(({ id }) => ({ detached: id }))).toEqual([queued]);
  });

  it("is not kept waiting by slots that a dead server holds", async () => {
    await yard.dispose();
    await open("- do: [{ say: working }, { write: { path: done.txt, content: done } }]");
    const others = Array.from({ length: 12 }, () => run({ detach: true }).done);
    await Promise.all(others);
    expect(await run().done).toMatchObject({ status: "completed" });
  });

  it("beside a server lets that one do it", async () => {
    const server = await startServer(yard.surroundings, await yard.open(), QUIET);
    const { accepted, done } = run();
    expect(await done).toMatchObject({ status: "completed" });
    expect(accepted).toEqual(["beside"]);
    await until(() => server.isIdle());
    await server.stop(0);
  });

  it("takes over when the server beside it dies", async () => {
    await parts.store.acquireLease(SERVER_LEASE, OTHER, 60_000, { ...processIdentity() });
    const { accepted, done } = run();
    await until(() => accepted.length > 0);
    expect(accepted).toEqual(["beside"]);
    await parts.store.acquireLease(SERVER_LEASE, OTHER, 60_000, { ...processIdentity(), pid: spawnSync("true").pid });
    expect(await done).toMatchObject({ status: "completed" });
  });

  it("only leaves it there when it is to be detached", async () => {
    const { accepted, done } = run({ detach: true });
    const answer = await done;
    expect([accepted, "detached" in answer]).toEqual([["none"], true]);
    expect(await parts.yard.listRuns({ statuses: ["queued"], limit: 10 })).toHaveLength(1);
  });

  it("cancels it when the person interrupts, and waits for its end", async () => {
    await yard.dispose();
    await open("- do: [{ say: hanging }, { hang: true }]");
    const interrupt = new AbortController();
    const { texts, done } = run({ interrupted: interrupt.signal });
    await until(() => texts.join("").includes("hanging"));
    interrupt.abort();
    expect(await done).toMatchObject({ status: "cancelled" });
    expect(await findServer(parts.store)).toBeNull();
  });

  it("cancels it also when the store refuses the first time", async () => {
    await yard.dispose();
    await open("- do: [{ say: hanging }, { hang: true }]");
    const interrupt = new AbortController();
    interrupt.abort();
    let refusals = 0;
    const cancelRun: OpenParts["yard"]["cancelRun"] = async (id, reason) => {
      refusals += 1;
      if (refusals === 1) throw new YardmasterError("store.busy", "cancelling");
      await parts.yard.cancelRun(id, reason);
    };
    const state = await run({ interrupted: interrupt.signal }, { ...parts, yard: { ...parts.yard, cancelRun } }).done;
    expect(state).toMatchObject({ status: "cancelled" });
  });

  it("stops its own server also when the goal cannot be accepted", async () => {
    const refusing = { ...parts, yard: { ...parts.yard, requestRun: () => Promise.reject(new Error("the disk is full")) } };
    const { done } = run({}, refusing);
    await expect(done).rejects.toThrow("the disk is full");
    expect(await findServer(parts.store)).toBeNull();
  });
});
