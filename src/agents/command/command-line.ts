// The agent's command as written, and what is run for one turn. Values reach the program as arguments or variables, never as shell text.
import { basename } from "node:path";
import { fillPlaceholders } from "../../std/fill-placeholders.ts";
import { bindPlaceholders, isProgramText } from "../../std/shell-placeholders.ts";

export type PromptDelivery = "arg" | "stdin" | "file" | "env";

export interface CommandLine {
  /** What to look for on PATH; null when a shell has to say. */
  readonly program: string | null;
  /** Why the command cannot be run with these placeholders known; null when it can. */
  problem(names: readonly string[]): string | null;
  mentions(name: string): boolean;
  invocation(values: Readonly<Record<string, string>>): Invocation;
}

interface Invocation {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

export interface CommandManner {
  readonly shell?: readonly [program: string, argument: string] | undefined;
  readonly appendsPrompt?: boolean | undefined;
}

export function parseCommandLine(command: string | readonly string[], delivery: PromptDelivery, manner: CommandManner = {}): CommandLine {
  return typeof command === "string" ? parseShellCommand(command, delivery, manner) : parseArguments(command, delivery, manner);
}

/** Placeholders are filled in every argument; with `arg` delivery and no `{prompt}` among them the prompt becomes the last one. */
function parseArguments(command: readonly string[], delivery: PromptDelivery, { appendsPrompt = true }: CommandManner): CommandLine {
  const [program = "", ...written] = command;
  const mentions = (name: string): boolean => written.some((argument) => argument.includes(`{${name}}`));
  const appended = appendsPrompt && delivery === "arg" && !mentions("prompt") && !mentions("prompt_file");
  const args = appended ? [...written, "{prompt}"] : written;
  return {
    program,
    mentions,
    problem(names) {
      if (program.trim() === "") return "it is empty";
      for (const [index, argument] of args.entries()) {
        const name = names.find((candidate) => argument.includes(`{${candidate}}`));
        const before = [basename(program), ...args.slice(0, index), ""].join(" ");
        if (name !== undefined && isProgramText(before)) return `{${name}} would be run as program text; write the command as one string`;
      }
      return null;
    },
    invocation: (values) => ({ argv: [program, ...args.map((argument) => fillPlaceholders(argument, values))], env: {} }),
  };
}

/**
 * Placeholders become quoted variables. With `arg` delivery and no `{prompt}` the prompt is the script's first positional parameter:
 * a script that names `$1` or `"$@"` finds it there, to a single command `"$@"` is appended, and anything longer is refused.
 */
function parseShellCommand(
  command: string,
  delivery: PromptDelivery,
  { shell: [program, argument] = ["/bin/sh", "-c"], appendsPrompt = true }: CommandManner,
): CommandLine {
  const mentions = (name: string): boolean => command.includes(`{${name}}`);
  const positional = appendsPrompt && delivery === "arg" && !mentions("prompt") && !mentions("prompt_file");
  const appended = positional && !/\$(?:[1@*]|\{[1@*])/.test(command);
  return {
    program: plainFirstWord(command),
    mentions,
    problem(names) {
      if (command.trim() === "") return "it is empty";
      const { refused, compound } = bindPlaceholders(command.trim(), names);
      const [first] = refused;
      if (first !== undefined) return `{${first.name}} ${first.reason}`;
      return appended && compound ? "it has several parts; say with {prompt} which of them gets the prompt" : null;
    },
    invocation(values) {
      const { script, used, variable } = bindPlaceholders(command.trim(), Object.keys(values));
      const env = Object.fromEntries(used.map((name) => [variable(name), values[name] ?? ""]));
      const shell = [program, argument, appended ? `${script} "$@"` : script] as const;
      return { argv: positional ? [...shell, program, values["prompt"] ?? ""] : shell, env };
    },
  };
}

/** Words that the shell itself knows need not be on PATH. */
const SHELL_WORDS = new Set([
  "cd",
  "exec",
  "export",
  "set",
  "eval",
  "command",
  "if",
  "for",
  "while",
  "case",
  "until",
  "trap",
  "umask",
  "test",
  ".",
]);

function plainFirstWord(command: string): string | null {
  const word = /^\s*([\w./@%+-]+)(?=\s|$)/.exec(command)?.[1] ?? null;
  return word !== null && SHELL_WORDS.has(word) ? null : word;
}
