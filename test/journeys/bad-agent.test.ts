// Agents that misbehave: each ends its run as failed, says why, and leaves no process behind.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { assertAtRest, createJourney, describeWorld, type JourneyOptions, listBranches, toRoadmap } from "../support/journey.ts";
import { isRunning } from "../support/until.ts";

interface Case {
  readonly does: string;
  readonly options: JourneyOptions;
  readonly says: string;
  /** Set where the agent leaves the number of a process that must be gone. */
  readonly leaves?: true;
}

const CASES: readonly Case[] = [
  {
    does: "hangs",
    options: { agent: 'echo $$ > "$PLACE/pid"\nwhile :; do echo again; sleep 0.1; done', agentSettings: "turn_timeout_ms: 500" },
    says: "ran longer than the turn may take",
    leaves: true,
  },
  {
    does: "hangs and ignores being asked to stop",
    options: {
      agent: `trap '' TERM\necho $$ > "$PLACE/pid"\nwhile :; do echo again; sleep 0.1; done`,
      agentSettings: "turn_timeout_ms: 500",
    },
    says: "ran longer than the turn may take",
    leaves: true,
  },
  {
    does: "is silent",
    options: { agent: 'echo $$ > "$PLACE/pid"\nsleep 1000', agentSettings: "stall_timeout_ms: 500" },
    says: "wrote nothing for too long",
    leaves: true,
  },
  {
    does: "floods its output",
    options: { agent: 'echo $$ > "$PLACE/pid"\nyes flood', agentSettings: "output_limit_bytes: 1000000" },
    says: "wrote more than the turn may write",
    leaves: true,
  },
  {
    does: "exits with an error",
    options: { agent: "echo half > half.txt\necho the compiler is on fire >&2\nexit 3" },
    says: "the compiler is on fire",
  },
  { does: "exits politely without doing anything", options: { agent: "exit 0" }, says: "the agent ended without changing anything" },
  {
    does: "changes nothing but talks a lot",
    options: { agent: "for n in 1 2 3 4 5; do echo I have mended everything; done" },
    says: "the agent ended without changing anything",
  },
];

describe.concurrent("an agent that", { timeout: 60_000 }, () => {
  it.for(CASES)("$does: the run fails and says so", async ({ options, says, leaves }, { expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { ...options, roadmap: toRoadmap() });
    const { code, stderr } = await journey.yardmaster("run", "Mend it");
    expect(stderr).toMatch(/^Error: step implement failed after 1 attempt: /m);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^Task run_\w+ finished with status: failed$/m);
    expect(code).toBe(1);
    if (leaves) expect(isRunning(Number(await readFile(join(journey.place, "pid"), "utf8")))).toBe(false);
    expect(await listBranches(journey)).toEqual([]);
    await assertAtRest(journey);
  });

  it("leaves a daemon behind: it is ended with the step", async ({ expect, onTestFinished }) => {
    const agent = `setsid sh -c 'echo $$ > "$1/pid"; while :; do sleep 0.1; done' daemon "$PLACE" > /dev/null 2>&1 &
until [ -s "$PLACE/pid" ]; do sleep 0.02; done
echo mended > mended.txt`;
    const journey = await createJourney(onTestFinished, { agent });
    expect((await journey.yardmaster("start", "--until-idle")).code).toBe(0);
    expect(isRunning(Number(await readFile(join(journey.place, "pid"), "utf8")))).toBe(false);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 completed
      branch yardmaster/alpha-b1a96dd6: mended.txt in 1 commit
      ### Alpha
      - **Status:** done
      - **Progress:** completed (run run_…, branch \`yardmaster/alpha-b1a96dd6\`, commit \`…\`)"
    `);
    await assertAtRest(journey);
  });

  it("fails on an issue: the roadmap waits for a person", async ({ expect, onTestFinished }) => {
    const journey = await createJourney(onTestFinished, { agent: "echo '<script> `x` **no** [link](y)'; exit 9" });
    expect((await journey.yardmaster("start", "--until-idle")).code).toBe(0);
    expect(await describeWorld(journey)).toMatchInlineSnapshot(`
      "task alpha-b1a96dd6 failed: step implement failed after 1 attempt: <script> \`x\` **no** [link](y)
      ### Alpha
      - **Status:** blocked
      - **Progress:** needs a person: 1 run failed in a row; the last one: step implement failed after 1 attempt: \\<script> \`x\` **no** [link](y) (run run_…, branch \`yardmaster/alpha-b1a96dd6\`)"
    `);
    await assertAtRest(journey);
  });
});
