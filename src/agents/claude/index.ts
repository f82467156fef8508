// The `claude` program in print mode as an agent: prompt on standard input, a stream of JSON back. A preset, no more:
// permissions, tools and the model are the program's own settings, passed on as arguments.
import { COOKIE_VARIABLE } from "../../core/workflow/step-variables.ts";
import { type Clock, systemClock } from "../../std/clock.ts";
import { createProgramSession, type ProgramSession } from "../../std/program-session.ts";
import { createTextTail } from "../../std/text-tail.ts";
import type { Agent, AgentSession, SessionRequest, Turn, TurnResult } from "../agent.ts";
import { PRESETS } from "../presets.ts";
import { probeProgram } from "../probe-program.ts";
import { toTurnProgram } from "../turn-program.ts";
import { toClaudeResult } from "./outcome.ts";
import { createClaudeStream } from "./stream.ts";

export interface ClaudeAgentSettings {
  /** Default `claude`. */
  readonly command?: string | undefined;
  readonly model?: string | undefined;
  /** Such as `--permission-mode acceptEdits`, without which the program may change nothing. */
  readonly extraArgs?: readonly string[] | undefined;
  /** Between SIGTERM and SIGKILL. Default 5000. */
  readonly killGraceMs?: number | undefined;
  /** Where `probe` looks: the PATH that sessions will have. Default `/usr/local/bin:/usr/bin:/bin`. */
  readonly searchPath?: string | undefined;
}

const OUTPUT_BYTES = 64 * 1024;

export function createClaudeAgent(settings: ClaudeAgentSettings = {}, deps: { readonly clock?: Clock } = {}): Agent {
  const command = settings.command ?? "claude";
  const clock = deps.clock ?? systemClock;
  const args = ["-p", "--output-format", "stream-json", "--verbose"];
  if (settings.model !== undefined) args.push("--model", settings.model);
  args.push(...(settings.extraArgs ?? []));

  async function runTurn(programs: ProgramSession, session: SessionRequest, turn: Turn, resume: string | null): Promise<TurnResult> {
    const shown = createTextTail(OUTPUT_BYTES);
    const stream = createClaudeStream((text) => {
      shown.push(text);
      turn.onOutput({ stream: "stdout", text });
    });
    const end = await programs.run({
      ...toTurnProgram(session, turn),
      argv: [command, ...args, ...(resume === null ? [] : ["--resume", resume])],
      stdin: turn.prompt,
      killGraceMs: settings.killGraceMs,
      onOutput: (chunk) => (chunk.stream === "stdout" ? stream.push(chunk.text) : turn.onOutput(chunk)),
    });
    const report = stream.end();
    return toClaudeResult({ ...end, stdoutTail: shown.text() }, report, command, clock.now());
  }

  return {
    kind: "claude",
    probe: () => probeProgram(command, settings.searchPath ?? "/usr/local/bin:/usr/bin:/bin", PRESETS.claude.install),
    async open(session): Promise<AgentSession> {
      const programs = createProgramSession({ name: COOKIE_VARIABLE, value: session.cookie }, clock);
      let resume = session.resume;
      return {
        async prompt(turn) {
          const result = await runTurn(programs, session, turn, resume);
          resume = result.sessionId ?? resume;
          return result;
        },
        close: () => programs.close(),
      };
    },
  };
}
