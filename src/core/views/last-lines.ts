// The last lines of a log, few and short enough to be shown among other things.
import { cutText } from "../triggers/cut-text.ts";

const MOST_LINES = 20;
const LONGEST_LINE = 200;

export function toLastLines(log: string): string {
  const lines = log.split("\n").slice(-MOST_LINES);
  return lines.map((line) => (line.length > LONGEST_LINE ? `${cutText(line, LONGEST_LINE - 1)}…` : line)).join("\n");
}
