// What `opencode run --format json` prints (packages/opencode/src/cli/cmd/run.ts in its repository), as far as it is needed.
import { z } from "zod";
import type { TokenUsage } from "../agent.ts";
import type { OutputReader } from "../headless-agent.ts";
import type { HeadlessReport } from "../headless-result.ts";
import { createJsonLines } from "../json-lines.ts";
import { toToolLine } from "../tool-line.ts";

const count = z.number().catch(0);
const Event = z.object({
  type: z.string(),
  part: z
    .object({
      text: z.string().catch(""),
      tool: z.string().catch("tool"),
      state: z.object({ input: z.unknown().optional() }).nullish().catch(null),
      tokens: z.object({ input: count, output: count, reasoning: count }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  error: z
    .object({
      name: z.string().catch(""),
      data: z
        .object({ message: z.string().catch(""), statusCode: z.number().nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
type Event = z.output<typeof Event>;

export function createOpencodeReader(onText: (text: string) => void): OutputReader {
  let report: HeadlessReport = { ended: "silent", answer: null, error: null, usage: null };
  const lines = createJsonLines(Event, {
    onText,
    onEvent(event) {
      report = fold(report, event);
      if (event.type === "text" && event.part?.text) onText(`${event.part.text}\n`);
      if (event.type === "tool_use" && event.part) onText(toToolLine(event.part.tool, event.part.state?.input));
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

/** There is no event for the end in every release; one step that was finished is an end unless an error was told. */
function fold(report: HeadlessReport, { type, part, error }: Event): HeadlessReport {
  switch (type) {
    case "text":
      return { ...report, answer: part?.text || report.answer };
    case "step_finish":
      return { ...report, ended: report.ended === "badly" ? "badly" : "well", usage: addUsage(report.usage, part?.tokens) };
    case "error":
      return { ...report, ended: "badly", error: toWords(error) };
    default:
      return report;
  }
}

/** `ProviderAuthError: …`, `APIError: 429 …`: its names and codes are plainer than what providers write. */
function toWords(error: Event["error"]): string {
  if (!error) return "an error without words";
  const { name, data } = error;
  return [`${name || "error"}:`, data?.statusCode ?? "", data?.message ?? ""].filter((word) => word !== "").join(" ");
}

/** Told for each step of the turn. */
function addUsage(before: TokenUsage | null, tokens: { input: number; output: number; reasoning: number } | null | undefined) {
  if (!tokens) return before;
  const inputTokens = (before?.inputTokens ?? 0) + tokens.input;
  const outputTokens = (before?.outputTokens ?? 0) + tokens.output + tokens.reasoning;
  return { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
}
