// `-o table|json|yaml`, and `wide` or `name` where a verb has them: the same data for people, for programs and for the next command.
// For programs it is exact, yet harmless on a terminal.
import { type Command, Option } from "commander";
import { escapeObeyed, hasObeyed, toSafeLine } from "../std/safe-text.ts";
import type { Terminal } from "./world.ts";

/** Forms in lines: a table, one with more columns, or one name a line as other verbs take it. */
export type LineFormat = "table" | "wide" | "name";
type Format = LineFormat | "json" | "yaml";

export interface OutputOptions {
  /** Forms that the verb has besides table, json and yaml. */
  readonly also?: readonly ("wide" | "name")[];
  /** Without `-o`. */
  readonly usual?: Format;
}

export function addOutputOption(command: Command, { also = [], usual = "table" }: OutputOptions = {}): void {
  command.addOption(new Option("-o, --output <format>", "how to print").choices(["table", "json", "yaml", ...also]).default(usual));
}

/** @param renderLines lines without their ends; only called when they are wanted, with a form that the verb has. */
export async function printData(
  command: Command,
  terminal: Terminal,
  data: unknown,
  renderLines: (format: LineFormat) => readonly string[],
): Promise<void> {
  const { output } = command.opts<{ output: Format }>();
  if (output === "json") terminal.out(toJson(data));
  else if (output === "yaml") terminal.out(await toYaml(data));
  else {
    const lines = output === "name" ? renderLines(output).map(toSafeLine) : renderLines(output);
    terminal.out(lines.map((line) => `${line}\n`).join(""));
  }
}

export function toJson(data: unknown): string {
  return `${escapeObeyed(JSON.stringify(data, null, 2))}\n`;
}

/** Only in double quotes can YAML spell a character that must not be written as it is. */
export async function toYaml(data: unknown): Promise<string> {
  const { Document, visit } = await import("yaml");
  const document = new Document(data, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === "string" && needsQuotes(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  // A text in double quotes stays on one line: broken into several, the library adds backslashes to some.
  return escapeObeyed(document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }));
}

/** As lines below a `|`, the library loses the blanks of a text of blanks alone. */
function needsQuotes(text: string): boolean {
  return hasObeyed(text) || (text.includes("\n") && text.trim() === "");
}
