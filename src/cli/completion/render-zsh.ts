// A completion script for zsh, to be sourced after compinit or kept as `_yardmaster` in a directory of fpath.
import { quoteForShell } from "../../std/quote-for-shell.ts";
import type { CompletionTables } from "./completion-tables.ts";
import { toValueCode } from "./value-code.ts";

export function renderZsh({ steps, values, places }: CompletionTables, programs: readonly string[]): string {
  return `#compdef ${programs.join(" ")}
# zsh completion for ${programs.join(" and ")}; made by \`${programs[0]} completion zsh\`.

_yardmaster_step() {
  case "$at $1" in
${steps.map(({ from, words, to }) => `    ${toPatterns(from, words)}) at=${quoteForShell(to)} ;;`).join("\n")}
    (*) return 1 ;;
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
    const names = verbs.map(({ names: [name = ""], summary }) => toEntry(name, summary));
    const others = verbs.flatMap(({ names: [, ...rest], summary }) => rest.map((name) => toEntry(name, summary)));
    const flags = options.flatMap((option) => option.flags.map((flag) => toEntry(flag, option.summary)));
    return `    (${quoteForShell(at)})
      verbs=(${names.join(" ")})
      others=(${others.join(" ")})
      options=(${flags.join(" ")}) ;;`;
  })
  .join("\n")}
  esac
  case "$at $place" in
${places
  .flatMap(({ at, operands, variadic }) =>
    operands.map((operand, index) => {
      const open = variadic && index === operands.length - 1;
      return `    (${open ? `${quoteForShell(`${at} `)}*` : quoteForShell(`${at} ${index}`)}) operand=${quoteForShell(toValueCode(operand))} ;;`;
    }),
  )
  .join("\n")}
  esac
}

_yardmaster() {
  local at="" expected="" ended="" operand="" word
  local -a verbs others options
  local -i i place=0
  for (( i = 2; i < CURRENT; i++ )); do
    word="\${(Q)words[i]}"
    if [[ -n $expected ]]; then
      expected=""
    elif [[ -z $ended && $word == -- ]]; then
      ended=yes
    elif [[ -z $ended && $word == -* ]]; then
      [[ $word == *=* ]] || _yardmaster_value "$word"
    elif [[ -n $ended ]] || ! _yardmaster_step "$word"; then
      place+=1
    fi
  done
  if [[ -z $expected && -z $ended && $PREFIX == --*=* ]]; then
    _yardmaster_value "\${PREFIX%%=*}"
    compset -P 1 '*='
  fi
  _yardmaster_place
  if [[ -z $expected ]]; then
    if [[ -z $ended && $PREFIX == -* ]]; then
      _describe -o option options
      return
    elif (( $#verbs )); then
      _describe verb verbs || _describe verb others
      return
    fi
    expected=$operand
  fi
  case "$expected" in
    ('='*) compadd -- \${=expected#=} ;;
    (file) _files ;;
    (directory) _files -/ ;;
    (*) return 1 ;;
  esac
}

if [[ "\${funcstack[1]}" == _yardmaster ]]; then
  _yardmaster "$@"
else
  compdef _yardmaster ${programs.join(" ")}
fi
`;
}

function toPatterns(at: string | null, words: readonly string[]): string {
  return `(${words.map((word) => (at === null ? `*${quoteForShell(` ${word}`)}` : quoteForShell(`${at} ${word}`))).join("|")}`;
}

/** The first colon ends the word. */
function toEntry(word: string, summary: string): string {
  return quoteForShell(`${word}:${summary}`);
}
