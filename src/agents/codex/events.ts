// What `codex exec --json` prints (codex-rs/exec/src/exec_events.rs in its repository), as far as it is needed.
import { z } from "zod";
import type { TokenUsage } from "../agent.ts";
import type { OutputReader } from "../headless-agent.ts";
import type { HeadlessReport } from "../headless-result.ts";
import { createJsonLines } from "../json-lines.ts";
import { toToolLine } from "../tool-line.ts";

const count = z.number().catch(0);
const Event = z.object({
  type: z.string(),
  message: z.string().catch(""),
  error: z
    .object({ message: z.string().catch("") })
    .nullish()
    .catch(null),
  usage: z.object({ input_tokens: count, output_tokens: count }).nullish().catch(null),
  item: z
    .object({ type: z.string(), text: z.string().catch(""), command: z.string().catch(""), message: z.string().catch("") })
    .nullish()
    .catch(null),
});
type Event = z.output<typeof Event>;

export function createCodexReader(onText: (text: string) => void): OutputReader {
  let report: HeadlessReport = { ended: "silent", answer: null, error: null, usage: null };
  const lines = createJsonLines(Event, {
    onText,
    onEvent(event) {
      report = fold(report, event);
      const { item } = event;
      if (event.type === "item.completed" && item?.type === "agent_message" && item.text !== "") onText(`${item.text}\n`);
      if (event.type === "item.started" && item?.type === "command_execution") onText(toToolLine("command", item.command));
      if (event.type === "item.completed" && item?.type === "file_change") onText("[edit]\n");
    },
  });
  return {
    push: lines.push,
    end() {
      lines.end();
      return report;
    },
  };
}

/** An `error` is told while the program still tries again; only what ends the turn decides. */
function fold(report: HeadlessReport, { type, item, error, message, usage }: Event): HeadlessReport {
  switch (type) {
    case "item.completed":
      return item?.type === "agent_message" ? { ...report, answer: item.text } : report;
    case "error":
      return { ...report, error: message };
    case "turn.completed":
      return { ...report, ended: "well", error: null, usage: toUsage(usage) };
    case "turn.failed":
      return { ...report, ended: "badly", error: error?.message || report.error };
    default:
      return report;
  }
}

/** Tokens from the cache are among those that went in. */
function toUsage(usage: Event["usage"]): TokenUsage | null {
  if (!usage) return null;
  const { input_tokens: inputTokens, output_tokens: outputTokens } = usage;
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}
