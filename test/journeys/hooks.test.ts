// Hooks are processes like any other: they end with the server that runs them, whichever way it ends.
import { readFile } from "node:fs/promises";
import { describe, it } from "vitest";
import { createJourney, type Journey } from "../support/journey.ts";
import { isRunning, until } from "../support/until.ts";

/** A repository whose `after_create` writes its process id and waits until it may go on. */
async function createWaitingHook(onTestFinished: (act: () => Promise<void>) => void): Promise<Journey> {
  const journey = await createJourney(onTestFinished);
  const { place } = journey;
  const script = `echo $$ > ${place}/hook.new; mv ${place}/hook.new ${place}/hook; until [ -e ${place}/go ]; do sleep 0.05; done`;
  await journey.write("workflow.yaml", `${await journey.read("workflow.yaml")}hooks:\n  after_create: "${script}"\n`);
  return journey;
}

async function readHook({ place }: Journey): Promise<number> {
  return Number(await readFile(`${place}/hook`, "utf8"));
}

describe("a hook under way", { timeout: 60_000 }, () => {
  it("is ended before the next server runs it again, when the server was killed", async ({ expect, onTestFinished }) => {
    const journey = await createWaitingHook(onTestFinished);
    const killed = journey.start("start");
    await until(() => journey.has("hook"));
    const first = await readHook(journey);
    killed.process.kill("SIGKILL");
    await killed.ended;
    const next = journey.start("start", "--until-idle");
    await until(async () => (await readHook(journey)) !== first);
    expect(isRunning(first)).toBe(false);
    await journey.put("go");
    expect((await next.ended).code).toBe(0);
  });

  it("is ended when the server is told to stop, and run again by the next one", async ({ expect, onTestFinished }) => {
    const journey = await createWaitingHook(onTestFinished);
    const stopped = journey.start("start");
    await until(() => journey.has("hook"));
    const first = await readHook(journey);
    stopped.process.kill("SIGTERM");
    expect((await stopped.ended).code).toBe(0);
    expect(isRunning(first)).toBe(false);
    await journey.put("go");
    expect((await journey.yardmaster("start", "--until-idle")).code).toBe(0);
    expect(await journey.read("docs/roadmap.md")).toContain("**Status:** done");
  });
});
