// How verbs that forget old tasks take the age, and tell what they did.
import type { Command } from "commander";
import type { EventCleanup } from "../runtime/control/events.ts";
import { toSafeLine } from "../std/safe-text.ts";
import { parseCount } from "./number-option.ts";
import { printData } from "./print-data.ts";
import type { Terminal } from "./world.ts";

export function addAgeOption(command: Command): void {
  command.option("--older-than <days>", "tasks that ended more than so many days ago", parseCount(0), 30);
}

/** @param did as in `deleted` */
export async function printCleanup(
  command: Command,
  terminal: Terminal,
  did: string,
  { tasks, events, archive }: EventCleanup,
): Promise<void> {
  await printData(command, terminal, { tasks, events, archive }, () => [
    `${did} ${count(events, "event")} of ${count(tasks, "task")}`,
    ...(archive === null ? [] : [`archive: ${toSafeLine(archive)}`]),
  ]);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
