// What `aider` prints are words for people. A provider that refuses is told among them, and the program ends in good order all the same.
import { createLineSplitter } from "../../std/line-splitter.ts";
import type { TokenUsage } from "../agent.ts";
import type { OutputReader } from "../headless-agent.ts";

/** https://aider.chat/docs/troubleshooting.html: errors have the names that litellm gives them. */
const FAULT = /^litellm\.\w*Error\b/;
/** After each answer that it got: `Tokens: 2.3k sent, 512 received. Cost: …`. */
const TOKENS = /^Tokens: ([\d.,]+)(k?) sent, (?:.{0,80}, )?([\d.,]+)(k?) received/;
const MAX_LINE_LENGTH = 1024 * 1024;

export function createAiderReader(onText: (text: string) => void): OutputReader {
  // Only what no answer follows: it tries again by itself.
  let fault: string | null = null;
  let usage: TokenUsage | null = null;
  const lines = createLineSplitter(MAX_LINE_LENGTH, (line) => {
    if (FAULT.test(line)) fault = line.trim();
    const tokens = TOKENS.exec(line);
    if (tokens === null) return;
    fault = null;
    usage = add(usage, toCount(tokens[1], tokens[2]), toCount(tokens[3], tokens[4]));
  });
  return {
    push(text) {
      onText(text);
      lines.push(text);
    },
    end() {
      lines.end();
      return { ended: fault === null ? "well" : "badly", answer: null, error: fault, usage };
    },
  };
}

function toCount(digits = "0", thousand = ""): number {
  const number = Number(digits.replaceAll(",", ""));
  return Number.isFinite(number) ? Math.round(number * (thousand === "k" ? 1000 : 1)) : 0;
}

function add(before: TokenUsage | null, sent: number, received: number): TokenUsage {
  const inputTokens = (before?.inputTokens ?? 0) + sent;
  const outputTokens = (before?.outputTokens ?? 0) + received;
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}
