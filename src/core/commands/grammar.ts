// What commands sound like in one repository: how Yardmaster is addressed there, and which words mean something. Reads no comment.
import { didYouMean } from "../did-you-mean.ts";
import { IMPLIED } from "./catalogue.ts";
import type { Catalogue, CommandEntry } from "./command-entry.ts";

/** What is needed to print a command. */
export interface Voice {
  /** The namespace verb without its slash, by default `run`: `/run fix`. In lower case. */
  readonly verb: string;
  readonly catalogue: Catalogue;
}

export interface Grammar extends Voice {
  /** Yardmaster's own name in this place without its `@`, in lower case; null where it cannot be mentioned. */
  readonly mention: string | null;
  /** Commands that a manifest allows without the namespace verb, as `/cancel`. Other bots may own these words, so there is no default. */
  readonly shortVerbs: readonly string[];
  /** Null when they are not known: any word then names one. */
  readonly workflows: readonly KnownWorkflow[] | null;
  /** Files that declare things and are not taken over, since something there does not hold. @defaultValue none */
  readonly skipped?: readonly string[];
}

export interface KnownWorkflow {
  readonly name: string;
  readonly summary: string | null;
}

export interface NamedEntry {
  readonly name: string;
  readonly entry: CommandEntry;
}

/** By name or alias, whatever the case. */
export function findEntry({ catalogue }: Voice, word: string): NamedEntry | null {
  const wanted = word.toLowerCase();
  for (const [name, entry] of Object.entries(catalogue)) {
    if (name === wanted || entry.aliases.includes(wanted)) return { name, entry };
  }
  return null;
}

/** The command that a workflow's name alone stands for. */
export function findImplied({ catalogue }: Grammar): NamedEntry | null {
  const entry = Object.hasOwn(catalogue, IMPLIED) ? catalogue[IMPLIED] : undefined;
  return entry ? { name: IMPLIED, entry } : null;
}

/** @returns the name as it was declared; null when no workflow has it */
export function findWorkflow({ workflows }: Grammar, word: string): string | null {
  if (workflows === null) return word;
  const wanted = word.toLowerCase();
  return (workflows.find(({ name }) => name === word) ?? workflows.find(({ name }) => name.toLowerCase() === wanted))?.name ?? null;
}

/** With aliases. */
export function toCommandWords({ catalogue }: Pick<Grammar, "catalogue">): readonly string[] {
  return Object.entries(catalogue).flatMap(([name, { aliases }]) => [name, ...aliases]);
}

export function toWorkflowNames({ workflows }: Grammar): readonly string[] {
  return (workflows ?? []).map(({ name }) => name);
}

/** Longer words are nobody's slip, and comparing them with every name would take time. */
const LONGEST_GUESS = 64;

export function toNearest(word: string, candidates: readonly string[]): string | null {
  return word.length > LONGEST_GUESS ? null : didYouMean(word, candidates);
}
