// The other verbs beside a server that works: what they show, what they change, and how the server takes its leave.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { assertAtRest, createJourney, describeWorld, type Journey, listTasks, PATIENT_AGENT, toRoadmap } from "../support/journey.ts";
import { isRunning, until } from "../support/until.ts";
import { withoutTimes } from "../support/without-times.ts";
import { findStepProcesses, type RunningCommand } from "../support/yard-on-disk.ts";

const TIMEOUT = { timeout: 60_000 };

/** Until the agent works and its run says so. */
async function startWorking(journey: Journey, ...args: readonly string[]): Promise<{ server: RunningCommand; agent: number; run: string }> {
  const server = journey.start("start", ...args);
  await until(() => journey.has("agent"), 20_000);
  await server.says("step 1/1 implement");
  const [task] = await listTasks(journey);
  return { server, agent: Number(await readFile(join(journey.place, "agent"), "utf8")), run: task?.id ?? "" };
}

describe.concurrent("beside a server", TIMEOUT, () => {
  it("the work can be listed, looked into, followed and explained", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, {
      agent: PATIENT_AGENT,
      roadmap: toRoadmap("Alpha", "Beta"),
      agentSettings: "max_concurrent_agents: 1",
    });
    const { server, run } = await startWorking(journey, "--until-idle");
    const list = await journey.yardmaster("task", "list");
    expect(withoutTimes(list.stdout.replaceAll(run, "run_…"))).toMatchInlineSnapshot(`
      "ID  STATUS  ISSUE  STEP  TIME  TITLE
      run_…  running  alpha-b1a96dd6  1/1 implement  (time)  Alpha
      "
    `);
    const info = await journey.yardmaster("task", "info", run);
    expect(info.stdout).toMatch(/^Status: +running, step 1 of 1 \(implement\)$/m);
    const atWork = await journey.yardmaster("why", "Alpha");
    expect(withoutTimes(atWork.stdout.split("\n")[0] ?? "")).toMatch(
      /^alpha-\w+ is being worked on: run run_\w+ has held it for \(time\)$/,
    );
    const waiting = await journey.yardmaster("why", "Beta");
    expect(waiting.stdout.split("\n")[0]).toMatch(/^beta-\w+ is not being worked on: the only slot is taken$/);

    const logs = journey.start("task", "logs", "--follow", run);
    await logs.says("working");
    await journey.put("go");
    expect(await logs.ended).toEqual({
      code: 0,
      stdout: "── implement\nworking\n",
      stderr: `Task ${run} finished with status: completed\n`,
    });
    expect((await server.ended).code).toBe(0);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 completed
      task beta-70339031 completed
      branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
      branch yardmaster/beta-70339031: mended.txt in 1 commit
      ### Alpha
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)
      ### Beta
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/beta-70339031\`, commit \`…\`)"
    `);
    await assertAtRest(journey);
  });

  it("a goal that waits for a halted queue says why", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: "exit 127" });
    const server = journey.start("start");
    await server.says("dispatch is halted");
    const goal = journey.start("run", "Mend the clock");
    await goal.says("exit code 127\nHint: the task is waiting");
    goal.process.kill("SIGINT");
    expect((await goal.ended).code).toBe(21);
    server.process.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });

  it("a task can be cancelled: its processes end, and the roadmap waits for a person", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: PATIENT_AGENT });
    const { server, agent, run } = await startWorking(journey, "--until-idle");
    const cancel = await journey.yardmaster("task", "cancel", run, "--wait", "--reason", "wrong branch");
    expect(cancel).toEqual({ code: 0, stdout: `Task cancel requested: ${run}\n`, stderr: `Task ${run} finished with status: cancelled\n` });
    expect(isRunning(agent)).toBe(false);
    expect((await server.ended).code).toBe(0);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 cancelled: wrong branch
      ### Alpha
      - **Status:** blocked
      - **Progress:** needs a person: cancelled: wrong branch (run run_…, branch \`yardmaster/alpha-b1a96dd6\`)"
    `);
    await assertAtRest(journey);
  });

  it("goals are taken up by the server, waited for or not", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap(), agent: 'echo "for $YARDMASTER_RUN"; cat > goal.txt' });
    const server = journey.start("start");
    await server.says("Serving");
    const detached = await journey.yardmaster("run", "--detach", "Write a poem");
    const run = /^Task enqueued: (run_\w+)$/m.exec(detached.stdout)?.[1] ?? "";
    expect(detached).toEqual({ code: 0, stdout: `Task enqueued: ${run}\n`, stderr: "" });

    const waited = await journey.yardmaster("run", "Write a letter");
    const other = /^Following task (run_\w+) /m.exec(waited.stderr)?.[1] ?? "";
    expect(waited.stdout).toBe(`for ${other}\n`);
    expect(
      waited.stderr
        .replaceAll(other, "run_…")
        .replace(/at [0-9a-f]{9}/, "at …")
        .replace(/goal_\w+/, "goal_…"),
    ).toMatchInlineSnapshot(`
      "Following task run_… ...
      ── implement
      Branch yardmaster/run_… at …
      Task run_… finished with status: completed
      "
    `);
    expect(waited.code).toBe(0);

    await until(async () => (await listTasks(journey)).every(({ status }) => status === "completed"));
    server.process.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    const goals = await Promise.all((await listTasks(journey)).map(({ branch }) => journey.git("show", `${branch}:goal.txt`)));
    expect(goals.map((goal) => /Write a \w+/.exec(goal)?.[0]).sort()).toEqual(["Write a letter", "Write a poem"]);
    await assertAtRest(journey);
  });

  it("a goal that was left without a server is done by the next one", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap() });
    const detached = await journey.yardmaster("run", "--detach", "Write a poem");
    expect(detached.stderr).toBe("Hint: no server works here; `yardmaster start` begins it\n");
    expect((await journey.yardmaster("start", "--until-idle")).code).toBe(0);
    expect((await listTasks(journey)).map(({ status, title }) => `${title}: ${status}`)).toEqual(["Write a poem: completed"]);
    await assertAtRest(journey);
  });

  it("a slip in what configures a server is told when it is taken over, once", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap() });
    const server = journey.start("start");
    await server.says("Serving");
    const project = "apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: web, lables: {} }\nspec: {}\n";
    await journey.write(".yardmaster/web.yaml", project);
    await journey.write("workflow.yaml", `${await journey.read("workflow.yaml")}stepz: [{ id: test }]\n`);
    await journey.commit("Two slips");
    await server.says("stepz is not a known setting");
    await server.says("unknown field 'lables'");
    await until(async () => (await journey.yardmaster("get", "project", "web")).code === 0);
    server.process.kill("SIGTERM");
    const { stderr } = await server.ended;
    const told = stderr.split("\n").flatMap((line) => (line.startsWith("{") ? [(JSON.parse(line) as { msg: string }).msg] : []));
    expect(
      told.map((line) => line.replaceAll(journey.directory, "…")).filter((line) => !line.endsWith("read again")),
    ).toMatchInlineSnapshot(`
      [
        "…/repository/workflow.yaml:8: stepz is not a known setting and is ignored; did you mean "steps"?",
        ".yardmaster/web.yaml:3: metadata.lables unknown field 'lables' is ignored; did you mean "labels"?",
      ]
    `);
  });

  it("a second server is refused and names the first", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap() });
    const server = journey.start("start");
    await server.says("Serving");
    const second = await journey.yardmaster("start");
    expect(second.stderr).toMatch(
      new RegExp(
        `^Error: another server works on this data directory: process ${server.process.pid} on .*\\nHint: stop it first; the other commands work beside it\\n$`,
      ),
    );
    expect(second.code).toBe(10);
  });
});

