// One line for people about a tool that an agent used.

const MAX_INPUT_SHOWN = 200;

export function toToolLine(tool: string, input: unknown): string {
  const text = typeof input === "string" ? input : (JSON.stringify(input) ?? "");
  const [line = ""] = text.split("\n", 1);
  return `[${tool}] ${line.length > MAX_INPUT_SHOWN ? `${line.slice(0, MAX_INPUT_SHOWN)}…` : line}\n`;
}
