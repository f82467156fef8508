// The run that a command asks for, by name: the same command of the same comment is the same run, however often it is heard.
import { createHash } from "node:crypto";
import type { Command } from "../../core/commands/command.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { printCommand } from "../../core/commands/print-command.ts";
import { toAskedRunId } from "../../core/ids.ts";

export interface Place {
  readonly grammar: Grammar;
  readonly thread: number;
  /** Null: the thread's own text. */
  readonly comment: number | null;
}

/** Letters, digits and `-`. The lines below the command are part of what it asks for. */
export function toTaskId(command: Command, { grammar, thread, comment }: Place): string {
  const words = toShortHash(`${printCommand(command, grammar)}\n${command.body}`);
  return toAskedRunId(comment ?? `thread${thread}`, words);
}

export function toShortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
