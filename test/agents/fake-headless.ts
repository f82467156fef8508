// Programs that speak like the headless modes of the coding agents, with a shell script in place of the model. Each refuses to run
// without the arguments that its preset must give, and with a prompt among its arguments.
import type { PresetName } from "../../src/agents/presets.ts";
import { writeProgram } from "./agent-harness.ts";

type Faked = Exclude<PresetName, "claude">;

interface Manners {
  readonly version: string;
  /** A pattern of the shell that the arguments must fit. */
  readonly arguments: string;
  /** Shell that leaves the prompt in `$PROMPT_FILE`. */
  readonly prompt: string;
  /** Printed first. */
  readonly opening: string;
  /** A `printf` format for each line of the script's output. */
  readonly line: string;
  readonly closing: string;
}

const STDIN = 'PROMPT_FILE=$work/prompt; cat > "$PROMPT_FILE"';

const MANNERS: Readonly<Record<Faked, Manners>> = {
  codex: {
    version: "codex-cli 0.169.0",
    arguments: '"exec --json --skip-git-repo-check "*" -"',
    prompt: STDIN,
    opening: '{"type":"thread.started","thread_id":"0199"}\\n{"type":"turn.started"}\\n',
    line: '{"type":"item.completed","item":{"id":"item_1","type":"agent_message","text":"%s"}}\\n',
    closing: '{"type":"turn.completed","usage":{"input_tokens":120,"cached_input_tokens":100,"output_tokens":7}}\\n',
  },
  gemini: {
    version: "0.61.0",
    arguments: '"--output-format stream-json --skip-trust "*',
    prompt: STDIN,
    opening: '{"type":"init","timestamp":"2026-11-20T08:00:00.000Z","session_id":"s","model":"m"}\\n',
    line: '{"type":"message","timestamp":"2026-11-20T08:00:00.000Z","role":"assistant","content":"%s\\\\n","delta":true}\\n',
    closing:
      '{"type":"result","timestamp":"2026-11-20T08:00:00.000Z","status":"success","stats":{"total_tokens":127,"input_tokens":120,"output_tokens":7,"cached":0,"input":120,"duration_ms":1,"tool_calls":0}}\\n',
  },
  opencode: {
    version: "1.18.33",
    arguments: '"run --format json"*',
    prompt: STDIN,
    opening: '{"type":"step_start","timestamp":1,"sessionID":"ses_1","part":{"type":"step-start"}}\\n',
    line: '{"type":"text","timestamp":1,"sessionID":"ses_1","part":{"type":"text","text":"%s"}}\\n',
    closing:
      '{"type":"step_finish","timestamp":1,"sessionID":"ses_1","part":{"type":"step-finish","reason":"stop","tokens":{"input":120,"output":5,"reasoning":2}}}\\n',
  },
  copilot: {
    version: "GitHub Copilot CLI 1.0.102.",
    arguments: '"-s --no-ask-user "*',
    prompt: STDIN,
    opening: "",
    line: "%s\\n",
    closing: "",
  },
  aider: {
    version: "aider 0.86.1",
    arguments: '"--no-auto-commits "*" --message-file="/*',
    prompt: 'for a in "$@"; do case "$a" in --message-file=*) PROMPT_FILE=${a#--message-file=} ;; esac; done',
    opening: "",
    line: "%s\\n",
    closing: "",
  },
};

/** Its prompt is in `$PROMPT_FILE`; each line that the script prints becomes a message of the agent. @returns its path */
export function writeFakeHeadless(name: Faked, script: string): string {
  return writeProgram(name, toFakeHeadless(name, script));
}

/** The text of such a program, for `sh`. */
export function toFakeHeadless(name: Faked, script: string): string {
  const { version, arguments: expected, prompt, opening, line, closing } = MANNERS[name];
  return `
if [ "$1" = --version ]; then echo "${version}"; exit 0; fi
work=$(mktemp -d "$0.XXXXXX")
case "$*" in ${expected}) ;; *) echo "wrong arguments: $*" >&2; exit 2 ;; esac
${prompt}
printf '${opening}'
{ ( ${script}
) ; echo $? > "$work/code"; } | while IFS= read -r line; do printf '${line}' "$line"; done
code=$(cat "$work/code"); rm -r "$work"
if [ "$code" != 0 ]; then exit "$code"; fi
printf '${closing}'`;
}
