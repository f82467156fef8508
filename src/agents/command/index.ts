// Any program as an agent: one process per turn, judged by its exit code. Knows nothing of what the program prints.
import { YardmasterError } from "../../core/errors.ts";
import { COOKIE_VARIABLE } from "../../core/workflow/step-variables.ts";
import type { Clock } from "../../std/clock.ts";
import { findProgram } from "../../std/find-program.ts";
import { createProgramSession, type ProgramSession } from "../../std/program-session.ts";
import type { Agent, AgentProbe, SessionRequest, Turn, TurnResult } from "../agent.ts";
import { createPromptFile } from "../prompt-file.ts";
import { toTurnProgram } from "../turn-program.ts";
import { CREDENTIALS_EXIT_CODES, QUOTA_EXIT_CODES, toTurnResult, turnResult } from "../turn-result.ts";
import { type CommandLine, type PromptDelivery, parseCommandLine } from "./command-line.ts";

export interface CommandAgentSettings {
  /** A list is a program and its arguments, started without a shell. A string is a command for `/bin/sh -c`. */
  readonly command: string | readonly string[];
  /** How the program gets the prompt; `{prompt}` and `{prompt_file}` in the command work with each. Default `arg`. */
  readonly promptDelivery?: PromptDelivery | undefined;
  /** For delivery by `env`. Default `YARDMASTER_PROMPT`. */
  readonly promptVariable?: string | undefined;
  /** The shell for a string, and its argument before it. Default `/bin/sh -c`. */
  readonly shell?: readonly [program: string, argument: string] | undefined;
  /** Whether a command that mentions no prompt gets it as its last argument. Default true. */
  readonly appendsPrompt?: boolean | undefined;
  /** Exit codes by which the program says that its quota is used up. Default 75, EX_TEMPFAIL. */
  readonly quotaExitCodes?: readonly number[] | undefined;
  /** Exit codes by which the program says that its credentials are refused. Default 77, EX_NOPERM. */
  readonly credentialsExitCodes?: readonly number[] | undefined;
  /** Between SIGTERM and SIGKILL. Default 5000. */
  readonly killGraceMs?: number | undefined;
  /** Where `probe` looks: the PATH that sessions will have. Default `/usr/local/bin:/usr/bin:/bin`. */
  readonly searchPath?: string | undefined;
}

/** @throws config.invalid when the command is empty, or a placeholder stands where no value can be put safely. */
export function createCommandAgent(settings: CommandAgentSettings, deps: { readonly clock?: Clock } = {}): Agent {
  const delivery = settings.promptDelivery ?? "arg";
  const line = parseCommandLine(settings.command, delivery, settings);
  const problem = line.problem(["prompt", "prompt_file"]);
  if (problem !== null) throw new YardmasterError("config.invalid", `reading the agent's command: ${problem}`);
  const conventions = {
    quota: settings.quotaExitCodes ?? QUOTA_EXIT_CODES,
    credentials: settings.credentialsExitCodes ?? CREDENTIALS_EXIT_CODES,
  };

  async function runTurn(programs: ProgramSession, session: SessionRequest, turn: Turn): Promise<TurnResult> {
    const named = turn.values ?? turn.facts;
    const problem = line.problem(["prompt", "prompt_file", ...Object.keys(named)]);
    if (problem !== null) return turnResult("not-started", { message: `reading the agent's command: ${problem}` });
    const file = delivery === "file" || line.mentions("prompt_file") ? await createPromptFile(turn.prompt) : null;
    try {
      const values = { ...named, prompt: turn.prompt, ...(file === null ? {} : { prompt_file: file.path }) };
      const { argv, env } = line.invocation(values);
      const program = toTurnProgram(session, turn);
      const delivered: Record<string, string> = delivery === "env" ? { [settings.promptVariable ?? "YARDMASTER_PROMPT"]: turn.prompt } : {};
      if (file !== null) delivered["YARDMASTER_PROMPT_FILE"] = file.path;
      const end = await programs.run({
        ...program,
        argv,
        env: { ...program.env, ...env, ...delivered },
        stdin: delivery === "stdin" ? turn.prompt : undefined,
        killGraceMs: settings.killGraceMs,
      });
      return toTurnResult(end, line.program ?? argv[0], conventions);
    } finally {
      await file?.remove();
    }
  }

  return {
    kind: "command",
    probe: () => probe(line, settings.searchPath ?? "/usr/local/bin:/usr/bin:/bin"),
    async open(session) {
      const programs = createProgramSession({ name: COOKIE_VARIABLE, value: session.cookie }, deps.clock);
      return {
        prompt: (turn) => runTurn(programs, session, turn),
        close: () => programs.close(),
      };
    },
  };
}

async function probe(line: CommandLine, searchPath: string): Promise<AgentProbe> {
  if (line.program === null) return { available: true, detail: "a shell command; its programs were not looked for", version: null };
  const path = await findProgram(line.program, searchPath);
  const detail = path ?? `${line.program} was not found on PATH; install it or name another command`;
  return { available: path !== null, detail, version: null };
}
