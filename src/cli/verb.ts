// What one verb of the command line is: what it accepts, what it does, and how its help ends. Verbs are objects, each in its file.
import type { Command } from "commander";
import type { Where, World } from "./world.ts";

export interface Verb {
  /** At least one; shown by `--help`. */
  readonly examples: readonly Example[];
  /** What its exit codes mean, where it has some of its own. */
  readonly exits?: Readonly<Record<number, string>>;
  /** Arguments, options and a description; the global options are added by whoever calls. */
  declare(command: Command): void;
  /**
   * @param command parsed
   * @returns the exit code
   */
  run(command: Command, context: Context): Promise<number>;
}

export interface Example {
  readonly line: string;
  readonly does: string;
}

export interface Context {
  readonly world: World;
  readonly where: Where;
  /** The program with every verb declared, for a verb that tells about the others; reads all of their files. */
  declareAll(): Promise<Command>;
}

/** A verb in a list of verbs: known by name before its file is loaded, so that help stays quick. */
export interface VerbEntry {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** A verb, or a group of them. */
  readonly body: (() => Promise<Verb>) | readonly VerbEntry[];
}
