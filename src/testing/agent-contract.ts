// What every agent must do, whatever it is made of. A list of cases, free of any test runner: each rejects when it does not hold.
import assert from "node:assert/strict";
import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Agent, SessionRequest } from "../agents/agent.ts";
import type { Clock } from "../std/clock.ts";
import { type AgentScene, carriers, createAgentScene, expectEnd } from "./agent-contract-scene.ts";
import { createHandClock } from "./hand-clock.ts";

export interface AgentHarness {
  /**
   * An agent that does what a POSIX shell script says: it runs in the workspace, finds the prompt in the file `$PROMPT_FILE`, its output is
   * the agent's and its exit code decides.
   */
  agent(script: string, clock?: Clock): Promise<Agent>;
  /** An agent whose program does not exist; null for an agent without a program. */
  readonly missing: (() => Promise<Agent>) | null;
  /** A prompt of this many bytes arrives; a larger one may be refused, but never cut. */
  readonly largestPromptBytes: number;
  /** Whether `resume` continues a former session. */
  readonly resumes: boolean;
  /** The environment that sessions get; at least PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** The name of a variable that this process has and no session may see. */
  readonly secret: string;
}

export interface AgentCase {
  readonly name: string;
  run(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const LARGE_PROMPT_BYTES = 200_000;
const NASTY_PROMPT = `it's "quoted" $(echo no) \`echo no\` $HOME \\n {prompt} {"json": {"a": 1}}; exit 1 #\n\n-- a € 😀\ttab\n`;
/** Set by shells and test runners, not by us. */
const SHELL_VARIABLES = ["PWD", "OLDPWD", "SHLVL", "_", "PROMPT_FILE", "NODE_V8_COVERAGE"];
/** A program that writes a line and then never ends. */
const HANG = "echo started; sleep 300; sleep 300";

let cookies = 0;

export function agentContract(harness: AgentHarness): readonly AgentCase[] {
  async function play(agent: Agent, act: (scene: AgentScene) => Promise<void>, request: Partial<SessionRequest> = {}): Promise<void> {
    const cwd = await realpath(await mkdtemp(join(tmpdir(), "agent-contract-")));
    cookies += 1;
    const cookie = `contract-${process.pid}-${cookies}`;
    try {
      const session = await agent.open({ cwd, env: harness.env, cookie, resume: null, ...request });
      try {
        await act(createAgentScene(cwd, cookie, session));
      } finally {
        await session.close();
      }
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
    assert.deepEqual(carriers(cookie), [], "processes are left after the session was closed");
  }

  async function withAgent(
    script: string,
    act: (scene: AgentScene) => Promise<void>,
    request: Partial<SessionRequest> = {},
  ): Promise<void> {
    await play(await harness.agent(script), act, request);
  }

  const cases: AgentCase[] = [
    {
      name: "is there when it is probed",
      run: async () => {
        const probe = await (await harness.agent("true")).probe();
        assert.equal(probe.available, true);
        assert.notEqual(probe.detail, "");
      },
    },
    {
      name: "gives the agent exactly the prompt",
      run: () =>
        withAgent('cat "$PROMPT_FILE" > seen', async ({ prompt, read }) => {
          expectEnd(await prompt({ prompt: NASTY_PROMPT }), "completed");
          assert.equal(await read("seen"), NASTY_PROMPT);
        }),
    },
    {
      name: "delivers a large prompt whole or says that it cannot",
      run: () =>
        withAgent('cat "$PROMPT_FILE" > seen', async ({ prompt, read }) => {
          const large = "0123456789".repeat(LARGE_PROMPT_BYTES / 10);
          const result = await prompt({ prompt: large });
          if (LARGE_PROMPT_BYTES > harness.largestPromptBytes) {
            expectEnd(result, "failed");
            assert.match(result.message ?? "", /prompt/);
          } else {
            expectEnd(result, "completed");
            assert.equal((await read("seen")) === large, true, "the prompt arrived changed");
          }
        }),
    },
    {
      name: "passes output on as it comes and in order, and keeps it",
      run: () =>
        withAgent("echo one; until [ -e go ]; do sleep 0.01; done; echo two; echo three", async ({ cwd, prompt, seen, output }) => {
          const running = prompt();
          await seen("one");
          await writeFile(join(cwd, "go"), "");
          const result = await running;
          expectEnd(result, "completed");
          assert.equal(output(), "one\ntwo\nthree\n");
          assert.match(result.output, /three/);
        }),
    },
    {
      name: "does nothing in good order",
      run: () =>
        withAgent("true", async ({ cwd, prompt }) => {
          const result = await prompt();
          expectEnd(result, "completed");
          assert.deepEqual([result.exitCode, result.message, result.output], [0, null, ""]);
          assert.deepEqual(await readdir(cwd), []);
        }),
    },
    ...[
      { code: 3, ended: "failed" },
      { code: 75, ended: "quota" },
      { code: 77, ended: "credentials" },
    ].map(({ code, ended }) => ({
      name: `ends ${ended} when the program exits with ${code}`,
      run: () =>
        withAgent(`echo broken >&2; exit ${code}`, async ({ prompt }) => {
          const result = await prompt();
          assert.equal(result.ended, ended, result.message ?? "");
          assert.equal(result.exitCode, code);
          assert.ok(result.message, "a turn that did not complete has a message");
          assert.doesNotMatch(result.message, /\n/);
        }),
    })),
    {
      name: "takes several turns in one session, each with its facts",
      run: () =>
        withAgent('echo "$YARDMASTER_STEP" >> steps', async ({ prompt, read }) => {
          expectEnd(await prompt({ facts: { step: "plan" } }), "completed");
          expectEnd(await prompt({ facts: { step: "fix" } }), "completed");
          assert.equal(await read("steps"), "plan\nfix\n");
        }),
    },
    {
      name: "gives the agent the environment it was given and nothing of ours",
      run: () =>
        withAgent("env > seen", async ({ prompt, read, cookie }) => {
          expectEnd(await prompt(), "completed");
          const names = (await read("seen")).split("\n").flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
          const expected = (name: string): boolean =>
            name in harness.env || SHELL_VARIABLES.includes(name) || /^(?:YARDMASTER|YM)_/.test(name);
          assert.deepEqual(
            names.filter((name) => name === harness.secret || !expected(name)),
            [],
          );
          assert.match(await read("seen"), new RegExp(`^YARDMASTER_COOKIE=${cookie}$`, "m"));
        }),
    },
    {
      name: "ends a turn that takes too long",
      run: async () => {
        const clock = createHandClock();
        await play(await harness.agent(HANG, clock), async ({ prompt, seen, cookie }) => {
          const running = prompt({ timeoutMs: HOUR_MS });
          await seen("started");
          clock.advance(HOUR_MS);
          expectEnd(await running, "timed-out");
          assert.deepEqual(carriers(cookie), []);
        });
      },
    },
    {
      name: "ends a turn that falls silent, where any output is a sign of life",
      run: async () => {
        const clock = createHandClock();
        const script = "for i in 1 2; do until [ -e go$i ]; do sleep 0.01; done; echo step $i; done; sleep 300";
        await play(await harness.agent(script, clock), async ({ cwd, prompt, seen, cookie }) => {
          const running = prompt({ stallMs: HOUR_MS });
          for (const step of [1, 2]) {
            await writeFile(join(cwd, `go${step}`), "");
            await seen(`step ${step}`);
            clock.advance(HOUR_MS - 1);
          }
          clock.advance(1);
          expectEnd(await running, "stalled");
          assert.deepEqual(carriers(cookie), []);
        });
      },
    },
    {
      name: "ends a turn that writes too much, and keeps little of it",
      run: () =>
        withAgent("yes flood", async ({ prompt, output }) => {
          const result = await prompt({ outputLimitBytes: 1_000_000 });
          expectEnd(result, "output-limit");
          assert.ok(output().length <= 1_000_000, "more was passed on than allowed");
          assert.ok(Buffer.byteLength(result.output) <= 64 * 1024, "more was kept than 64 KiB");
        }),
    },
    {
      name: "leaves no daemon behind after a turn",
      run: () =>
        withAgent(
          "mkfifo up; setsid sh -c 'echo > up; sleep 300; sleep 300' > /dev/null 2>&1 & read -r line < up",
          async ({ prompt, cookie }) => {
            expectEnd(await prompt(), "completed");
            assert.deepEqual(carriers(cookie), []);
          },
        ),
    },
    {
      name: "cancels a turn and leaves no process",
      run: () =>
        withAgent(`setsid sleep 300 & ${HANG}`, async ({ prompt, seen, cookie }) => {
          const cancel = new AbortController();
          const running = prompt({ signal: cancel.signal });
          await seen("started");
          cancel.abort();
          expectEnd(await running, "cancelled");
          assert.deepEqual(carriers(cookie), []);
        }),
    },
    {
      name: "starts nothing when the turn was cancelled before",
      run: () =>
        withAgent("echo ran > ran", async ({ cwd, prompt }) => {
          expectEnd(await prompt({ signal: AbortSignal.abort() }), "cancelled");
          assert.deepEqual(await readdir(cwd), []);
        }),
    },
    {
      name: "closes a session in the middle of a turn, once or many times",
      run: () =>
        withAgent(HANG, async ({ prompt, seen, session, cookie }) => {
          const running = prompt();
          await seen("started");
          await Promise.all([session.close(), session.close()]);
          await session.close();
          expectEnd(await running, "cancelled");
          assert.deepEqual(carriers(cookie), []);
          expectEnd(await prompt(), "cancelled");
        }),
    },
    {
      name: "says that it was not started when the workspace is gone",
      run: () =>
        withAgent(
          "true",
          async ({ prompt }) => {
            const result = await prompt();
            assert.ok(result.ended === "not-started" || result.ended === "failed", result.ended);
            assert.ok(result.message);
          },
          { cwd: "/no/such/workspace" },
        ),
    },
  ];

  const { missing } = harness;
  if (missing !== null) {
    cases.push({
      name: "says what is missing when there is no such program",
      run: async () => {
        const agent = await missing();
        const probe = await agent.probe();
        assert.deepEqual([probe.available, probe.version], [false, null]);
        assert.match(probe.detail, /PATH/);
        await play(agent, async ({ prompt }) => expectEnd(await prompt(), "not-started"));
      },
    });
  }
  if (harness.resumes) {
    cases.push({
      name: "continues a former session",
      run: async () => {
        const agent = await harness.agent("true");
        let former = "";
        await play(agent, async ({ prompt }) => {
          former = (await prompt()).sessionId ?? "";
          assert.notEqual(former, "");
          assert.equal((await prompt()).sessionId, former);
        });
        await play(agent, async ({ prompt }) => assert.equal((await prompt()).sessionId, former), { resume: former });
        await play(agent, async ({ prompt }) => assert.notEqual((await prompt()).sessionId, former));
      },
    });
  }
  return cases;
}
