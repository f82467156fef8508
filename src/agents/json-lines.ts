// Reads what a program prints as one JSON object per line. Lenient: a line that is none is for people, and an event that does not look
// as it used to is passed over.
import type { z } from "zod";
import { createLineSplitter } from "../std/line-splitter.ts";

export interface JsonLines {
  push(text: string): void;
  end(): void;
}

const MAX_LINE_LENGTH = 16 * 1024 * 1024;

export function createJsonLines<Event>(
  schema: z.ZodType<Event>,
  { onEvent, onText }: { onEvent(event: Event): void; onText(text: string): void },
): JsonLines {
  return createLineSplitter(MAX_LINE_LENGTH, (line) => {
    const value = parseObject(line);
    if (value === null) return onText(`${line}\n`);
    const { data } = schema.safeParse(value);
    if (data !== undefined) onEvent(data);
  });
}

function parseObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