describe.concurrent("a server that is told to stop", TIMEOUT, () => {
  it.for(["SIGTERM", "SIGHUP"] as const)(
    "by %s hands back what takes too long, and the next one finishes it",
    async (signal, { expect, onTestFinished }) => {
      const journey = await createJourney(onTestFinished, { agent: PATIENT_AGENT });
      const { server, agent, run } = await startWorking(journey);
      server.process.kill(signal);
      const stopped = await server.ended;
      expect(stopped.stderr).toBe("Stopped. What was handed back goes on at the next start.\n");
      expect(stopped.code).toBe(0);
      expect(isRunning(agent)).toBe(false);
      expect(findStepProcesses(journey.data)).toEqual([]);

      await journey.put("go");
      expect((await journey.yardmaster("start", "--until-idle")).code).toBe(0);
      expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 completed
      branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
      ### Alpha
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)"
    `);
      const { stdout } = await journey.yardmaster("task", "info", run);
      expect(stdout).toContain("step implement was handed back by a server that stopped");
      await assertAtRest(journey);
    },
  );

  it("stops also when whoever read its output went away", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: PATIENT_AGENT });
    const { server, run } = await startWorking(journey);
    server.process.stdout?.destroy();
    await journey.yardmaster("task", "cancel", run);
    expect((await server.ended).code).toBe(0);
    expect(findStepProcesses(journey.data)).toEqual([]);

    await journey.yardmaster("start", "--until-idle");
    expect((await listTasks(journey)).map(({ status }) => status)).toEqual(["cancelled"]);
    await assertAtRest(journey);
  });

  it("ends at once at the second interrupt, and loses nothing", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: PATIENT_AGENT });
    const { server } = await startWorking(journey);
    server.process.kill("SIGINT");
    await server.says("Interrupt again to end at once");
    server.process.kill("SIGINT");
    expect(await server.ended).toMatchObject({
      code: 130,
      stderr: "Ended at once. What was under way is taken up at the next start.\n",
    });
    const list = await journey.yardmaster("task", "list");
    expect(list.stdout).toMatch(/ interrupted +alpha-/);
    expect(list.stderr).toContain("goes on at the next `yardmaster start`");

    await journey.put("go");
    expect((await journey.yardmaster("start", "--until-idle")).code).toBe(0);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 completed
      branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
      ### Alpha
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)"
    `);
    await assertAtRest(journey);
  });
});
