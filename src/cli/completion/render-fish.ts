// A completion script for fish, from 3.0 on, to be sourced.
import type { CompletionTables } from "./completion-tables.ts";
import { toValueCode } from "./value-code.ts";

export function renderFish({ steps, values, places }: CompletionTables, programs: readonly string[]): string {
  return `# fish completion for ${programs.join(" and ")}; made by \`${programs[0]} completion fish\`.

function __yardmaster_step
    switch "$argv[1] $argv[2]"
${steps.map(({ from, words, to }) => `        case ${toPatterns(from, words)}\n            echo ${quote(to)}`).join("\n")}
        case '*'
            return 1
    end
end

function __yardmaster_value
    switch "$argv[1] $argv[2]"
${values.map(({ at, flags, value }) => `        case ${toPatterns(at, flags)}\n            echo ${quote(toValueCode(value))}`).join("\n")}
    end
end

function __yardmaster_options
    switch "$argv[1]"
${places
  .map(({ at, options }) => {
    const lines = options.flatMap(({ flags, summary }) => flags.map((flag) => toLine(flag, summary)));
    return `        case ${quote(at)}\n            printf '%s\\t%s\\n' ${lines.join(" ")}`;
  })
  .join("\n")}
    end
end

function __yardmaster_verbs
    switch "$argv[1]"
${places
  .filter(({ verbs }) => verbs.length > 0)
  .map(({ at, verbs }) => {
    const lines = verbs.flatMap(({ names, summary }) => names.map((name) => toLine(name, summary)));
    return `        case ${quote(at)}\n            printf '%s\\t%s\\n' ${lines.join(" ")}`;
  })
  .join("\n")}
    end
end

function __yardmaster_operand
    switch "$argv[1] $argv[2]"
${places
  .flatMap(({ at, operands, variadic }) =>
    operands.map((operand, index) => {
      const open = variadic && index === operands.length - 1;
      return `        case ${quote(`${at} ${open ? "*" : index}`)}\n            echo ${quote(toValueCode(operand))}`;
    }),
  )
  .join("\n")}
    end
end

function __yardmaster_offer
    switch "$argv[1]"
        case '=*'
            string split ' ' -- (string sub -s 2 -- "$argv[1]")
        case file
            __fish_complete_path "$argv[2]"
        case directory
            __fish_complete_directories "$argv[2]"
    end
end

function __yardmaster_complete
    set -l at ''
    set -l expected ''
    set -l ended ''
    set -l place 0
    set -l next ''
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    for word in $typed[2..-1]
        if test -n "$expected"
            set expected ''
        else if test -z "$ended"; and test "$word" = --
            set ended yes
        else if test -z "$ended"; and string match -q -- '-*' "$word"
            set expected (__yardmaster_value "$at" "$word")
        else if test -z "$ended"; and set next (__yardmaster_step "$at" "$word")
            set at $next
        else
            set place (math $place + 1)
        end
    end
    if test -n "$expected"
        __yardmaster_offer "$expected" "$current"
    else if test -z "$ended"; and string match -q -- '--*=*' "$current"
        set -l flag (string split -m 1 = -- "$current")
        set expected (__yardmaster_value "$at" "$flag[1]")
        string match -q -- '=*' "$expected"; and string replace -r -- '^' "$flag[1]=" (__yardmaster_offer "$expected" "$flag[2]")
    else if test -z "$ended"; and string match -q -- '-*' "$current"
        __yardmaster_options "$at"
    else
        __yardmaster_verbs "$at"
        __yardmaster_offer (__yardmaster_operand "$at" "$place") "$current"
    end
end

${programs.map((program) => `complete -c ${program} -f -a '(__yardmaster_complete)'`).join("\n")}
`;
}

function toPatterns(at: string | null, words: readonly string[]): string {
  return words.map((word) => quote(at === null ? `* ${word}` : `${at} ${word}`)).join(" ");
}

function toLine(word: string, summary: string): string {
  return `${quote(word)} ${quote(summary)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
