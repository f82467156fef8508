// Judging proposals in threads of their own: what takes long, takes much or breaks is answered, and harms nobody.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { createJudge, type JudgeDeps } from "../../src/app/create-judge.ts";
import type { ProposalCase } from "../../src/app/hosted/judge-proposal.ts";
import { NO_RESOURCES } from "../../src/core/resources/state.ts";
import { systemClock } from "../../src/std/clock.ts";
import { temporaryDirectory } from "../support/git-repository.ts";

const QUIET = { info() {}, warn() {}, error() {} };
const INSIDER = { isOutsider: false };
const OUTSIDER = { isOutsider: true };

function a(repository: string, text = ""): ProposalCase {
  return {
    manifests: [{ path: ".yardmaster/a.yaml", bytes: Buffer.from(text) }],
    workflowFile: null,
    declared: NO_RESOURCES,
    now: 0,
    repository,
    lentVariables: [],
    mayReadBoards: false,
  };
}

/** A judge whose thread does something else. */
function judgeThat(program: string, limits?: JudgeDeps["limits"]) {
  const { path, dispose } = temporaryDirectory();
  onTestFinished(dispose);
  const file = join(path, "program.mjs");
  writeFileSync(file, `import { parentPort, workerData } from "node:worker_threads";\n${program}\n`);
  return createJudge({ clock: systemClock, log: QUIET, program: pathToFileURL(file), ...(limits === undefined ? {} : { limits }) });
}

describe("a judge of proposals", () => {
  it("tells what is wrong, out of a thread without our environment", async () => {
    const { judge } = createJudge({ clock: systemClock, log: QUIET });
    const judged = await judge(a("acme/site", "kind: Workflow"), INSIDER);
    expect(judged).toMatchObject({
      isJudged: true,
      problems: expect.arrayContaining([expect.objectContaining({ file: ".yardmaster/a.yaml", path: "metadata", severity: "error" })]),
    });
    const told = await judgeThat("parentPort.postMessage(Object.keys(process.env));").judge(a("acme/site"), INSIDER);
    expect(told).toEqual({ isJudged: true, problems: [] });
  });

  it("gives up on what takes long, while everything else goes on", async () => {
    const { judge } = judgeThat("for (;;);", { milliseconds: 300, mebibytes: 64 });
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    turn();
    expect(await judge(a("acme/site"), INSIDER)).toEqual({ isJudged: false, why: "that takes longer than 0.3 s" });
    isOver = true;
    expect(turns).toBeGreaterThan(5);
  });

  it("gives up on what takes much memory", async () => {
    const { judge } = judgeThat("const all = []; for (;;) all.push([all.length, {}]);", { milliseconds: 20_000, mebibytes: 16 });
    expect(await judge(a("acme/site"), INSIDER)).toEqual({ isJudged: false, why: "that takes more than 16 MiB of memory" });
  });

  it.each([
    ["throws", 'throw new Error("bang");', "something in it broke the check"],
    ["says nothing", "", "the check was ended"],
  ])("survives a thread that %s", async (_, program, why) => {
    expect(await judgeThat(program).judge(a("acme/site"), INSIDER)).toEqual({ isJudged: false, why });
  });

  it("judges one proposal of a repository at a time, and lets only a few of outsiders wait there", async () => {
    const { judge } = judgeThat(
      "const begun = Date.now(); setTimeout(() => parentPort.postMessage({ repository: workerData.repository, begun, ended: Date.now() }), 50);",
    );
    const site = await Promise.all([1, 2, 3, 4].map(() => judge(a("acme/site"), OUTSIDER)));
    expect(site[3]).toEqual({ isJudged: false, why: "3 others from forks are being checked; ask for this check again later" });
    const times = site
      .slice(0, 3)
      .map((each) => ("problems" in each ? (each.problems as unknown as { begun: number; ended: number }) : null));
    expect(times.every((each, index) => each !== null && (index === 0 || each.begun >= (times[index - 1]?.ended ?? 0)))).toBe(true);
    const insiders = [1, 2, 3, 4].map(() => judge(a("acme/site"), INSIDER));
    expect((await Promise.all(insiders)).every(({ isJudged }) => isJudged)).toBe(true);
    expect(await judge(a("acme/site"), OUTSIDER)).toMatchObject({ isJudged: true });
  });
});
