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
    expect(await describeWorld(journey)).toMatchInlineSnapshot();
    await assertAtRest(journey);
  });

  it("sets an entry at work back to backlog: it is stopped, and its workspace kept", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: `echo half > half.txt\n${PATIENT_AGENT}` });
    const server = journey.start("start", "--until-idle");
    await untilRoadmap(journey, (text) => text.includes("working on implement"));
    await until(() => journey.has("agent"));
    await edit(journey, (text) => text.replace("in-progress", "backlog"));
    expect((await server.ended).code).toBe(0);
    expect(findStepProcesses(journey.data)).toEqual([]);
    expect(await describeWorld(journey)).toMatchInlineSnapshot();
    const [task] = await listTasks(journey);
    await access(`${task?.workspace}/half.txt`);
    await assertAtRest(journey);
  });

  it("saves an old copy over ours: it is healed, and nothing runs twice", async ({ expect, onTestFinished }) => {
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
    expect(await describeWorld(journey)).toMatchInlineSnapshot();
    await assertAtRest(journey);
  });

  it("saves an old copy over our last word: the roadmap is told again, and nothing runs twice", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { roadmap: toRoadmap("Alpha") });
    const old = await journey.read(FILE);
    const server = journey.start("start");
    await untilRoadmap(journey, (text) => text.includes("**Status:** done"));
    await journey.write(FILE, old);
    await untilRoadmap(journey, (text) => text.includes("**Status:** done"));
    server.process.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    expect(await describeWorld(journey)).toMatchInlineSnapshot();
    await assertAtRest(journey);
  });
});
