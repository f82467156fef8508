// A program that speaks like `claude -p --output-format stream-json`, with a shell script in place of the model.
import { writeProgram } from "./agent-harness.ts";

/**
 * Its prompt is in `$PROMPT_FILE`; each line that the script prints becomes an assistant's message. It refuses to run without the
 * arguments that the preset must give.
 */
export function writeFakeClaude(script: string): string {
  return writeProgram("claude", toFakeClaude(script));
}

/** The text of such a program, for `sh`. */
export function toFakeClaude(script: string): string {
  return `
if [ "$1" = --version ]; then echo "2.1.81 (Claude Code)"; exit 0; fi
work=$(mktemp -d "$0.XXXXXX"); session=session-$$; resume=
case "$*" in "-p --output-format stream-json --verbose"*) ;; *) echo "wrong arguments: $*" >&2; exit 2 ;; esac
while [ $# -gt 0 ]; do if [ "$1" = --resume ]; then session=$2; fi; shift; done
PROMPT_FILE=$work/prompt; cat > "$PROMPT_FILE"
printf '{"type":"system","subtype":"init","session_id":"%s","model":"fake"}\\n' "$session"
{ ( ${script}
) ; echo $? > "$work/code"; } | while IFS= read -r line; do
  printf '{"type":"assistant","message":{"content":[{"type":"text","text":"%s"}]}}\\n' "$line"
done
code=$(cat "$work/code"); rm -r "$work"
if [ "$code" != 0 ]; then exit "$code"; fi
printf '{"type":"result","subtype":"success","is_error":false,"result":"","session_id":"%s","usage":{"input_tokens":3,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":7}}\\n' "$session"`;
}
