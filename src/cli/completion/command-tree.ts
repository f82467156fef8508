// What can be typed, as data: verbs, options and what follows them, taken from the program as it is declared. Reads no verb's file.
import type { Argument, Command, Option } from "commander";

export interface CommandNode {
  /** The name, then the others that it goes by. */
  readonly names: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionNode[];
  readonly operands: readonly Value[];
  /** The last operand may be followed by more of its like. */
  readonly variadic: boolean;
  readonly verbs: readonly CommandNode[];
}

export interface OptionNode {
  readonly flags: readonly string[];
  readonly summary: string;
  /** Null: nothing follows it. */
  readonly value: Value | null;
}

/** What stands where a person puts something of their own. */
export type Value = { readonly kind: "words"; readonly words: readonly string[] } | { readonly kind: "file" | "directory" | "anything" };

const DIRECTORIES = new Set(["dir", "directory", "root"]);
const FILES = new Set(["file", "path"]);
/** A word that means itself to every shell. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** @param command with every verb below it declared */
export function toCommandTree(command: Command, top: Command = command): CommandNode {
  const help = command.createHelp();
  const operands = command.registeredArguments;
  return {
    names: [command.name(), ...command.aliases()],
    summary: command.summary() || command.description(),
    options: help.visibleOptions(command).map(toOption),
    operands: operands.map((operand) => toOperand(operand, top)),
    variadic: operands.at(-1)?.variadic ?? false,
    verbs: help.visibleCommands(command).map((verb) => toCommandTree(verb, top)),
  };
}

function toOption(option: Option): OptionNode {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const name = /<([^>.,]+)/.exec(option.flags)?.[1] ?? "";
  return { flags, summary: option.description, value: option.required ? toValue(name, option.argChoices) : null };
}

function toOperand(operand: Argument, top: Command): Value {
  // As in `help task`: the verbs themselves.
  if (operand.name() === "verb") return toValue("", toNames(top.commands));
  return toValue(operand.name(), operand.argChoices);
}

function toNames(commands: readonly Command[]): readonly string[] {
  return commands.map((command) => command.name());
}

function toValue(name: string, choices: readonly string[] | undefined): Value {
  if (choices) return { kind: "words", words: choices.filter((word) => PLAIN.test(word)) };
  return { kind: DIRECTORIES.has(name) ? "directory" : FILES.has(name) ? "file" : "anything" };
}
