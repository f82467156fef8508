// What `gemini --output-format stream-json` prints (packages/core/src/output/types.ts in its repository), as far as it is needed.
import { z } from "zod";
import type { TokenUsage } from "../agent.ts";
import type { OutputReader } from "../headless-agent.ts";
import type { HeadlessReport } from "../headless-result.ts";
import { createJsonLines } from "../json-lines.ts";
import { toToolLine } from "../tool-line.ts";

const count = z.number().catch(0);
const Event = z.object({
  type: z.string(),
  role: z.string().catch(""),
  content: z.string().catch(""),
  status: z.string().catch(""),
  severity: z.string().catch(""),
  message: z.string().catch(""),
  tool_name: z.string().catch(""),
  parameters: z.unknown().optional(),
  error: z
    .object({ type: z.string().catch(""), message: z.string().catch("") })
    .nullish()
    .catch(null),
  stats: z.object({ input_tokens: count, output_tokens: count, total_tokens: count }).nullish().catch(null),
});
type Event = z.output<typeof Event>;

export function createGeminiReader(onText: (text: string) => void): OutputReader {
  let report: HeadlessReport = { ended: "silent", answer: null, error: null, usage: null };
  // An answer comes in pieces; a tool between them begins a new one.
  let isInside = false;
  const breakLine = () => {
    if (isInside) onText("\n");
    isInside = false;
  };
  const lines = createJsonLines(Event, {
    onText,
    onEvent(event) {
      report = fold(report, event);
      if (event.type === "message" && event.role === "assistant" && event.content !== "") {
        onText(event.content);
        isInside = !event.content.endsWith("\n");
      } else if (event.type === "tool_use") {
        breakLine();
        onText(toToolLine(event.tool_name || "tool", event.parameters));
      }
    },
  });
  return {
    push: lines.push,
    end() {
      lines.end();
      breakLine();
      return report;
    },
  };
}

/** A tool that failed is the agent's business; an `error` is a warning until the result says otherwise. */
function fold(report: HeadlessReport, event: Event): HeadlessReport {
  if (event.type === "error" && event.severity === "error") return { ...report, error: event.message };
  if (event.type !== "result") return report;
  const usage = toUsage(event.stats);
  if (event.status !== "error") return { ...report, ended: "well", error: null, usage };
  return { ...report, ended: "badly", error: toWords(event) || report.error, usage };
}

/** The type of some errors says what their message does not: `TerminalQuotaError`. */
function toWords({ error }: Event): string {
  return error ? (/quota|auth/i.test(error.type) ? `${error.type}: ${error.message}` : error.message) : "";
}

function toUsage(stats: Event["stats"]): TokenUsage | null {
  if (!stats) return null;
  return { inputTokens: stats.input_tokens, outputTokens: stats.output_tokens, totalTokens: stats.total_tokens };
}
