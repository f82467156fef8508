// A person edits the roadmap while the work goes on: what they write holds, and what they undo by mistake is healed.
import { access } from "node:fs/promises";
import { describe, it } from "vitest";
import { assertAtRest, createJourney, describeWorld, type Journey, listTasks, PATIENT_AGENT, toRoadmap } from "../support/journey.ts";
import { until } from "../support/until.ts";
import { findStepProcesses } from "../support/yard-on-disk.ts";

const FILE = "docs/roadmap.md";

/** As an editor does: reads, changes, saves over it. */
async function edit(journey: Journey, change: (text: string) => string): Promise<void> {
  await journey.write(FILE, change(await journey.read(FILE)));
}

async function untilRoadmap(journey: Journey, holds: (text: string) => boolean): Promise<void> {
  await until(async () => holds(await journey.read(FILE)), 20_000);
}

/** Until all that is left to perform is the agent's step: the roadmap has been told where the work stands. */
async function untilReported(journey: Journey): Promise<void> {
  await until(async () => (await journey.yardmaster("doctor")).stdout.includes(", 1 effects to perform"), 20_000);
}

describe.concurrent("while the server works, a person", { timeout: 60_000 }, () => {
  it("adds an entry and rewrites another text: the one is done, the other kept", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: PATIENT_AGENT });
    const server = journey.start("start", "--until-idle");
    await until(() => journey.has("agent"), 20_000);
    await untilRoadmap(journey, (text) => text.includes("in-progress"));
    await edit(
      journey,
      (text) => `${text.replace("# Roadmap\n", "# Roadmap of ours\n\nNew words.\n")}\n### Beta\n\n- **Status:** planned\n- **Owner:** me\n`,
    );
    await journey.put("go");
    expect((await server.ended).code).toBe(0);
    expect(await journey.read(FILE)).toContain("# Roadmap of ours\n\nNew words.\n");
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
      - **Owner:** me
      - **Progress:** completed (run run_…, branch \`yardmaster/beta-70339031\`, commit \`…\`)"
    `);
    await assertAtRest(journey);
  });

  it("sets an entry at work back to backlog: it is stopped, and its workspace kept", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: `echo half > half.txt\n${PATIENT_AGENT}` });
    const server = journey.start("start", "--until-idle");
    await until(() => journey.has("agent"), 20_000);
    await untilReported(journey);
    await edit(journey, (text) => text.replace("in-progress", "backlog"));
    expect((await server.ended).code).toBe(0);
    expect(findStepProcesses(journey.data)).toEqual([]);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 cancelled: its state backlog is not an active one
      ### Alpha
      - **Status:** backlog
      - **Progress:** working on implement, step 1 of 1 (run run_…, branch \`yardmaster/alpha-b1a96dd6\`)"
    `);
    const [task] = await listTasks(journey);
    await access(`${task?.workspace}/half.txt`);
    await assertAtRest(journey);
  });

  it("saves an old copy over ours while the work goes on: it is healed, and nothing runs twice", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, {
      agent: `echo once >> "$PLACE/runs-of-$YARDMASTER_ISSUE"\ncase "$YARDMASTER_ISSUE" in beta*) until [ -e "$PLACE/go" ]; do sleep 0.02; done;; esac\necho mended > mended.txt`,
      roadmap: toRoadmap("Alpha", "Beta"),
    });
    const old = await journey.read(FILE);
    const server = journey.start("start");
    await untilRoadmap(journey, (text) => /### Alpha\n\n- \*\*Status:\*\* in-progress/.test(text));
    await journey.write(FILE, old);
    await untilRoadmap(journey, (text) => /### Alpha\n\n- \*\*Status:\*\* done/.test(text));
    await journey.put("go");
    await untilRoadmap(journey, (text) => /### Beta\n\n- \*\*Status:\*\* done/.test(text));
    server.process.kill("SIGTERM");
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

  it("plans an entry again that was done: it is run again, on the same branch", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap("Alpha") });
    const server = journey.start("start");
    await untilRoadmap(journey, (text) => text.includes("**Status:** done"));
    await until(async () => (await journey.yardmaster("why", "Alpha")).stdout.includes("nothing holds it"), 20_000);
    await edit(journey, (text) => text.replace("done", "planned"));
    await until(async () => (await listTasks(journey)).length === 2, 20_000);
    await untilRoadmap(journey, (text) => text.includes("**Status:** done"));
    server.process.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 completed
      task alpha-b1a96dd6 completed
      branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
      ### Alpha
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)"
    `);
    await assertAtRest(journey);
  });
});
