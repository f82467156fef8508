// How a command is written, for help: `/run cancel [run] [--dry-run] [reason]`.
import { IMPLIED } from "./catalogue.ts";
import { type CommandEntry, type OptionEntry, toOptions } from "./command-entry.ts";
import { findEntry, type NamedEntry, type Voice } from "./grammar.ts";

/** How a workflow is run; with the command's name where its own is that of a command, which always wins. */
export function printWorkflow(voice: Voice, workflow: string): string {
  return findEntry(voice, workflow) ? `/${voice.verb} ${IMPLIED} ${workflow}` : `/${voice.verb} ${workflow}`;
}

/**
 * @param verb the namespace verb, without its slash
 * @param given the first words where they are known, such as a workflow's name
 * @param options which to show; by default the command's own
 */
export function printUsage(
  verb: string,
  { name, entry }: NamedEntry,
  given: readonly string[] = [],
  options = Object.entries(entry.options),
): string {
  const words = entry.words.slice(given.length).map((word) => (word.required ? `<${word.name}>` : `[${word.name}]`));
  const text = entry.text.required ? `<${entry.text.name}>` : `[${entry.text.name}]`;
  return [
    `/${verb}`,
    ...(name === IMPLIED ? [] : [name]),
    ...given,
    ...words,
    ...options.map(([option, look]) => `[${printOptionUsage(option, look)}]`),
    ...(isNote(entry) ? [] : [text]),
  ].join(" ");
}

export function printOptionUsage(name: string, { value }: OptionEntry): string {
  return value === "" ? `--${name}` : `--${name} <${value}>`;
}

export interface Row {
  readonly name: string;
  readonly summary: string;
}

/** Nothing follows from it, so there is nothing to say of it. */
function isNote({ text }: CommandEntry): boolean {
  return text.name === "note";
}

/** Everything that a command takes, in the order in which it is written. */
export function toRows({ entry }: NamedEntry): readonly Row[] {
  const options = Object.entries(toOptions(entry)).map(([name, option]) => ({
    name: printOptionUsage(name, option),
    summary: toSummary(option),
  }));
  return [
    ...entry.words.map(({ name, summary }) => ({ name, summary })),
    ...options,
    ...(isNote(entry) ? [] : [{ name: entry.text.name, summary: entry.text.summary }]),
  ];
}

function toSummary(option: OptionEntry): string {
  return option.type === "choice" ? `${option.summary} One of ${option.choices.join(", ")}.` : option.summary;
}
