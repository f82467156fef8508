// `-o table|json|yaml`: the same data for people and for programs. For programs it is exact, yet harmless on a terminal.
import { type Command, Option } from "commander";
import { escapeObeyed, hasObeyed } from "../std/safe-text.ts";
import type { Terminal } from "./world.ts";

const FORMATS = ["table", "json", "yaml"] as const;

export function addOutputOption(command: Command): void {
  command.addOption(new Option("-o, --output <format>", "how to print").choices(FORMATS).default("table"));
}

/** @param renderTable lines for people, without their ends; only called when they are wanted. */
export async function printData(command: Command, terminal: Terminal, data: unknown, renderTable: () => readonly string[]): Promise<void> {
  const { output } = command.opts<{ output: (typeof FORMATS)[number] }>();
  if (output === "table")
    terminal.out(
      renderTable()
        .map((line) => `${line}\n`)
        .join(""),
    );
  else terminal.out(output === "json" ? toJson(data) : await toYaml(data));
}

function toJson(data: unknown): string {
  return `${escapeObeyed(JSON.stringify(data, null, 2))}\n`;
}

/** Only in double quotes can YAML spell a character that must not be written as it is. */
async function toYaml(data: unknown): Promise<string> {
  const { Document, visit } = await import("yaml");
  const document = new Document(data, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === "string" && hasObeyed(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
  });
  return escapeObeyed(document.toString({ lineWidth: 0 }));
}
