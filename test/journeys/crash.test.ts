// The server is killed with -9 in the middle of what lasts: an agent's work, the commit, the publishing.
// What it had started lives on as an orphan, and ends when the next server has come to the same place. Each item ends exactly once all the same.
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { assertAtRest, createJourney, describeWorld, type Journey, listTasks, PATIENT_AGENT } from "../support/journey.ts";
import { isRunning, until } from "../support/until.ts";
import type { RunningCommand } from "../support/yard-on-disk.ts";

const DONE_ONCE = `task alpha-b1a96dd6 completed
branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
### Alpha
- **Status:** done
- **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)`;

/** A git on the server's PATH that stops before one command until the test puts `go`, for all or with the process's number. */
async function holdGit({ place, put }: Journey, command: string): Promise<NodeJS.ProcessEnv> {
  const path = process.env["PATH"];
  await mkdir(join(place, "bin"));
  await put(
    "bin/git",
    `#!/bin/sh
case " $* " in *" ${command} "*)
  : > '${place}/held.'$$
  until [ -e '${place}/go' ] || [ -e '${place}/go.'$$ ]; do sleep 0.02; done
esac
PATH='${path}' exec git "$@"
`,
  );
  await chmod(join(place, "bin/git"), 0o755);
  return { PATH: `${join(place, "bin")}:${path}` };
}

/** Waits until so many gits have been held, and answers their numbers. */
async function untilHeld({ place }: Journey, count: number): Promise<readonly number[]> {
  return await until(async () => {
    const pids = (await readdir(place)).filter((name) => name.startsWith("held.")).map((name) => Number(name.slice("held.".length)));
    return pids.length === count && pids;
  }, 20_000);
}

async function kill({ process: server, ended }: RunningCommand): Promise<void> {
  server.kill("SIGKILL");
  await ended;
}

/** One more start finds nothing to do. */
async function assertOver(journey: Journey): Promise<void> {
  await assertAtRest(journey);
  const before = await listTasks(journey);
  const { stdout } = await journey.yardmaster("start", "--until-idle");
  const after = await listTasks(journey);
  if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error(`a start with nothing to do did something:\n${stdout}`);
}

describe.concurrent("kill -9 of the server", { timeout: 60_000 }, () => {
  it("while an agent works: the orphan is ended, and the work is done once", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: PATIENT_AGENT });
    const server = journey.start("start");
    await until(() => journey.has("agent"), 20_000);
    const orphan = Number(await readFile(join(journey.place, "agent"), "utf8"));
    await kill(server);
    expect(isRunning(orphan)).toBe(true);

    const next = journey.start("start", "--until-idle");
    await until(() => !isRunning(orphan));
    await journey.put("go");
    expect((await next.ended).code).toBe(0);
    expect(await describeWorld(journey)).toBe(DONE_ONCE);
    const [task] = await listTasks(journey);
    const { stdout } = await journey.yardmaster("task", "info", task?.id ?? "");
    expect(stdout).toContain("step implement was taken up again: its worker was lost (1 so far)");
    await assertOver(journey);
  });

  it.for([
    ["the files are recorded", "add"],
    ["the commit is made", "commit-tree"],
    ["the branch is published", "push"],
  ] as const)("while %s: the orphan of git does no harm, and the work is done once", async ([, command], { expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished);
    const env = await holdGit(journey, command);
    const server = journey.startIn({ env }, "start");
    const [orphan = 0] = await untilHeld(journey, 1);
    await kill(server);

    const next = journey.startIn({ env }, "start", "--until-idle");
    await untilHeld(journey, 2);
    await journey.put(`go.${orphan}`);
    await until(() => !isRunning(orphan));
    await journey.put("go");
    expect((await next.ended).code).toBe(0);
    expect(await describeWorld(journey)).toBe(DONE_ONCE);
    await assertOver(journey);
  });
});
