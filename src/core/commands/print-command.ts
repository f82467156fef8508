// A command as one line, always the same for what means the same. Its lines below are not part of it.

import { IMPLIED } from "./catalogue.ts";
import type { Command } from "./command.ts";
import type { OptionValue } from "./command-entry.ts";
import { findEntry, type Voice } from "./grammar.ts";

export function printCommand(command: Omit<Command, "line" | "body">, grammar: Voice): string {
  const words = Object.values(command.words);
  const given = words.filter((word) => word !== null);
  const isImplied = command.name === IMPLIED && findEntry(grammar, given[0] ?? "") === null;
  const isAmbiguous = words.some((word) => word === null || word === "all") || /[-—–=]/.test(command.text);
  return [
    `/${grammar.verb}`,
    ...(isImplied ? [] : [command.name]),
    ...given.map(printValue),
    ...Object.entries(command.options).flatMap(([name, value]) => printOption(name, value)),
    ...(command.dryRun ? ["--dry-run"] : []),
    ...(command.keepGoing ? ["--keep-going"] : []),
    ...(command.text === "" ? [] : isAmbiguous ? ["--", command.text] : [command.text]),
  ].join(" ");
}

function printOption(name: string, value: OptionValue): readonly string[] {
  if (value === null || value === false) return [];
  if (value === true) return [`--${name}`];
  if (typeof value === "string") return [`--${name} ${printValue(value)}`];
  if (isNames(value)) return value.length === 0 ? [] : [`--${name} ${printValue(value.join(","))}`];
  return Object.entries(value).map(([key, each]) => `--${name} ${key}=${printValue(each)}`);
}

function isNames(value: object): value is readonly string[] {
  return Array.isArray(value);
}

const BARE = /^[\p{L}\p{N}](?:[\p{L}\p{N}_./,-]*[\p{L}\p{N}])?$/u;

function printValue(value: string): string {
  return BARE.test(value) ? value : `"${value.replaceAll(/["“”„‟″\\]/g, "\\$&")}"`;
}
