// What the catalogue says of one command. From it come the parser, the help, the document and much of the tests.
import type { Demand, Permission } from "./permission.ts";

export interface CommandEntry extends Demand {
  /** One sentence for help. */
  readonly summary: string;
  /** Other names, shown in help. */
  readonly aliases: readonly string[];
  /** The words that come first, in order. Required ones come before those that may be left out. */
  readonly words: readonly WordEntry[];
  /** What follows the words, as it is written. Every command takes some, be it as a note, so that nobody is refused for being polite. */
  readonly text: TextEntry;
  readonly options: Readonly<Record<string, OptionEntry>>;
  /** Whether it changes something; it can then be asked with `--dry-run` what it would do. */
  readonly changes: boolean;
  /** What it takes when one of the words is `all`. @defaultValue as without it */
  readonly forAll?: Permission;
  /** What it takes for a run that nobody asked for in a thread. @defaultValue as for any other */
  readonly forUnthreaded?: Permission;
  /** What follows the namespace verb, at most two. */
  readonly examples: readonly string[];
}

export interface WordEntry {
  readonly name: string;
  readonly summary: string;
  /** `workflow`: the name of a known one. `run`: a run's id or its beginning, or `all`. `topic`: a command or a workflow. `scope`: `all` or nothing. */
  readonly kind: "workflow" | "run" | "topic" | "scope";
  readonly required: boolean;
}

export interface TextEntry {
  readonly name: string;
  readonly summary: string;
  /** The lines under the command count too. */
  readonly required: boolean;
}

export type OptionEntry = OptionLook &
  (
    | { readonly type: "flag" }
    /** Any one value; null when not given. */
    | { readonly type: "word" }
    /** One of a few, whatever the case; null when not given. */
    | { readonly type: "choice"; readonly choices: readonly string[] }
    /** Names with commas between them; none when not given. */
    | { readonly type: "names" }
    /** `key=value`, as often as there are keys; none when not given. `keys`: those that always mean something. */
    | { readonly type: "pairs"; readonly keys: readonly string[] }
  );

interface OptionLook {
  readonly summary: string;
  /** What help calls the value; empty for a flag. */
  readonly value: string;
  /** A value, shown to whoever gives none; empty for a flag. */
  readonly example: string;
}

export type OptionValue = boolean | string | null | readonly string[] | Readonly<Record<string, string>>;

export type Catalogue = Readonly<Record<string, CommandEntry>>;

interface Meant {
  readonly words: readonly (string | null)[];
  /** A run that nobody asked for in a thread. */
  readonly isUnthreaded: boolean;
}

/** What is asked of whoever gives the command with these words. */
export function toDemand(entry: CommandEntry, { words, isUnthreaded }: Meant): Demand {
  const { permission, requesterMay, forAll = permission, forUnthreaded = permission } = entry;
  if (isUnthreaded) return { permission: forUnthreaded, requesterMay: false };
  return { permission: words.includes("all") ? forAll : permission, requesterMay };
}

/** Options that are not a command's own. */
const DRY_RUN: OptionEntry = { type: "flag", value: "", example: "", summary: "Show what would happen, and change nothing." };
const EVERYWHERE: Readonly<Record<string, OptionEntry>> = {
  "keep-going": { type: "flag", value: "", example: "", summary: "Continue with the comment's other commands if this one fails." },
  help: { type: "flag", value: "", example: "", summary: "Show what the command takes." },
};

/** Every option that a command takes, those that all commands share at the end. */
export function toOptions({ options, changes }: CommandEntry): Readonly<Record<string, OptionEntry>> {
  return { ...options, ...(changes ? { "dry-run": DRY_RUN } : {}), ...EVERYWHERE };
}
