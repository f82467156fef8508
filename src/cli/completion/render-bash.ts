// A completion script for bash, also the 3.2 that macOS has. Every word in it is in single quotes or of plain letters.
import { quoteForShell } from "../../std/quote-for-shell.ts";
import type { CompletionTables } from "./completion-tables.ts";
import { toValueCode } from "./value-code.ts";

export function renderBash({ steps, values, places }: CompletionTables, programs: readonly string[]): string {
  return `# bash completion for ${programs.join(" and ")}; made by \`${programs[0]} completion bash\`.

_yardmaster_step() {
  case "$at $1" in
${steps.map(({ from, words, to }) => `    ${toPatterns(from, words)}) at=${quoteForShell(to)} ;;`).join("\n")}
    *) return 1 ;;
  esac
}

_yardmaster_value() {
  case "$at $1" in
${values.map(({ at, flags, value }) => `    ${toPatterns(at, flags)}) expected=${quoteForShell(toValueCode(value))} ;;`).join("\n")}
  esac
}

_yardmaster_place() {
  case "$at" in
${places
  .map(({ at, verbs, options }) => {
    const names = verbs.map((verb) => verb.names[0]).join(" ");
    const others = verbs.flatMap((verb) => verb.names.slice(1)).join(" ");
    const flags = options.flatMap((option) => option.flags).join(" ");
    return `    ${quoteForShell(at)}) verbs=${quoteForShell(names)} others=${quoteForShell(others)} options=${quoteForShell(flags)} ;;`;
  })
  .join("\n")}
  esac
  case "$at $place" in
${places
  .flatMap(({ at, operands, variadic }) =>
    operands.map((operand, index) => {
      const open = variadic && index === operands.length - 1;
      return `    ${open ? `${quoteForShell(`${at} `)}*` : quoteForShell(`${at} ${index}`)}) operand=${quoteForShell(toValueCode(operand))} ;;`;
    }),
  )
  .join("\n")}
  esac
}

_yardmaster_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$@" -- "$cur")
}

_yardmaster() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" at="" expected="" ended="" verbs="" others="" options="" operand="" word
  local -i i place=0
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ -n $expected ]]; then
      # Bash takes --output=json apart at the sign.
      [[ $word == = ]] || expected=""
    elif [[ -z $ended && $word == -- ]]; then
      ended=yes
    elif [[ -z $ended && $word == -* ]]; then
      _yardmaster_value "$word"
    elif [[ -n $ended ]] || ! _yardmaster_step "$word"; then
      place+=1
    fi
  done
  [[ $cur == = && -n $expected ]] && cur=""
  _yardmaster_place
  if [[ -z $expected ]]; then
    if [[ -z $ended && $cur == -* ]]; then
      expected="=$options"
    elif [[ -n $verbs ]]; then
      expected="=$verbs"
    else
      expected="$operand"
    fi
  fi
  case "$expected" in
    =*) _yardmaster_words -W "\${expected#=}" ;;
    file) compopt -o filenames 2>/dev/null; _yardmaster_words -f ;;
    directory) compopt -o filenames 2>/dev/null; _yardmaster_words -d ;;
  esac
  if [[ \${#COMPREPLY[@]} -eq 0 && $expected == "=$verbs" && -n $others ]]; then _yardmaster_words -W "$others"; fi
}

complete -F _yardmaster ${programs.join(" ")}
`;
}

function toPatterns(at: string | null, words: readonly string[]): string {
  return words.map((word) => (at === null ? `*${quoteForShell(` ${word}`)}` : quoteForShell(`${at} ${word}`))).join("|");
}
