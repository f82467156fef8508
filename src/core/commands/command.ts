// What somebody said to Yardmaster in one line of a comment: a command, something that was meant as one, or plain words. Only data.
import type { COMMANDS, CommandName } from "./catalogue.ts";
import type { CommandEntry, OptionEntry, OptionValue } from "./command-entry.ts";

interface Said {
  /** The comment's line, from 1. */
  readonly line: number;
}

export interface Command extends Said {
  readonly type: "command";
  readonly name: string;
  /** By name; null for one that was left out. */
  readonly words: Readonly<Record<string, string | null>>;
  /** By name, with every option of the command's own; one that was not given has its type's empty value. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** What follows on the line, as written; empty for nothing. */
  readonly text: string;
  /** The lines below, up to the next command; empty for nothing. */
  readonly body: string;
  readonly dryRun: boolean;
  /** Should it fail, the comment's later commands are tried all the same. */
  readonly keepGoing: boolean;
}

/** Meant for us, and not a command that holds. */
export interface Mistake extends Said {
  readonly type: "mistake";
  /** The line as it stands in the comment. */
  readonly source: string;
  /** Where in `source` the trouble is, from 0. */
  readonly column: number;
  /** One or two sentences in Markdown; what they quote of the comment is harmless in it. */
  readonly message: string;
  /** The line corrected, ready to be copied: it holds. Null when nothing can be guessed. */
  readonly suggestion: string | null;
  readonly keepGoing: boolean;
}

/** Words after a mention that are no command, such as an answer to the agent. */
export interface Talk extends Said {
  readonly type: "talk";
  readonly text: string;
  readonly body: string;
}

export type Saying = Command | Mistake | Talk;

type WordsOf<Entry extends CommandEntry> = {
  readonly [Word in Entry["words"][number] as Word["name"]]: Word["required"] extends true ? string : string | null;
};
interface ValueOf {
  readonly flag: boolean;
  readonly word: string | null;
  readonly choice: string | null;
  readonly names: readonly string[];
  readonly pairs: Readonly<Record<string, string>>;
}
type OptionsOf<Entry extends CommandEntry> = {
  readonly [Name in keyof Entry["options"]]: Entry["options"][Name] extends OptionEntry ? ValueOf[Entry["options"][Name]["type"]] : never;
};

/** A command of the catalogue, with its words and options by their types. */
export type CommandOf<Name extends CommandName> = Command & {
  readonly name: Name;
  readonly words: WordsOf<(typeof COMMANDS)[Name]>;
  readonly options: OptionsOf<(typeof COMMANDS)[Name]>;
};

export function isCommand<Name extends CommandName>(saying: Saying, name: Name): saying is CommandOf<Name> {
  return saying.type === "command" && saying.name === name;
}
