// An agent without a model: it plays a script, the same every time. For tests, demos and dry runs.
import { YardmasterError } from "../../core/errors.ts";
import { COOKIE_VARIABLE } from "../../core/workflow/step-variables.ts";
import { type Clock, systemClock } from "../../std/clock.ts";
import { watchLimits } from "../../std/exec-limits.ts";
import { createOutputCollector } from "../../std/output-collector.ts";
import { createProgramSession, type ProgramSession } from "../../std/program-session.ts";
import type { Agent, SessionRequest, Turn, TurnResult } from "../agent.ts";
import { toTurnProgram } from "../turn-program.ts";
import { CREDENTIALS_EXIT_CODES, QUOTA_EXIT_CODES, toTurnResult } from "../turn-result.ts";
import { type Failure, playAction, type Stage } from "./play-action.ts";
import { AgentScript, findEntry, type ScriptEntry } from "./script.ts";

export { AgentScript } from "./script.ts";

export interface ScriptedAgentSettings {
  readonly script: AgentScript;
  /** Between SIGTERM and SIGKILL for programs that the script runs. Default 5000. */
  readonly killGraceMs?: number | undefined;
}

const CONVENTIONS = { quota: QUOTA_EXIT_CODES, credentials: CREDENTIALS_EXIT_CODES };
const TAIL_BYTES = 64 * 1024;

/** @throws config.invalid */
export function createScriptedAgent(settings: ScriptedAgentSettings, deps: { readonly clock?: Clock } = {}): Agent {
  const parsed = AgentScript.safeParse(settings.script);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new YardmasterError("config.invalid", `reading the agent's script: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const script = parsed.data;
  const clock = deps.clock ?? systemClock;
  return {
    kind: "scripted",
    async probe() {
      return { available: true, detail: `a script of ${script.length} ${script.length === 1 ? "entry" : "entries"}`, version: null };
    },
    async open(session) {
      const programs = createProgramSession({ name: COOKIE_VARIABLE, value: session.cookie }, clock);
      return {
        prompt: (turn) => playTurn(findEntry(script, turn), { session, turn, programs, clock, killGraceMs: settings.killGraceMs }),
        close: () => programs.close(),
      };
    },
  };
}

interface Play {
  readonly session: SessionRequest;
  readonly turn: Turn;
  readonly programs: ProgramSession;
  readonly clock: Clock;
  readonly killGraceMs: number | undefined;
}

async function playTurn(entry: ScriptEntry | null, { session, turn, programs, clock, killGraceMs }: Play): Promise<TurnResult> {
  const limits = watchLimits({ ...turn, signal: AbortSignal.any([turn.signal, programs.signal]) }, clock);
  const output = createOutputCollector({
    limitBytes: turn.outputLimitBytes,
    tailBytes: TAIL_BYTES,
    onChunk: (chunk) => turn.onOutput(chunk),
    onLimit: () => limits.stop("output-limit"),
  });
  const stopPrograms = new AbortController();
  const stopped = limits.reached.then(() => stopPrograms.abort());
  const stage: Stage = {
    cwd: session.cwd,
    values: { ...turn.facts, prompt: turn.prompt },
    stopped,
    isStopped: () => limits.cause() !== null,
    write(text) {
      limits.sawOutput();
      output.push("stdout", Buffer.from(text));
    },
    async pause(ms) {
      let cancel = (): void => {};
      const over = new Promise<void>((resolve) => {
        cancel = clock.after(ms, resolve);
      });
      await Promise.race([over, stopped]);
      cancel();
    },
    run: (argv) =>
      programs.run({
        ...toTurnProgram(session, turn),
        argv,
        // The turn's limits are watched here, over everything the script does.
        timeoutMs: 0,
        stallMs: 0,
        outputLimitBytes: turn.outputLimitBytes + 1,
        killGraceMs,
        signal: stopPrograms.signal,
        onOutput({ stream, text }) {
          limits.sawOutput();
          output.push(stream, Buffer.from(text));
        },
      }),
  };

  // A turn keeps this process alive, as it would if it were a program; clocks do not.
  const alive = setInterval(() => {}, 2 ** 30);
  let failure: Failure | null = null;
  try {
    for (const action of entry?.do ?? []) {
      if (failure !== null || limits.cause() !== null) break;
      failure = await playAction(action, stage);
    }
  } finally {
    clearInterval(alive);
    limits.disarm();
  }
  const cause = limits.cause();
  return toTurnResult(
    {
      ended: cause ?? "exit",
      exitCode: cause === null ? (failure?.exitCode ?? entry?.exit ?? 0) : null,
      signal: null,
      tail: failure?.message ?? output.tail(),
      stdoutTail: output.stdoutTail(),
      errorCode: null,
    },
    "the script",
    CONVENTIONS,
  );
}
