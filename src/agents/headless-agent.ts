// A coding agent's program, run with nobody present: one process for each turn, the prompt where no shell and no parser of flags sees it.
// What is special about a program is its manner; permissions, tools and the model are its own settings, passed on as arguments.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { COOKIE_VARIABLE } from "../core/workflow/step-variables.ts";
import type { Clock } from "../std/clock.ts";
import { createProgramSession, type ProgramSession } from "../std/program-session.ts";
import { createTextTail } from "../std/text-tail.ts";
import type { Agent, SessionRequest, Turn, TurnResult } from "./agent.ts";
import { type HeadlessReport, toHeadlessResult } from "./headless-result.ts";
import { PRESETS, type PresetName } from "./presets.ts";
import { probeProgram } from "./probe-program.ts";
import { createPromptFile } from "./prompt-file.ts";
import { toTurnProgram } from "./turn-program.ts";
import { CREDENTIALS_EXIT_CODES, QUOTA_EXIT_CODES } from "./turn-result.ts";

export interface HeadlessSettings {
  /** The program's name or path. Default: the preset's. */
  readonly command?: string | undefined;
  readonly model?: string | undefined;
  /** What it may do without asking. Default: the preset's own arguments for that, under which it may edit files. */
  readonly extraArgs?: readonly string[] | undefined;
  /** Between SIGTERM and SIGKILL. Default 5000. */
  readonly killGraceMs?: number | undefined;
  /** Where `probe` looks: the PATH that sessions will have. Default `/usr/local/bin:/usr/bin:/bin`. */
  readonly searchPath?: string | undefined;
}

export interface HeadlessManner {
  readonly kind: PresetName;
  /** `file`: a private file outside the workspace, removed after the turn. */
  readonly promptDelivery: "stdin" | "file";
  /** Arguments by which it may edit files and is told not to ask. */
  readonly permissions: readonly string[];
  toArguments(choice: ArgumentChoice): readonly string[];
  /** Exit codes of its own that say that its credentials are refused. */
  readonly credentialsExitCodes?: readonly number[];
  /** @param onText gets what a person wants to read of the program's standard output */
  createReader(onText: (text: string) => void): OutputReader;
  /** Directories at the top of the workspace that it leaves behind for itself. */
  readonly leaves?: RegExp;
}

export interface ArgumentChoice {
  readonly model: readonly string[];
  readonly permissions: readonly string[];
  /** Empty with delivery on standard input. */
  readonly promptFile: string;
}

export interface OutputReader {
  push(text: string): void;
  end(): HeadlessReport;
}

const OUTPUT_BYTES = 64 * 1024;

export function createHeadlessAgent(manner: HeadlessManner, settings: HeadlessSettings, { clock }: { readonly clock?: Clock }): Agent {
  const preset = PRESETS[manner.kind];
  const command = settings.command ?? preset.program;
  const model = settings.model === undefined ? [] : ["--model", settings.model];
  const permissions = settings.extraArgs ?? manner.permissions;
  const credentials = [...CREDENTIALS_EXIT_CODES, ...(manner.credentialsExitCodes ?? [])];
  const conventions = { quota: QUOTA_EXIT_CODES, credentials };

  async function runTurn(programs: ProgramSession, session: SessionRequest, turn: Turn): Promise<TurnResult> {
    const shown = createTextTail(OUTPUT_BYTES);
    const reader = manner.createReader((text) => {
      shown.push(text);
      turn.onOutput({ stream: "stdout", text });
    });
    const file = manner.promptDelivery === "file" ? await createPromptFile(turn.prompt) : null;
    try {
      const end = await programs.run({
        ...toTurnProgram(session, turn),
        argv: [command, ...manner.toArguments({ model, permissions, promptFile: file?.path ?? "" })],
        stdin: file === null ? turn.prompt : undefined,
        killGraceMs: settings.killGraceMs,
        onOutput: (chunk) => (chunk.stream === "stdout" ? reader.push(chunk.text) : turn.onOutput(chunk)),
      });
      return toHeadlessResult(end, reader.end(), { program: command, conventions, shown: shown.text() });
    } finally {
      await file?.remove();
      if (manner.leaves !== undefined) await tidyUp(session.cwd, manner.leaves);
    }
  }

  return {
    kind: manner.kind,
    probe: () => probeProgram(command, settings.searchPath ?? "/usr/local/bin:/usr/bin:/bin", preset.install),
    async open(session) {
      const programs = createProgramSession({ name: COOKIE_VARIABLE, value: session.cookie }, clock);
      return {
        prompt: (turn) => runTurn(programs, session, turn),
        close: () => programs.close(),
      };
    },
  };
}

/** A link of that name is not followed, and what cannot be removed is a blemish, not a failure. */
async function tidyUp(directory: string, names: RegExp): Promise<void> {
  const found = await readdir(directory).catch(() => []);
  const left = found.filter((name) => names.test(name));
  await Promise.all(left.map((name) => rm(join(directory, name), { recursive: true, force: true }).catch(() => {})));
}
